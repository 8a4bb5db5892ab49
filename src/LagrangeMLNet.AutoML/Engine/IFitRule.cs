using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Data;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Numerics;
using LagrangeMLNet.Trainers;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>
/// Decides, while a trainer of ours learns, whether its fit may go on. Pure: the same motion and trials give the same decision.
/// </summary>
internal interface IFitRule
{
    /// <summary>Why the fit should end here; null if it should go on.</summary>
    /// <param name="subject">Whose motion it is.</param>
    /// <param name="state">Where learning stands.</param>
    /// <param name="known">Trials that have ended and may be compared with.</param>
    string? ReasonToEnd(TrainingWatch.Subject subject, in LearningState state, IReadOnlyList<TrialOutcome> known);
}

/// <summary>No fit is ended.</summary>
internal sealed class NoFitRule : IFitRule
{
    public string? ReasonToEnd(TrainingWatch.Subject subject, in LearningState state, IReadOnlyList<TrialOutcome> known) => null;
}

/// <summary>
/// Ends a fit whose own velocity says that it is lost: the floor that it decelerates towards lies above the loss of the best complete
/// trial.
/// </summary>
/// <remarks>
/// The velocity of a classifier of ours is its log-loss, in nats, on rows not yet learnt from, and its floor what that falls to; the best
/// trial's loss is the same quantity on the validation rows. They are taken on other rows of the same kind, so both errors count in full.
/// A regression's velocity is measured in the learner's own scale and is never compared, nor is one of weighted classes or rows.
/// </remarks>
/// <param name="task">What is predicted.</param>
/// <param name="confidence">Confidence, in (0.5, 1), with which the fit must be lost.</param>
/// <param name="tolerance">Share of the best loss, at least 0, that the fit has to promise to gain.</param>
internal sealed class VelocityRule(PredictionTask task, double confidence, double tolerance) : IFitRule
{
    private readonly double _quantile = NormalQuantile.Of(confidence);

    public string? ReasonToEnd(TrainingWatch.Subject subject, in LearningState state, IReadOnlyList<TrialOutcome> known)
    {
        if (task == PredictionTask.Regression || subject.IsBalanced || subject.WeightColumn is not null
            || !double.IsFinite(state.Floor) || !double.IsFinite(state.FloorStandardError))
            return null;
        if (TrialOutcome.Best(known.Where(outcome => outcome.State == Sweeps.SweepTrialState.Complete)) is not { Last.Point: var best })
            return null;
        double least = state.Floor - (_quantile * (state.FloorStandardError + best.StandardError));
        return least > best.Loss * (1 - tolerance)
            ? FormattableString.Invariant(
                $"its velocity falls to {state.Floor:G5} ± {state.FloorStandardError:G2}, seen after {state.Observations} observations; the best has {best.Loss:G5}")
            : null;
    }
}
