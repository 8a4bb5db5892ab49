using LagrangeMLNet.Trainers;

namespace LagrangeMLNet.Control.Evaluation;

/// <summary>How policies are evaluated on episodes. Every default serves.</summary>
/// <example>
/// <code>
/// var control = mlContext.Control();
/// var evaluation = control.EvaluateEpisodes(
///     control.LoadTransitions(laterSteps), Policy.Uniform, new EpisodeEvaluationOptions { Discount = 0.95 });
/// </code>
/// </example>
public sealed class EpisodeEvaluationOptions
{
    /// <summary>
    /// Discount γ, in [0, 1], of what is earned a step later; 1 is the average reward per step of a process that never ends. Default: 0.99.
    /// </summary>
    public double Discount { get; set; } = 0.99;

    /// <summary>Confidence, in (0, 1), of every interval. Default: 0.95.</summary>
    public double ConfidenceLevel { get; set; } = 0.95;

    /// <summary>How intervals are found. Default: <see cref="Evaluation.IntervalMethod.EmpiricalLikelihood"/>.</summary>
    public IntervalMethod IntervalMethod { get; set; } = IntervalMethod.EmpiricalLikelihood;

    /// <summary>
    /// Penalty, at least 0, on the values' weights of features in units of their own size, in rows. Default: 1.
    /// </summary>
    public double L2Regularization { get; set; } = 1;

    /// <summary>Number of folds of episodes, from 2 to 100, of the values. Default: 3.</summary>
    public int NumberOfFolds { get; set; } = 3;

    /// <summary>Seed of the folds and of the bootstrap. Default: 0.</summary>
    public int Seed { get; set; }

    internal void Validate()
    {
        OptionErrors.Check(Discount is >= 0 and <= 1, Discount, nameof(Discount), "[0, 1]");
        OptionErrors.Check(ConfidenceLevel is > 0 and < 1, ConfidenceLevel, nameof(ConfidenceLevel), "(0, 1)");
        OptionErrors.Check(Enum.IsDefined(IntervalMethod), IntervalMethod, nameof(IntervalMethod), "one of the methods");
        OptionErrors.Check(
            L2Regularization is >= 0 and < double.PositiveInfinity, L2Regularization, nameof(L2Regularization), "[0, ∞)");
        OptionErrors.Check(NumberOfFolds is >= 2 and <= 100, NumberOfFolds, nameof(NumberOfFolds), "[2, 100]");
    }
}
