using Microsoft.Data.Sqlite;

namespace Personalizer.Learning;

/// <summary>
/// Lets the loop turn, and evaluations run, by one thread: callers have the other cores, and, where the system has priorities of threads,
/// come first.
/// </summary>
internal sealed partial class BackgroundLearning(
    LearningLoop loop, OfflineEvaluations evaluations, Storage.EventStore store, TimeProvider clock, ILogger<BackgroundLearning> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenRemovals = TimeSpan.FromHours(1);

    private DateTimeOffset _nextRemoval;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var done = new TaskCompletionSource();
        var thread = new Thread(() =>
        {
            while (!stoppingToken.WaitHandle.WaitOne(Pause))
                Turn();
            done.SetResult();
        })
        { Name = "learning", IsBackground = true, Priority = ThreadPriority.Lowest };
        thread.Start();
        return done.Task;
    }

    /// <summary>What fails once is tried again: the service goes on with the policy it has.</summary>
    private void Turn()
    {
        try
        {
            loop.Tick();
            evaluations.RunPending();
            RemoveOld(clock.GetUtcNow());
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or ArgumentException or SqliteException)
        {
            LogFailure(logger, e);
        }
    }

    private void RemoveOld(DateTimeOffset now)
    {
        if (loop.Configuration.LogRetentionDays < 0 || now < _nextRemoval)
            return;
        _nextRemoval = now + BetweenRemovals;
        store.DeleteAsync(now - TimeSpan.FromDays(loop.Configuration.LogRetentionDays)).GetAwaiter().GetResult();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Learning failed and will be tried again.")]
    private static partial void LogFailure(ILogger logger, Exception error);
}
