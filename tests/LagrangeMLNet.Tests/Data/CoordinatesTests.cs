using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;
using LagrangeMLNet.Training;
using Xunit;

namespace LagrangeMLNet.Tests.Data;

/// <summary>The coordinates of training, and the way back: scores are the same on both sides, compacted or not.</summary>
public class CoordinatesTests
{
    private static readonly Workers Workers = new(2, 2, () => { });

    [Fact]
    public void Dense_features_get_mean_0_and_spread_1_and_sparse_ones_a_mean_square_of_1_as_far_as_rows_weigh() => DataSample.Complete.Check(60, sample =>
    {
        var rows = sample.Read(out _);
        double[] weights = [.. rows.Blocks.SelectMany(block => block.Weights!.Take(block.Rows)).Select(weight => (double)weight)];
        double mean = weights.Average();
        var coordinates = Coordinates.Measure(rows, Weighted(rows), SparseScale.Own, Workers);
        Apply(coordinates, rows);
        var values = Values(rows);
        for (int slot = 0; slot < sample.Slots; slot++)
        {
            int position = rows.Layout.PositionOf(slot);
            double[] column = [.. values.Select(row => (double)row[slot])];
            if (coordinates.InverseScale[position] == 0)
            {
                Assert.All(column, x => Assert.Equal(0, x));
            }
            else if (position < rows.Layout.Dense)
            {
                Assert.Equal(0, column.Zip(weights, (x, weight) => weight * x).Sum() / weights.Sum(), 1e-4);
                Assert.Equal(1, column.Zip(weights, (x, weight) => weight * x * x).Sum() / weights.Sum(), 1e-4);
            }
            else
            {
                (double X, double Weight)[] present = [.. column.Zip(weights).Where(pair => pair.First != 0)];
                double sum = present.Sum(pair => pair.Weight * pair.X * pair.X);
                Assert.Equal(coordinates.Counts[position - rows.Layout.Dense], present.Length);
                Assert.Equal(1, sum / present.Sum(pair => pair.Weight), 1e-4);
                Assert.Equal(sum / mean, coordinates.Squares[position - rows.Layout.Dense], 1e-3 * present.Length);
            }
        }
    });

    [Fact]
    public void A_feature_takes_no_part_exactly_when_it_never_varies() => DataSample.Complete.Check(60, sample =>
    {
        var rows = sample.Read(out _);
        var coordinates = Coordinates.Measure(rows, Weighted(rows), SparseScale.Own, Workers);
        for (int slot = 0; slot < sample.Slots; slot++)
        {
            float[] column = [.. sample.Kept.Select(row => row.Features.GetItemOrDefault(slot))];
            bool varies = column.Distinct().Count() > 1;
            int position = rows.Layout.PositionOf(slot);
            Assert.Equal(varies, coordinates.InverseScale[position] > 0);
        }
    });

    [Fact]
    public void Sparse_features_are_as_given_on_request() => DataSample.Complete.Check(30, sample =>
    {
        var rows = sample.Read(out _);
        var coordinates = Coordinates.Measure(rows, Weighted(rows), SparseScale.AsGiven, Workers);
        for (int j = rows.Layout.Dense; j < coordinates.Positions; j++)
            Assert.Equal(coordinates.Counts[j - rows.Layout.Dense] > 0 ? 1 : 0, coordinates.InverseScale[j]);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_model_scores_features_as_given_as_training_scored_its_own(bool compact) => DataSample.Complete.Check(60, sample =>
    {
        const int Outputs = 2;
        var rows = sample.Read(out _);
        var (data, _) = Prepare(rows, compact);
        double[] theta = Random(Outputs * (data.Positions + 1), sample.Slots);
        var model = data.Model(theta, Outputs);
        int next = 0;
        foreach (var block in rows.Blocks)
            for (int row = 0; row < block.Rows; row++, next++)
                for (int k = 0; k < Outputs; k++)
                {
                    double expected = Score(data, block, row, theta.AsSpan(k * (data.Positions + 1), data.Positions + 1));
                    double found = model.Biases[k];
                    foreach (var item in sample.Kept[next].Features.Items(all: true))
                        found += (double)model.Weights[(k * sample.Slots) + item.Key] * item.Value;
                    Assert.Equal(expected, found, 1e-3 * (1 + Math.Abs(expected)));
                }
    });

    [Fact]
    public void Parameters_of_a_model_are_the_parameters_it_was_made_of() => DataSample.Complete.Check(60, sample =>
    {
        const int Outputs = 2;
        var rows = sample.Read(out _);
        var (data, _) = Prepare(rows, compact: true);
        double[] theta = Random(Outputs * (data.Positions + 1), sample.Slots);
        double[] back = data.Parameters(data.Model(theta, Outputs));
        foreach (var block in rows.Blocks)
            for (int row = 0; row < block.Rows; row++)
                for (int k = 0; k < Outputs; k++)
                {
                    double expected = Score(data, block, row, theta.AsSpan(k * (data.Positions + 1), data.Positions + 1));
                    double found = Score(data, block, row, back.AsSpan(k * (data.Positions + 1), data.Positions + 1));
                    Assert.Equal(expected, found, 1e-3 * (1 + Math.Abs(expected)));
                }
    });

    [Fact]
    public void Compaction_leaves_one_feature_for_all_that_only_one_row_has() => DataSample.Complete.Check(60, sample =>
    {
        var rows = sample.Read(out _);
        var (data, compaction) = Prepare(rows, compact: true);
        int shared = data.Coordinates.Counts.Count(count => count > 1);
        var single = Enumerable.Range(0, sample.Slots).Select(rows.Layout.PositionOf).Where(p => p >= rows.Layout.Dense)
            .Select(p => p - rows.Layout.Dense).Where(j => data.Coordinates.Counts[j] == 1).ToList();
        var slotOf = Enumerable.Range(0, sample.Slots).ToDictionary(rows.Layout.PositionOf);
        int rowsWithSingles = single
            .Select(j => sample.Kept.FindIndex(row => row.Features.GetItemOrDefault(slotOf[rows.Layout.Dense + j]) != 0))
            .Distinct().Count();
        Assert.Equal(shared + rowsWithSingles, compaction!.Squares.Length);

        // Σ w x² of what remains, and indices that are in range and not repeated.
        var squares = new double[compaction.Squares.Length];
        double mean = rows.Blocks.SelectMany(block => block.Weights!.Take(block.Rows)).Average(weight => (double)weight);
        foreach (var block in rows.Blocks)
            for (int row = 0; row < block.Rows; row++)
            {
                int[] indices = block.Indices[block.Starts[row]..block.Starts[row + 1]];
                Assert.Equal(indices.Length, indices.Distinct().Count());
                for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
                    squares[block.Indices[i]] += block.Weights![row] / mean * block.Values[i] * block.Values[i];
            }

        for (int j = 0; j < squares.Length; j++)
            Assert.Equal(squares[j], compaction.Squares[j], 1e-3 * (1 + squares[j]));
    });

    private static Observations Weighted(RowSet rows) => Observations.Measure(rows, Likelihood.Poisson, balanceClasses: false);

    private static (TrainingData Data, SparseCompaction? Compaction) Prepare(RowSet rows, bool compact)
    {
        var observations = Weighted(rows);
        var coordinates = Coordinates.Measure(rows, observations, SparseScale.HalfWay, Workers);
        Apply(coordinates, rows);
        SparseCompaction? compaction = null;
        if (compact)
        {
            compaction = SparseCompaction.Create(rows.Blocks, coordinates.Counts, coordinates.Squares);
            foreach (var block in rows.Blocks)
                compaction.Apply(block);
        }

        return (new TrainingData(rows, rows.Layout, coordinates, compaction, observations), compaction);
    }

    private static double Score(TrainingData data, RowBlock block, int row, ReadOnlySpan<double> theta)
    {
        double score = theta[^1];
        var x = block.DenseRow(row);
        for (int j = 0; j < x.Length; j++)
            score += x[j] * theta[j];
        for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
            score += block.Values[i] * theta[data.Layout.Dense + block.Indices[i]];
        return score;
    }

    private static void Apply(Coordinates coordinates, RowSet rows)
    {
        foreach (var block in rows.Blocks)
            coordinates.Apply(block);
    }

    private static List<float[]> Values(RowSet rows) =>
        [.. rows.Blocks.SelectMany(block => Enumerable.Range(0, block.Rows).Select(row => DataSample.Values(block, row)))];

    private static double[] Random(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (4 * random.NextDouble()) - 2)];
    }
}
