using LagrangeMLNet.Networks;
using Xunit;

namespace LagrangeMLNet.TorchTests.Networks;

/// <summary>Where the pieces of a slot's embedding begin and end.</summary>
public class ValueSampleTests
{
    [Fact]
    public void Edges_of_spread_values_are_quantiles()
    {
        float[] values = [.. Enumerable.Range(0, 1001).Select(i => (float)(i * i))];

        float[] edges = ValueSample.Edges(values, 4);

        // Four pieces, each with a quarter of the rows.
        Assert.Equal([0, 62500, 250000, 562500, 1000000], edges);
    }

    [Fact]
    public void A_slot_that_is_mostly_zero_is_resolved_where_it_is_not()
    {
        float[] values = [.. Enumerable.Repeat(0f, 9200), .. Enumerable.Range(1, 800).Select(i => (float)i)];

        float[] edges = ValueSample.Edges(values, 32);

        Assert.Equal(33, edges.Length);
        Assert.Equal([0f], edges.Where(edge => edge < 1));
        for (int i = 2; i < edges.Length; i++)
            Assert.InRange(edges[i] - edges[i - 1], 20, 40);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Few_values_are_edges_each(int different)
    {
        float[] values = [.. Enumerable.Range(0, 1000).Select(i => (float)(i % different)).Order()];

        Assert.Equal([.. Enumerable.Range(0, different).Select(i => (float)i)], ValueSample.Edges(values, 32));
        Assert.True(ValueSample.HasFewerThan(different + 1, values));
        Assert.False(ValueSample.HasFewerThan(different, values));
    }

    [Fact]
    public void Values_too_near_for_a_slope_share_an_edge()
    {
        float[] edges = ValueSample.Edges([0, float.Epsilon, 1, 2], 8);

        Assert.Equal([0, 1, 2], edges);
    }
}
