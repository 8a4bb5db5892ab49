using System.Runtime.CompilerServices;
using LagrangeMLNet.Interop;
using LagrangeMLNet.Mechanics;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// Listens to, and may end, whatever our trainers fit on one context. For those who own a context but not the trainers made with it, as a
/// trial of a sweep does: the options that a sweep proposes travel as JSON, in which neither a token nor a listener has a place.
/// </summary>
/// <param name="token">Ends training, as <see cref="LagrangianTrainerOptions.CancellationToken"/> does.</param>
/// <param name="report">Receives each state, and which of the trainers is in it, on the training thread.</param>
internal sealed class TrainingWatch(CancellationToken token, Action<TrainingWatch.Subject, LearningState> report)
{
    private static readonly ConditionalWeakTable<IHostEnvironment, TrainingWatch> Watches = [];

    public CancellationToken Token => token;

    /// <summary>Watches a context from now on, in place of who did so before.</summary>
    public static void Attach(MLContext context, TrainingWatch watch) =>
        Watches.AddOrUpdate(MLNetInternals.GetEnvironment(context.BinaryClassification), watch);

    /// <summary>Who watches an environment; null where nobody does.</summary>
    public static TrainingWatch? Of(IHostEnvironment environment) =>
        Watches.TryGetValue(environment, out var watch) ? watch : null;

    public void Report(Subject subject, LearningState state) => report(subject, state);

    /// <summary>Whose velocity it is. Velocities of equal subjects on the same rows are the same quantity.</summary>
    /// <param name="Trainer">Name of the trainer, as in its factory method.</param>
    /// <param name="IsBalanced">Whether classes count the same.</param>
    /// <param name="WeightColumn">Column of example weights, or null.</param>
    public readonly record struct Subject(string Trainer, bool IsBalanced, string? WeightColumn);
}
