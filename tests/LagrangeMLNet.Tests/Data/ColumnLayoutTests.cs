using CsCheck;
using LagrangeMLNet.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Data;

/// <summary>Every slot has a place of its own: those seldom zero in the dense part, the others in the sparse part, both in order.</summary>
public class ColumnLayoutTests
{
    [Fact]
    public void Positions_are_an_ordered_partition() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[0, 100].Array[1, 60]).Check(200, c =>
        {
            (int rows, int[] counts) = c;
            counts = Array.ConvertAll(counts, count => Math.Min(count, rows));
            var layout = ColumnLayout.FromCounts(counts, rows);
            Assert.Equal(counts.Length, layout.Slots);
            Assert.Equal(layout.Slots, layout.Dense + layout.Sparse);
            Assert.Equal(Enumerable.Range(0, layout.Slots), Enumerable.Range(0, layout.Slots).Select(layout.PositionOf).Order());
            int lastDense = -1, lastSparse = layout.Dense - 1;
            for (int slot = 0; slot < counts.Length; slot++)
            {
                int position = layout.PositionOf(slot);
                bool isDense = counts[slot] > rows / 2.0;
                Assert.Equal(isDense, position < layout.Dense);
                Assert.Equal(isDense ? ++lastDense : ++lastSparse, position);
            }

            Assert.Equal(layout.Dense == 0 || layout.Sparse == 0, layout.IsIdentity);
        });

    [Fact]
    public void Without_rows_nothing_is_dense()
    {
        var layout = ColumnLayout.FromCounts([0, 0, 0], 0);
        Assert.Equal((0, 3), (layout.Dense, layout.Sparse));
    }
}
