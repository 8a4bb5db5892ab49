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

    [Fact]
    public void Labels_that_are_missing_are_counted_and_infinite_ones_named()
    {
        NetworkRow[] rows = NetworkRow.Make(100);
        rows[4].Number = float.NaN;
        var trainer = NetworkCase.Of("regression").Trainer(Context, null);
        trainer.Fit(NetworkRow.View(Context, rows));
        Assert.Equal(1, NetworkCase.Of("regression").Report(trainer)!.SkippedRows);

        rows[9].Number = float.NegativeInfinity;
        string message = Assert.Throws<InvalidOperationException>(() => trainer.Fit(NetworkRow.View(Context, rows))).Message;

        Assert.Contains("Label column 'Number', row 9", message, StringComparison.Ordinal);
        Assert.Null(NetworkCase.Of("regression").Report(trainer));
    }

    [Fact]
    public void A_row_of_another_length_is_named()
    {
        NetworkRow[] rows = NetworkRow.Make(100);
        rows[23].Features = [1, 2, 3];

        string message = Assert.Throws<InvalidOperationException>(
            () => NetworkCase.Of("binary").Trainer(Context, null).Fit(NetworkRow.View(Context, rows))).Message;

        Assert.Contains("Column 'Features', row 23: found 3 features, expected 5", message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void Constant_features_give_a_constant_score(string name)
    {
        NetworkRow[] rows = NetworkRow.Make(200);
        foreach (NetworkRow row in rows)
            row.Features = [1, 0, -1e30f, 1e-30f, 7];
        IDataView data = NetworkRow.View(Context, rows);
        var trainer = NetworkCase.Of(name).Trainer(Context, null);

        IDataView scored = trainer.Fit(data).Transform(data);

        float[][] scores = name == "multiclass"
            ? [.. scored.GetColumn<float[]>("Score")]
            : [.. scored.GetColumn<float>("Score").Select(score => new[] { score })];
        Assert.All(scores, score => Assert.Equal(scores[0], score));
        Assert.All(scores[0], score => Assert.True(float.IsFinite(score)));
    }

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void Features_of_any_size_give_a_sound_model(string name)
    {
        NetworkRow[] rows = NetworkRow.Make(300);
        var random = new Random(3);
        foreach (NetworkRow row in rows)
        {
            row.Features[0] *= 1e36f;
            row.Features[1] *= 1e-36f;
            row.Features[2] = MathF.Pow(10, random.Next(-37, 38));
        }

        IDataView data = NetworkRow.View(Context, rows);
        var trainer = NetworkCase.Of(name).Trainer(Context, null);
        ITransformer model = trainer.Fit(data);

        Assert.All(NetworkCase.Of(name).Network(model).Values, values => Assert.All(values, value => Assert.True(float.IsFinite(value))));
        Assert.True(NetworkCase.Of(name).Report(trainer)!.HeldOutLoss <= NetworkCase.Of(name).Report(trainer)!.Path[0].Velocity);
    }

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void Validation_data_of_another_schema_is_refused(string name)
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(100));
        IDataView none = Context.Transforms.DropColumns("Features").Fit(data).Transform(data);
        IDataView narrow = Context.Transforms.Concatenate("Features", nameof(NetworkRow.Weight)).Fit(data).Transform(data);
        IDataView unweighted = Context.Transforms.DropColumns(nameof(NetworkRow.Weight)).Fit(data).Transform(data);

        Assert.Contains("Features", Refused(none, null), StringComparison.Ordinal);
        Assert.Contains("Features", Refused(narrow, null), StringComparison.Ordinal);
        Assert.Contains("Weight", Refused(unweighted, nameof(NetworkRow.Weight)), StringComparison.Ordinal);

        string Refused(IDataView validation, string? weight)
        {
            var trainer = NetworkCase.Of(name).Trainer(Context, options => options.ExampleWeightColumnName = weight);
            return Assert.ThrowsAny<ArgumentException>(() => NetworkCase.Of(name).Validated(trainer, data, validation)).Message;
        }
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

        Assert.Contains(
            NetworkCase.Of(name).Report(trainer)!.Remarks,
            remark => remark.StartsWith("All labels are the same", StringComparison.Ordinal));
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

        Assert.Contains(
            NetworkCase.Of(name).Report(trainer)!.Remarks, remark => remark.StartsWith("BatchSize is 100000", StringComparison.Ordinal));
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
