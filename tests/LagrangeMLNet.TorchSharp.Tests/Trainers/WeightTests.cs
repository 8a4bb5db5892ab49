using LagrangeMLNet.Optimizers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.TorchTests.Trainers;

/// <summary>What example weights mean.</summary>
public class WeightTests : TorchTest
{
    private static readonly MLContext Context = new(seed: 0);

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void A_weight_of_two_is_the_row_twice_and_one_of_zero_no_row(string name)
    {
        NetworkRow[] weighted = NetworkRow.Make(120);
        for (int i = 0; i < weighted.Length; i++)
            weighted[i].Weight = i % 3;
        NetworkRow[] repeated = [.. weighted.SelectMany(row => Enumerable.Repeat(row, (int)row.Weight))];

        double[] withWeights = Scores(name, weighted, nameof(NetworkRow.Weight)), withRepeats = Scores(name, repeated, null);

        // The sums are the same up to the order in which they are taken.
        double spread = withRepeats.Max() - withRepeats.Min();
        Assert.True(spread > 0.05, $"{spread}");
        for (int i = 0; i < withRepeats.Length; i++)
            Assert.Equal(withRepeats[i], withWeights[i], 0.005 * spread);
        // What they would be without weights is something else.
        Assert.Contains(Scores(name, weighted, null).Zip(withWeights), pair => Math.Abs(pair.First - pair.Second) > 0.02 * spread);
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(0.25f)]
    [InlineData(1e30f)]
    public void The_unit_of_the_weights_does_not_matter(float unit)
    {
        foreach (NetworkCase one in NetworkCase.All)
        {
            NetworkRow[] rows = NetworkRow.Make(200);
            float[][] expected = Learn(1), found = Learn(unit);
            for (int i = 0; i < expected.Length; i++)
            {
                for (int j = 0; j < expected[i].Length; j++)
                    Assert.Equal(expected[i][j], found[i][j], 1e-3f);
            }

            float[][] Learn(float scale)
            {
                for (int i = 0; i < rows.Length; i++)
                    rows[i].Weight = scale * (1 + (i % 4));
                // Diagonal: eigenvectors of a few rows' metric turn with the last digit of a sum.
                var trainer = one.Trainer(Context, options =>
                {
                    options.Metric = FisherStructure.Diagonal;
                    (options.ExampleWeightColumnName, options.MaximumNumberOfEpochs) = (nameof(NetworkRow.Weight), 2);
                });
                return [.. one.Network(trainer.Fit(NetworkRow.View(Context, rows))).Values];
            }
        }
    }

    [Theory]
    [InlineData(90)]
    [InlineData(1300)]
    public void A_row_of_weight_zero_is_as_if_it_were_not_there(int count)
    {
        foreach (NetworkCase one in NetworkCase.All)
        {
            NetworkRow[] rows = NetworkRow.Make(count);
            foreach ((int i, NetworkRow row) in rows.Index())
            {
                if (i % 5 != 3)
                    continue;
                row.Weight = 0;
                // Whatever it holds.
                (row.Features[0], row.Number, row.Yes, row.Class) = (1e20f, 1e20f, true, 0);
            }

            (float[][] with, string text) = Learn(rows);
            (float[][] without, string expected) = Learn([.. rows.Where(row => row.Weight > 0)]);

            Assert.Equal(without, with);
            Assert.Equal(expected, text);

            (float[][] Values, string Report) Learn(NetworkRow[] all)
            {
                var trainer = one.Trainer(Context, options =>
                    (options.ExampleWeightColumnName, options.MaximumNumberOfEpochs, options.Members) = (nameof(NetworkRow.Weight), 1, 2));
                return ([.. one.Network(trainer.Fit(NetworkRow.View(Context, all))).Values], one.Report(trainer)!.ToString());
            }
        }
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.PositiveInfinity)]
    public void A_weight_that_cannot_be_is_named(float weight)
    {
        NetworkRow[] rows = NetworkRow.Make(50);
        rows[12].Weight = weight;

        string message = Assert.Throws<InvalidOperationException>(() => Weighted().Fit(NetworkRow.View(Context, rows))).Message;

        Assert.Contains("Example weight column 'Weight', row 12", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_weight_leaves_its_row_out()
    {
        NetworkRow[] rows = NetworkRow.Make(50);
        rows[12].Weight = float.NaN;
        var trainer = Weighted();

        trainer.Fit(NetworkRow.View(Context, rows));

        Assert.Equal(1, NetworkCase.Of("binary").Report(trainer)!.SkippedRows);
    }

    [Fact]
    public void Weights_that_are_all_zero_are_refused()
    {
        NetworkRow[] rows = NetworkRow.Make(50), none = NetworkRow.Make(50);
        foreach (NetworkRow row in none)
            row.Weight = 0;

        string train = Assert.Throws<InvalidOperationException>(() => Weighted().Fit(NetworkRow.View(Context, none))).Message;
        string validation = Assert.Throws<InvalidOperationException>(() =>
            NetworkCase.Of("binary").Validated(Weighted(), NetworkRow.View(Context, rows), NetworkRow.View(Context, none))).Message;

        Assert.Contains("all weights are 0", train, StringComparison.Ordinal);
        Assert.Contains("all weights are 0", validation, StringComparison.Ordinal);
    }

    private static IEstimator<ITransformer> Weighted() =>
        NetworkCase.Of("binary").Trainer(Context, options => options.ExampleWeightColumnName = nameof(NetworkRow.Weight));

    /// <summary>Scores on other rows of a network that saw all rows in each step.</summary>
    private static double[] Scores(string name, NetworkRow[] rows, string? weight)
    {
        NetworkCase one = NetworkCase.Of(name);
        var trainer = one.Trainer(Context, options =>
        {
            options.Metric = FisherStructure.Diagonal;
            (options.ExampleWeightColumnName, options.Dropout, options.EmbeddingPieces) = (weight, 0, 0);
            (options.BatchSize, options.MaximumNumberOfEpochs, options.Tolerance) = (rows.Length, 20, 0);
        });
        NetworkRow[] others = NetworkRow.Make(100, seed: 9);
        IDataView validation = NetworkRow.View(Context, others);
        IDataView scored = one.Validated(trainer, NetworkRow.View(Context, rows), validation).Transform(validation);
        return name == "multiclass"
            ? [.. scored.GetColumn<float[]>("Score").SelectMany(score => score).Select(score => (double)score)]
            : [.. scored.GetColumn<float>("Score").Select(score => (double)score)];
    }
}
