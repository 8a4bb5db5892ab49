using LagrangeMLNet.Interop;
using LagrangeMLNet.Mechanics;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.Tests.Trainers;

/// <summary>Whoever asks for an end gets an <see cref="OperationCanceledException"/>, soon, and no model.</summary>
public class CancellationTests
{
    private readonly MLContext _context = new(seed: 0);

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void CancelExecution_during_training_ends_it(string name) =>
        AssertEnds(name, _ => { }, () => MLNetInternals.CancelExecution(_context));

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void A_token_during_training_ends_it(string name)
    {
        using var source = new CancellationTokenSource();
        AssertEnds(name, options => options.CancellationToken = source.Token, source.Cancel);
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void A_cancelled_token_lets_nothing_begin(string name)
    {
        int states = 0;
        var trainer = TrainerCase.Of(name).Trainer(_context, options =>
        {
            options.CancellationToken = new CancellationToken(canceled: true);
            options.Progress = new Callback(_ => states++);
        });
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(SampleRow.View(_context)));
        Assert.Equal(0, states);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reading_ends_long_before_the_data(bool byContext)
    {
        using var source = new CancellationTokenSource();
        int read = 0;
        IEnumerable<SampleRow> Rows()
        {
            foreach (var row in SampleRow.Make(200_000))
            {
                if (++read == 5_000)
                    if (byContext)
                        MLNetInternals.CancelExecution(_context);
                    else
                        source.Cancel();
                yield return row;
            }
        }

        var data = _context.Transforms.Concatenate("Features", "A", "B", "C")
            .Fit(_context.Data.LoadFromEnumerable(SampleRow.Make(1).ToList()))
            .Transform(_context.Data.LoadFromEnumerable(Rows()));
        var trainer = TrainerCase.Regression.Trainer(_context, options => options.CancellationToken = source.Token);
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(data));
        Assert.InRange(read, 5_000, 50_000);
    }

    [Fact]
    public void Another_context_is_not_affected()
    {
        var other = new MLContext(seed: 0);
        var trainer = TrainerCase.Regression.Trainer(
            _context, options => options.Progress = new Callback(_ => MLNetInternals.CancelExecution(other)));
        Assert.NotNull(trainer.Fit(SampleRow.View(_context)));
    }

    private void AssertEnds(string name, Action<LagrangeMLNet.Trainers.LagrangianTrainerOptions> set, Action cancel)
    {
        int states = 0;
        var trainer = TrainerCase.Of(name).Trainer(_context, options =>
        {
            set(options);
            options.Progress = new Callback(_ =>
            {
                if (++states == 1)
                    cancel();
            });
        });
        ITransformer? model = null;
        Assert.ThrowsAny<OperationCanceledException>(() => model = trainer.Fit(SampleRow.View(_context)));
        Assert.Null(model);
        Assert.Null(TrainerCase.ReportOf(trainer));
        Assert.True(states >= 1, "The end was never asked for.");
    }

    private sealed class Callback(Action<LearningState> report) : IProgress<LearningState>
    {
        public void Report(LearningState value) => report(value);
    }
}
