using LagrangeMLNet.Trainers;

namespace LagrangeMLNet.Control.Evaluation;

/// <summary>How policies are evaluated. Every default serves.</summary>
/// <example>
/// <code>
/// var control = mlContext.Control();
/// var evaluation = control.Evaluate(
///     control.LoadLog(laterDecisions), Policy.Always(1), new EvaluationOptions { ConfidenceLevel = 0.9 });
/// </code>
/// </example>
public sealed class EvaluationOptions
{
    /// <summary>Confidence, in (0, 1), of every interval. Default: 0.95.</summary>
    public double ConfidenceLevel { get; set; } = 0.95;

    /// <summary>How intervals are found. Default: <see cref="Evaluation.IntervalMethod.EmpiricalLikelihood"/>.</summary>
    public IntervalMethod IntervalMethod { get; set; } = IntervalMethod.EmpiricalLikelihood;

    /// <summary>Number of folds, from 2 to 100, of the reward model. Default: 5.</summary>
    public int NumberOfFolds { get; set; } = 5;

    /// <summary>Seed of the folds and of the bootstrap. Default: 0.</summary>
    public int Seed { get; set; }

    internal void Validate()
    {
        OptionErrors.Check(ConfidenceLevel is > 0 and < 1, ConfidenceLevel, nameof(ConfidenceLevel), "(0, 1)");
        OptionErrors.Check(Enum.IsDefined(IntervalMethod), IntervalMethod, nameof(IntervalMethod), "one of the methods");
        OptionErrors.Check(NumberOfFolds is >= 2 and <= 100, NumberOfFolds, nameof(NumberOfFolds), "[2, 100]");
    }
}
