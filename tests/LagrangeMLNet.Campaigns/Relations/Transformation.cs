using System.Globalization;
using LagrangeMLNet.Campaigns.Problems;
using LagrangeMLNet.Campaigns.Subjects;

namespace LagrangeMLNet.Campaigns.Relations;

/// <summary>Training and test rows that are changed together.</summary>
internal readonly record struct Data(Problem Train, Problem Test);

/// <summary>How far a changed problem's predictions may be from those of the first one.</summary>
internal enum Agreement
{
    /// <summary>Not in a bit.</summary>
    SameBits,

    /// <summary>Within rounding and the share of the statistical error at which training stops.</summary>
    SameModel,

    /// <summary>Within what another prior, or other samples and folds, may do: as good, and no nearer than two fits to other rows would be.</summary>
    SameQuality,
}

/// <summary>A metamorphic relation: rows told in another way give the same predictions.</summary>
internal sealed class Transformation(string name, Agreement agreement, Func<Data, Random, Data> change) : IRelation
{
    public string Name => name;

    public double Frequency { get; init; } = 1;

    /// <summary>The trainers it concerns.</summary>
    public Func<Subject, bool> Subjects { get; init; } = _ => true;

    /// <summary>The problems it can be tried on.</summary>
    public Func<Problem, bool> Problems { get; init; } = _ => true;

    /// <summary>The task it is about; null: any.</summary>
    public ProblemTask? Task { get; init; }

    /// <summary>What a prediction for the changed problem means in the first one.</summary>
    public Func<float[], float[]> Translate { get; init; } = prediction => prediction;

    public FitSetting Setting { get; init; } = new();

    /// <summary>Observations that the change is worth by intent.</summary>
    public double PseudoObservations { get; init; }

    public bool Concerns(Subject subject) => Subjects(subject) && (Task is null || subject.Handles(Task.Value));

    public bool Fits(Problem train) => (Task is null || train.Task == Task) && Problems(train);

    public string? Violation(Trial trial)
    {
        var model = trial.Subject.Fit(trial.Context, trial.Train);
        float[][] expected = model.Predict(trial.Test);
        var changed = change(new Data(trial.Train, trial.Test), trial.Random);
        float[][] found = [.. trial.Subject.Fit(trial.Context, changed.Train, Setting).Predict(changed.Test).Select(Translate)];
        if (agreement == Agreement.SameBits)
        {
            int row = Enumerable.Range(0, expected.Length).FirstOrDefault(i => !expected[i].AsSpan().SequenceEqual(found[i]), -1);
            return row < 0 ? null : string.Create(CultureInfo.InvariantCulture, $"row {row}: {Show(expected[row])} became {Show(found[row])}");
        }

        var loss = new Loss(trial.Train);
        double constant = Loss.Mean(loss.OfConstant(trial.Test), trial.Test), own = Loss.Mean(loss.Of(expected, trial.Test), trial.Test);
        double statistical = model.EffectiveParameters / (2.0 * trial.Train.Rows);
        (double share, double rest) = agreement == Agreement.SameModel ? (0.01, 0.05) : (0.05, 1);
        // A rare class that no test row has leaves nothing to learn there: then the training rows' entropy is the measure.
        double learnable = Math.Max(Math.Max(0, constant - own), 0.01 * Loss.Mean(loss.OfConstant(trial.Train), trial.Train));
        double allowed = (share * learnable) + (rest * statistical) + (PseudoObservations / trial.Train.Rows) + 1e-7;
        double distance = loss.Distance(expected, found);
        return distance <= allowed
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"predictions are {distance:G3} nats apart, {allowed:G3} allowed");
    }

    private static string Show(float[] prediction) =>
        string.Join(' ', prediction.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
