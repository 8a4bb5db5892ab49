using CsCheck;
using LagrangeMLNet.Binning;
using Xunit;

namespace LagrangeMLNet.TreesTests.Binning;

public class BinEdgesTests
{
    [Fact]
    public void Ends_ascend_and_are_fewer_than_the_bins() => Gen.Select(Gen.Float[-100, 100].Array[1, 300], Gen.Int[2, 255])
        .Sample((values, most) =>
        {
            Array.Sort(values);
            float[] ends = BinEdges.Choose(values, most);
            Assert.True(ends.Length < most);
            Assert.Equal(ends.Order().Distinct(), ends);
        });

    [Fact]
    public void Few_different_values_have_bins_of_their_own() => Gen.Int[-20, 20].Array[1, 300].Sample(integers =>
    {
        float[] values = [.. integers.Select(value => (float)value).Order()];
        var column = new BinnedColumn(0, BinEdges.Choose(values, 255), hasMissing: false, isSparse: false);
        Assert.Equal(values.Distinct().Count(), values.Select(column.BinOf).Distinct().Count());
    });

    [Fact]
    public void No_bin_of_different_values_is_much_larger_than_the_others() => Gen.Float[0, 1].Array[2000, 3000].Sample(
        values =>
        {
            Array.Sort(values);
            var column = new BinnedColumn(0, BinEdges.Choose(values, 64), hasMissing: false, isSparse: false);
            int largest = values.GroupBy(column.BinOf).Max(bin => bin.Count());
            int mostFrequent = values.GroupBy(value => value).Max(same => same.Count());
            Assert.InRange(largest, 0, (2.5 * values.Length / 64) + mostFrequent);
        },
        iter: 20);

    [Fact]
    public void A_threshold_lies_between_its_neighbours() => Gen.Select(Gen.Single, Gen.Single).Sample((a, b) =>
    {
        if (!float.IsFinite(a) || !float.IsFinite(b) || a == b)
            return;
        (float low, float high) = a < b ? (a, b) : (b, a);
        float threshold = BinEdges.Between(low, high);
        Assert.True(low <= threshold && threshold < high);
    });
}
