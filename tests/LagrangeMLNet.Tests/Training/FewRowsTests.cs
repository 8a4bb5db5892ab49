using CsCheck;
using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Training;
using Xunit;

namespace LagrangeMLNet.Tests.Training;

/// <summary>
/// The parts of learning from few rows: their products, their space, their folds, their class frequencies, and what held-out losses say.
/// </summary>
public class FewRowsTests
{
    private static readonly Gen<float[][]> Matrices =
        from rows in Gen.Int[1, 40]
        from columns in Gen.Int[1, 70]
        from sparsity in Gen.Double[0, 1]
        from cells in Gen.Select(Gen.Float[-3, 3], Gen.Double[0, 1]).Array[columns].Array[rows]
        select cells.Select(row => row.Select((cell, j) => j % 3 == 0 || cell.Item2 > sparsity ? cell.Item1 : 0).ToArray()).ToArray();

    [Fact]
    public void Products_of_rows_are_those_of_their_cells() => Matrices.Sample(
        cells =>
        {
            var gram = GramMatrix.Of(Set(cells), () => { });
            for (int i = 0; i < cells.Length; i++)
                for (int j = 0; j < cells.Length; j++)
                    Assert.Equal(cells[i].Zip(cells[j], (a, b) => (double)a * b).Sum(), gram[(i * cells.Length) + j], 1e-3);
        },
        iter: 100);

    [Fact]
    public void A_model_scores_the_rows_alike_in_their_space_and_expanded() => Matrices.Sample(
        cells =>
        {
            int n = cells.Length, p = cells[0].Length;
            var set = Set(cells);
            var space = RowSpace.Of(set, p, () => { })!;
            // A gradient lies in the span of the rows, as every model does that is learnt from them.
            var theta = new double[n + 1];
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    theta[j] += Math.Sin(i + 1) * space.Rows.Blocks[0].DenseRow(i)[j];
            theta[n] = 0.5;
            var weights = space.Expand(theta);
            double scale = 1 + cells.Max(row => row.Sum(Math.Abs));
            for (int i = 0; i < n; i++)
            {
                double inside = theta[n], outside = weights[p];
                for (int j = 0; j < n; j++)
                    inside += theta[j] * space.Rows.Blocks[0].DenseRow(i)[j];
                for (int slot = 0; slot < p; slot++)
                    outside += weights[set.Layout.PositionOf(slot)] * cells[i][slot];
                Assert.Equal(inside, outside, 1e-3 * scale * scale);
            }
        },
        iter: 100);

    [Fact]
    public void Folds_are_of_equal_size_and_share_every_class()
    {
        var labels = Enumerable.Range(0, 83).Select(i => i < 40 ? 0f : i < 80 ? 1f : i < 82 ? 2f : 3f).ToArray();
        var folds = Folds.Deal(Labelled(labels, null), 8, Likelihood.Softmax(4), seed: 1);
        Assert.Equal(-1, folds[82]);
        Assert.NotEqual(folds[80], folds[81]);
        Assert.All(Enumerable.Range(0, 8), fold =>
        {
            Assert.InRange(folds.Count(f => f == fold), 10, 11);
            Assert.Equal(5, Enumerable.Range(0, 40).Count(i => folds[i] == fold));
        });
    }

    [Fact]
    public void A_row_without_weight_belongs_to_no_fold_and_moves_no_other()
    {
        float[] labels = [0, 1, 0, 1, 1, 0, 0, 1, 1];
        var without = Folds.Deal(Labelled(labels, null), 3, Likelihood.Logistic, seed: 5);
        var with = Folds.Deal(Labelled([1, .. labels], [0, .. labels.Select(_ => 1f)]), 3, Likelihood.Logistic, seed: 5);
        Assert.Equal([-1, .. without], with);
    }

    [Theory]
    [InlineData(new double[] { 20, 20, 20, 20 }, 1000)]
    [InlineData(new double[] { 40, 20, 10, 10 }, 10)]
    [InlineData(new double[] { 790, 5, 3, 2 }, 1)]
    public void Frequencies_that_differ_more_are_shrunk_less(double[] frequencies, double most)
    {
        double penalty = BiasShrinkage.Penalty(frequencies, (long)frequencies.Sum());
        Assert.InRange(penalty, 0, most);
        Assert.Equal(penalty * 3, BiasShrinkage.Penalty([.. frequencies.Select(f => f * 3)], (long)frequencies.Sum()), 1e-9);
        Assert.Equal(0, BiasShrinkage.Penalty([.. frequencies, 0], (long)frequencies.Sum()));
        Assert.Equal(0, BiasShrinkage.Penalty(frequencies.AsSpan(0, 3), (long)frequencies.Sum()));
    }

    [Fact]
    public void The_strength_is_the_bottom_of_a_steep_valley_and_the_middle_of_a_flat_one()
    {
        var steep = new SortedList<double, double>();
        var flat = new SortedList<double, double>();
        for (double at = -6; at <= 6; at++)
            (steep[at], flat[at]) = (50 * (at - 2.3) * (at - 2.3), Math.Abs(at) <= 3 ? 100 : 200);
        Assert.Equal(2.3, PenaltyPosterior.Mean(steep, 0), 0.1);
        Assert.Equal(0, PenaltyPosterior.Mean(flat, 0), 0.1);
    }

    private static RowSet Set(float[][] cells)
    {
        int columns = cells[0].Length;
        int[] counts = [.. Enumerable.Range(0, columns).Select(j => cells.Count(row => row[j] != 0))];
        var layout = ColumnLayout.FromCounts(counts, cells.Length);
        var block = new RowBlock(layout, cells.Length, weighted: false, offset: false);
        foreach (var row in cells)
            block.Append(row, 0, 1, 0);
        return new RowSet(layout, [block], seed: 0);
    }

    private static RowSet Labelled(float[] labels, float[]? weights)
    {
        var layout = ColumnLayout.AllDense(1);
        var block = new RowBlock(layout, labels.Length, weights is not null, offset: false);
        for (int i = 0; i < labels.Length; i++)
            block.Append([1f], labels[i], weights?[i] ?? 1, 0);
        return new RowSet(layout, [block], seed: 0);
    }
}
