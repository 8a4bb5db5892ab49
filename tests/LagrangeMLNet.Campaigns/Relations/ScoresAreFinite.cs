using System.Globalization;
using LagrangeMLNet.Campaigns.Problems;
using LagrangeMLNet.Campaigns.Subjects;

namespace LagrangeMLNet.Campaigns.Relations;

/// <summary>Scores are finite, also far from the training rows.</summary>
internal sealed class ScoresAreFinite : IRelation
{
    public string Name => "finite scores";

    public bool Concerns(Subject subject) => true;

    // A log-linear rate has no bound: rows far beyond the training rows are left out.
    public bool Fits(Problem train) => train.Task != ProblemTask.Counts;

    public string? Violation(Trial trial)
    {
        var model = trial.Subject.Fit(trial.Context, trial.Train);
        float[][] scores = model.Predict(trial.Test);
        int row = Array.FindIndex(scores, score => !score.All(float.IsFinite));
        return row < 0 ? null : string.Create(CultureInfo.InvariantCulture, $"row {row} scores {scores[row].First(score => !float.IsFinite(score))}");
    }
}
