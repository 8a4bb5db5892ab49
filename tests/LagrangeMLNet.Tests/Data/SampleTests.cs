using CsCheck;
using LagrangeMLNet.Data;
using LagrangeMLNet.Numerics;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Data;

/// <summary>Samples are nested, of about the size that was asked for, and depend on rows and seed alone.</summary>
public class SampleTests
{
    private static readonly RowSet Large = Rows(70_000);

    [Fact]
    public void A_larger_share_contains_a_smaller_one() => Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1]).Check(20, c =>
    {
        var smaller = Numbers(Large.Sample(Math.Min(c.Item1, c.Item2)));
        var larger = Numbers(Large.Sample(Math.Max(c.Item1, c.Item2)));
        Assert.Subset(larger.ToHashSet(), smaller.ToHashSet());
    });

    [Fact]
    public void A_sample_has_about_its_share_of_the_rows_each_once_in_order() => Gen.Double[0, 1].Check(20, share =>
    {
        var sample = Large.Sample(share);
        var numbers = Numbers(sample);
        Assert.Equal(sample.Rows, numbers.Count);
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
        // Five standard deviations of a binomial.
        Assert.Equal(70_000 * share, numbers.Count, 1 + (5 * Math.Sqrt(70_000 * share * (1 - share))));
    });

    [Fact]
    public void A_full_share_is_all_rows()
    {
        Assert.Same(Large, Large.Sample(1));
        Assert.Equal(Enumerable.Range(0, 70_000).Select(row => (long)row), Numbers(Large));
    }

    [Fact]
    public void A_sample_does_not_depend_on_blocks()
    {
        // The same first rows, in one block and in two.
        var small = Numbers(Rows(1000).Sample(0.3));
        Assert.True(Large.Blocks.Count > 1);
        Assert.Equal(small, Numbers(Large.Sample(0.3)).TakeWhile(row => row < 1000));
    }

    [Fact]
    public void Another_seed_is_another_sample()
    {
        var one = Enumerable.Range(0, 10_000).Select(row => RowHash.Share(row, 1)).ToArray();
        var two = Enumerable.Range(0, 10_000).Select(row => RowHash.Share(row, 2)).ToArray();
        Assert.All(one, share => Assert.InRange(share, 0, 1 - 1e-16));
        double correlation = one.Zip(two, (a, b) => (a - 0.5) * (b - 0.5)).Sum() * 12 / 10_000;
        Assert.Equal(0, correlation, 0.05);
        Assert.Equal(0.5, one.Average(), 0.02);
    }

    [Fact]
    public void Neighbouring_rows_and_seeds_are_unrelated() => Gen.Select(Gen.Int, Gen.Int[0, 1_000_000]).Check(50, c =>
    {
        (int seed, int row) = c;
        double self = RowHash.Share(row, seed);
        Assert.NotEqual(self, RowHash.Share(row + 1, seed));
        Assert.NotEqual(self, RowHash.Share(row, seed + 1));
        Assert.Equal(self, RowHash.Share(row, seed));
    });

    [Fact]
    public void A_tile_gathers_what_its_rows_have()
    {
        var scratch = new float[Tile.Size];
        foreach (var source in new[] { Large, Large.Sample(0.01) })
            foreach (var batch in source.Batches())
                foreach (var tile in batch)
                {
                    var labels = tile.Gather(tile.Block.Labels, scratch);
                    Assert.Equal(tile.Count, labels.Length);
                    for (int r = 0; r < tile.Count; r++)
                        Assert.Equal(tile.Block.Labels[tile.Row(r)], labels[r]);
                }
    }

    private static RowSet Rows(int count) =>
        new DataSample(1, [.. Enumerable.Range(0, count).Select(i => new DataRow { Features = new VBuffer<float>(1, [i]), Label = i })])
            .Read(out _);

    private static List<long> Numbers(IRowSource source)
    {
        var numbers = new List<long>();
        foreach (var batch in source.Batches())
            foreach (var tile in batch)
                for (int r = 0; r < tile.Count; r++)
                    numbers.Add(tile.Block.FirstRow + tile.Row(r));
        return numbers;
    }
}
