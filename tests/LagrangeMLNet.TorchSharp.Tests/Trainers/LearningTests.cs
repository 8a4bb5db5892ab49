using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Networks;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.TorchTests.Trainers;

/// <summary>What a fit does, whatever the task.</summary>
public class LearningTests : TorchTest
{
    private static readonly MLContext Context = new(seed: 0);

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others(string name)
    {
        NetworkCase trainer = NetworkCase.Of(name);
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300));

        float[][] Learn(int seed) => [.. trainer.Network(trainer.Trainer(Context, options => options.Seed = seed).Fit(data)).Values];

        float[][] first = Learn(3);
        TorchSharp.torch.manual_seed(99);
        Assert.Equal(first, Learn(3));
        Assert.NotEqual(first, Learn(4));
    }

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void Learning_falls_far_below_the_constant_and_the_report_tells_the_path(string name)
    {
        NetworkCase one = NetworkCase.Of(name);
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(2000));
        var told = new List<LearningState>();
        var trainer = one.Trainer(Context, options =>
        {
            options.MaximumNumberOfEpochs = 30;
            options.Progress = new Told(told);
        });

        trainer.Fit(data);

        var report = one.Report(trainer)!;
        // In nats per observation; half a nat is a factor 1.6 in a number's error.
        Assert.True(report.HeldOutLoss < report.Path[0].Velocity - 0.4, $"{report.Path[0].Velocity} -> {report.HeldOutLoss}");
        Assert.Equal(report.Path.Min(state => state.Velocity), report.HeldOutLoss);
        Assert.Equal(report.Path, told);
        Assert.NotEqual(StopReason.None, report.StopReason);
        Assert.Equal(2000, report.Rows + report.HeldOutRows);
        Assert.InRange(report.HeldOutRows, 100, 300);
    }

    [Fact]
    public void Where_nothing_may_be_left_unlearnt_the_whole_budget_is_spent()
    {
        NetworkCase one = NetworkCase.Of("regression");
        NetworkReport Learn(double tolerance)
        {
            var trainer = one.Trainer(
                Context, options => (options.Width, options.MaximumNumberOfEpochs, options.Tolerance) = (16, 12, tolerance));
            trainer.Fit(NetworkRow.View(Context, NetworkRow.Make(300)));
            return one.Report(trainer)!;
        }

        // The rule has its reason to stop long before.
        Assert.Equal(StopReason.Decelerated, Learn(0.5).StopReason);
        NetworkReport whole = Learn(0);
        Assert.Equal(StopReason.BudgetSpent, whole.StopReason);
        Assert.Equal(12, whole.Epochs, 0.01);
    }

    private sealed class Told(List<LearningState> states) : IProgress<LearningState>
    {
        public void Report(LearningState value) => states.Add(value);
    }
}
