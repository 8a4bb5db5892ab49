using System.Globalization;
using LagrangeMLNet.Campaigns.Problems;
using LagrangeMLNet.Campaigns.Subjects;

namespace LagrangeMLNet.Campaigns.Relations;

/// <summary>The promise of the trainers: what they learn explains the rows they learnt from no worse than a constant.</summary>
internal sealed class NotWorseThanConstant : IRelation
{
    public string Name => "training loss ≤ a constant's";

    public bool Concerns(Subject subject) => subject.IsDefault;

    public bool Fits(Problem train) => true;

    public string? Violation(Trial trial)
    {
        var model = trial.Subject.Fit(trial.Context, trial.Train);
        var loss = new Loss(trial.Train);
        double own = Loss.Mean(loss.Of(model.Predict(trial.Train), trial.Train), trial.Train);
        double constant = Loss.Mean(loss.OfConstant(trial.Train), trial.Train);
        // A class is never given the probability 0: a pseudo-observation a class.
        double allowed = constant + (1e-3 * constant) + ((double)trial.Train.Classes / trial.Train.Rows);
        return own <= allowed
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"training loss {own:G4}, a constant's {constant:G4}");
    }
}
