using LagrangeMLNet.TorchTests.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.TorchTests.BadInput;

/// <summary>Data that cannot be learnt from is named; data that can, in part, is learnt from and the rest is counted.</summary>
public class NetworkBadInputTests : TorchTest
{
    private static readonly MLContext Context = new(seed: 0);

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void Rows_with_a_missing_feature_are_left_out_and_counted(string name)
    {
        NetworkRow[] rows = NetworkRow.Make(300);
        foreach (int row in new[] { 3, 77, 250 })
            rows[row].Features[2] = float.NaN;
        var trainer = NetworkCase.Of(name).Trainer(Context, null);

        ITransformer model = trainer.Fit(NetworkRow.View(Context, rows));

        Assert.Equal(3, NetworkCase.Of(name).Report(trainer)!.SkippedRows);
        Assert.All(NetworkCase.Of(name).Network(model).Values, values => Assert.All(values, value => Assert.True(float.IsFinite(value))));
    }

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void An_infinite_feature_and_no_rows_are_refused_with_the_column_named(string name)
    {
        NetworkRow[] rows = NetworkRow.Make(50);
        rows[7].Features[2] = float.PositiveInfinity;
        var trainer = NetworkCase.Of(name).Trainer(Context, null);

        string infinite = Assert.Throws<InvalidOperationException>(() => trainer.Fit(NetworkRow.View(Context, rows))).Message;
        string empty = Assert.Throws<InvalidOperationException>(() => trainer.Fit(NetworkRow.View(Context, []))).Message;

        Assert.Contains("'Features', row 7, slot 2", infinite, StringComparison.Ordinal);
        Assert.Contains("No valid training instances found", empty, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void Labels_that_are_all_the_same_give_that_constant_and_a_remark(string name)
    {
        NetworkRow[] rows = NetworkRow.Make(100);
        foreach (NetworkRow row in rows)
            (row.Yes, row.Class, row.Number) = (true, 1, 7);
        IDataView data = NetworkRow.View(Context, rows);
        var trainer = NetworkCase.Of(name).Trainer(Context, null);

        IDataView scored = trainer.Fit(data).Transform(data);

        Assert.Contains(NetworkCase.Of(name).Report(trainer)!.Remarks, remark => remark.StartsWith("All labels are the same", StringComparison.Ordinal));
        if (name == "binary")
            Assert.All(scored.GetColumn<bool>("PredictedLabel"), Assert.True);
        else if (name == "multiclass")
            Assert.All(scored.GetColumn<uint>("PredictedLabel"), label => Assert.Equal(2u, label));
        else
            Assert.All(scored.GetColumn<float>("Score"), score => Assert.InRange(score, 6, 8));
    }

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void A_mini_batch_larger_than_the_data_is_all_of_it_and_said_so(string name)
    {
        var trainer = NetworkCase.Of(name).Trainer(Context, options => options.BatchSize = 100_000);

        trainer.Fit(NetworkRow.View(Context, NetworkRow.Make(100)));

        Assert.Contains(NetworkCase.Of(name).Report(trainer)!.Remarks, remark => remark.StartsWith("BatchSize is 100000", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_handful_of_rows_gives_a_sound_model(int count)
    {
        foreach (NetworkCase one in NetworkCase.All)
        {
            IDataView data = NetworkRow.View(Context, NetworkRow.Make(count));
            ITransformer model = one.Trainer(Context, null).Fit(data);
            Assert.All(one.Network(model).Values, values => Assert.All(values, value => Assert.True(float.IsFinite(value))));
        }
    }

    [Fact]
    public void A_cancelled_fit_throws_and_leaves_no_report()
    {
        using var source = new CancellationTokenSource();
        var trainer = NetworkCase.Of("binary").Trainer(Context, options =>
        {
            options.CancellationToken = source.Token;
            options.Progress = new AtFirst(source.Cancel);
        });

        Assert.ThrowsAny<OperationCanceledException>(() => trainer.Fit(NetworkRow.View(Context, NetworkRow.Make(300))));
        Assert.Null(NetworkCase.Of("binary").Report(trainer));
    }

    private sealed class AtFirst(Action act) : IProgress<Mechanics.LearningState>
    {
        public void Report(Mechanics.LearningState value) => act();
    }
}
