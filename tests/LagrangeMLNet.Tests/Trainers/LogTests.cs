using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Xunit;

namespace LagrangeMLNet.Tests.Trainers;

/// <summary>Messages and progress arrive where a built-in trainer's arrive.</summary>
public class LogTests
{
    private readonly MLContext _context = new(seed: 0);
    private readonly List<LoggingEventArgs> _log = [];

    public LogTests() => _context.Log += (_, message) => _log.Add(message);

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void Every_state_reaches_the_log_and_the_caller(string name)
    {
        var states = new List<LearningState>();
        var trainer = TrainerCase.Of(name).Trainer(_context, options => options.Progress = new Collector(states));
        var data = SampleRow.View(_context);
        _log.Clear();
        trainer.Fit(data);

        Assert.NotEmpty(states);
        var traces = _log.Where(message => message.Kind == ChannelMessageKind.Trace && message.RawMessage.StartsWith("Step ")).ToList();
        Assert.Equal(states.Count, traces.Count);
        Assert.All(traces, message => Assert.Contains("Lagrangian", message.Source));
        var path = TrainerCase.ReportOf(trainer)!.Path;
        Assert.Subset(states.ToHashSet(), path.ToHashSet());
        Assert.Equal(states[^1], path[^1]);
        Assert.NotEqual(StopReason.None, path[^1].StopReason);
    }

    [Fact]
    public void Skipped_rows_are_a_warning_in_the_built_in_trainers_words()
    {
        var rows = SampleRow.Make(100).ToList();
        rows[3].B = rows[50].B = float.NaN;
        var data = SampleRow.Prepare(_context, _context.Data.LoadFromEnumerable(rows));
        var trainer = TrainerCase.Poisson.Trainer(_context);
        trainer.Fit(data);
        Assert.Contains(_log, message => message.Kind == ChannelMessageKind.Warning && message.RawMessage.Contains("Skipped 2 instances"));
        Assert.Equal(2, TrainerCase.ReportOf(trainer)!.SkippedRows);
        Assert.Equal(98, TrainerCase.ReportOf(trainer)!.Rows);
    }

    [Fact]
    public void An_end_is_an_information()
    {
        TrainerCase.Regression.Trainer(_context).Fit(SampleRow.View(_context));
        var end = Assert.Single(_log, message => message.Kind == ChannelMessageKind.Info && message.RawMessage.StartsWith("Learnt from"));
        Assert.Contains("LagrangianRegression; Training", end.Source);
    }

    [Fact]
    public void Every_state_is_a_checkpoint_of_the_progress_channel()
    {
        var tracker = new Tracker();
        using var channel = ((IHostEnvironment)_context).Register("test").Start("test");
        using (var relay = new ProgressRelay(channel, tracker, null))
        {
            relay.Report(new LearningState(0, 100, 0, 0.7, 0, double.NaN, double.NaN, double.NaN, StopReason.None));
            relay.Report(new LearningState(1, 200, 0, 0.6, 0, 0.5, 0.01, 0.1, StopReason.Decelerated));
            Assert.False(tracker.IsDisposed);
        }

        Assert.Equal([0.7, null, null, 100], tracker.Checkpoints[0]);
        Assert.Equal([0.6, 0.5, 0.1, 200], tracker.Checkpoints[1]);
        Assert.Equal(["Velocity", "Floor", "Remaining"], tracker.Header!.MetricNames);
        Assert.Equal(["observations"], tracker.Header.UnitNames);
        Assert.True(tracker.IsDisposed);
    }

    [Fact]
    public void A_failing_listener_is_the_callers_own_error()
    {
        var trainer = TrainerCase.Regression.Trainer(_context, options => options.Progress = new Failing());
        Assert.Throws<TimeZoneNotFoundException>(() => trainer.Fit(SampleRow.View(_context)));
        Assert.Null(TrainerCase.ReportOf(trainer));
    }

    private sealed class Collector(List<LearningState> states) : IProgress<LearningState>
    {
        public void Report(LearningState value) => states.Add(value);
    }

    private sealed class Tracker : IProgressChannelProvider, IProgressChannel
    {
        public List<double?[]> Checkpoints { get; } = [];

        public ProgressHeader? Header { get; private set; }

        public bool IsDisposed { get; private set; }

        public IProgressChannel StartProgressChannel(string name) => this;

        public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction) => Header = header;

        public void Checkpoint(params double?[] values) => Checkpoints.Add(values);

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Failing : IProgress<LearningState>
    {
        public void Report(LearningState value) => throw new TimeZoneNotFoundException();
    }
}
