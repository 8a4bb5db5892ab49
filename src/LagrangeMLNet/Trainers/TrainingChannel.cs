using LagrangeMLNet.Interop;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Training;
using Microsoft.ML.Runtime;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// What passes between a fit and its surroundings: whoever may end it (the caller's token, a watch of the context, the context itself), the
/// log, and who listens to its progress.
/// </summary>
internal sealed class TrainingChannel : IDisposable
{
    private readonly IChannel _channel;
    private readonly ProgressRelay _relay;

    /// <param name="host">The trainer's own host, which is what cancellation of a context reaches.</param>
    /// <param name="environment">Environment that the trainer was made with.</param>
    /// <param name="subject">Whose velocity is reported.</param>
    /// <param name="progress">The caller's listener, or null.</param>
    /// <param name="cancellation">The caller's token.</param>
    public TrainingChannel(
        IHost host, IHostEnvironment environment, TrainingWatch.Subject subject, IProgress<LearningState>? progress,
        CancellationToken cancellation)
    {
        _channel = host.Start("Training");
        var watch = TrainingWatch.Of(environment);
        _relay = new ProgressRelay(_channel, host, state =>
        {
            progress?.Report(state);
            watch?.Report(subject, state);
        });
        Hooks = new TrainingHooks(
            () =>
            {
                cancellation.ThrowIfCancellationRequested();
                watch?.Token.ThrowIfCancellationRequested();
                MLNetInternals.CheckAlive(null, host);
            },
            message => _channel.Info(MessageSensitivity.Unknown, message),
            message => _channel.Warning(MessageSensitivity.Unknown, message),
            _relay);
    }

    public TrainingHooks Hooks { get; }

    /// <summary>Tells the log how it ended.</summary>
    public void End(IEnumerable<string> remarks, string summary)
    {
        foreach (string remark in remarks)
            _channel.Warning(MessageSensitivity.Unknown, remark);
        _channel.Info(MessageSensitivity.None, summary);
    }

    public void Dispose()
    {
        _relay.Dispose();
        _channel.Dispose();
    }
}
