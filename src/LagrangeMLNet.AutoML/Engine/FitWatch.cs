using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Trainers;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>
/// Watches the fit of a trial. It sees what the trainer reports, in the trainer's order, and trials that ended before this one was
/// proposed: so it ends the same fits at the same step, whatever else runs.
/// </summary>
/// <param name="rule">The rule.</param>
/// <param name="known">Trials that have ended and may be compared with.</param>
internal sealed class FitWatch(IFitRule rule, IReadOnlyList<TrialOutcome> known)
{
    /// <summary>Why the fit was ended; null while it was not.</summary>
    public string? Reason { get; private set; }

    /// <summary>Watches what trainers of ours fit on a context.</summary>
    /// <param name="context">The trial's context.</param>
    /// <param name="fit">Ends the fit.</param>
    public void Attach(MLContext context, CancellationTokenSource fit) =>
        TrainingWatch.Attach(context, new TrainingWatch(fit.Token, (subject, state) =>
    {
        Observe(subject, state);
        if (Reason is not null)
            fit.Cancel();
    }));

    private void Observe(TrainingWatch.Subject subject, in LearningState state)
    {
        // What has stopped by itself has its model; it may as well be measured.
        if (Reason is null && state.StopReason == StopReason.None)
            Reason = rule.ReasonToEnd(subject, state, known);
    }
}
