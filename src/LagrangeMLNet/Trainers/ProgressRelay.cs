using System.Globalization;
using LagrangeMLNet.Mechanics;
using Microsoft.ML.Runtime;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// Hands each state of the learning path to the log (kind Trace), to ML.NET's progress tracker and to the caller, in that order.
/// </summary>
internal sealed class ProgressRelay : IProgress<LearningState>, IDisposable
{
    private readonly IChannel _channel;
    private readonly IProgressChannel _tracker;
    private readonly Action<LearningState>? _caller;
    private long _observations;

    public ProgressRelay(IChannel channel, IProgressChannelProvider trackers, Action<LearningState>? caller)
    {
        _channel = channel;
        _caller = caller;
        _tracker = trackers.StartProgressChannel("Training");
        _tracker.SetHeader(
            new ProgressHeader(["Velocity", "Floor", "Remaining"], ["observations"]),
            entry => entry.SetProgress(0, Volatile.Read(ref _observations)));
    }

    public void Report(LearningState value)
    {
        Volatile.Write(ref _observations, value.Observations);
        _channel.Trace(MessageSensitivity.None, Describe(value));
        _tracker.Checkpoint(Known(value.Velocity), Known(value.Floor), Known(value.Remaining), value.Observations);
        _caller?.Invoke(value);
    }

    public void Dispose() => _tracker.Dispose();

    private static string Describe(in LearningState state) => string.Create(
        CultureInfo.InvariantCulture,
        $"Step {state.Step}: {state.Observations} observations, velocity {state.Velocity:G6}, "
        + $"floor {state.Floor:G6} ± {state.FloorStandardError:G2}, remaining {state.Remaining:G3} nat / observation");

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}
