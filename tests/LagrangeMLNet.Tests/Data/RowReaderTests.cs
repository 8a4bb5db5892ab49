using LagrangeMLNet.Data;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Data;

/// <summary>What goes in as a data view comes out of the blocks, whatever the layout.</summary>
public class RowReaderTests
{
    [Fact]
    public void Rows_come_out_as_they_went_in() => DataSample.Any.Check(100, sample =>
    {
        var read = sample.Read(out long skipped);
        Assert.Equal(sample.Rows.Count - sample.Kept.Count, skipped);
        AssertHolds(sample, read);
    });

    [Fact]
    public void A_given_layout_is_used() => DataSample.Any.Check(30, sample =>
    {
        // The layout of quite different rows: every second slot is always there, the others never.
        var layout = ColumnLayout.FromCounts([.. Enumerable.Range(0, sample.Slots).Select(slot => slot % 2 * 10)], 10);
        var read = (RowSet)RowReader.Read(sample.Schema(), layout, long.MaxValue, 0, () => { }, out _);
        Assert.Same(layout, read.Layout);
        AssertHolds(sample, read);
    });

    [Fact]
    public void Many_rows_lie_in_several_blocks()
    {
        var rows = Enumerable.Range(0, 150_000).Select(i => new DataRow
        {
            Features = new VBuffer<float>(2, [i % 5, i]),
            Label = i % 1000 == 999 ? float.NaN : i,
        });
        var sample = new DataSample(2, [.. rows]);
        var read = sample.Read(out long skipped);
        Assert.Equal(150, skipped);
        Assert.True(read.Blocks.Count > 1);
        AssertHolds(sample, read);
        Assert.Equal(read.Blocks.Sum(block => block.Bytes), read.Bytes);
    }

    [Fact]
    public void Rows_after_the_first_thousand_may_be_quite_unlike_them()
    {
        // Slot 0 is never zero at first and always later; slot 1 the other way round.
        var sample = new DataSample(2, [.. Enumerable.Range(0, 3000).Select(i => new DataRow
        {
            Features = i < 1500 ? new VBuffer<float>(2, 1, [i], [0]) : new VBuffer<float>(2, [0, i]),
        })]);
        var read = sample.Read(out _);
        Assert.Equal(1, read.Layout.Dense);
        AssertHolds(sample, read);
    }

    [Fact]
    public void What_does_not_fit_is_streamed_and_comes_out_the_same() => DataSample.Any.Check(20, sample =>
    {
        var read = RowReader.Read(sample.Schema(), null, maximumBytes: 1, 3, () => { }, out long skipped);
        if (sample.Kept.Count == 0)
            return;
        Assert.IsType<StreamedRows>(read);
        Assert.Equal(sample.Rows.Count - sample.Kept.Count, skipped);
        for (int pass = 0; pass < 2; pass++)
            AssertHolds(sample, read);
    });

    [Fact]
    public void Rows_collected_from_a_stream_are_the_chosen_ones() => DataSample.Complete.Check(20, sample =>
    {
        var stream = (StreamedRows)RowReader.Read(sample.Schema(), null, maximumBytes: 1, 3, () => { }, out _);
        var chosen = new DataSample(sample.Slots, [.. sample.Rows.Where((_, row) => row % 3 == 1)]);
        AssertHolds(chosen, stream.Collect(row => row % 3 == 1, seed: 3));
    });

    [Fact]
    public void Reading_can_be_called_off()
    {
        var sample = new DataSample(1, [.. Enumerable.Range(0, 5000).Select(_ => new DataRow { Features = new VBuffer<float>(1, [1]) })]);
        int asked = 0;
        void CheckAlive()
        {
            if (++asked == 3)
                throw new OperationCanceledException();
        }

        Assert.Throws<OperationCanceledException>(() => RowReader.Read(sample.Schema(), null, long.MaxValue, 0, CheckAlive, out _));
    }

    [Fact]
    public void Validation_data_of_another_width_is_refused()
    {
        var sample = new DataSample(3, [new DataRow { Features = new VBuffer<float>(3, [1, 2, 3]) }]);
        var layout = ColumnLayout.FromCounts([1, 1], 1);
        var error = Assert.Throws<InvalidOperationException>(
            () => RowReader.Read(sample.Schema(), layout, long.MaxValue, 0, () => { }, out _));
        Assert.Contains("'Features'", error.Message);
        Assert.Contains("found 3", error.Message);
        Assert.Contains("expected 2", error.Message);
    }

    [Theory]
    [InlineData(float.MaxValue)]
    [InlineData(-float.MaxValue)]
    public void Values_whose_sum_overflows_are_neither_missing_nor_infinite(float value)
    {
        var sample = new DataSample(3, [new DataRow { Features = new VBuffer<float>(3, [value, value, 1]) }]);
        var read = sample.Read(out long skipped);
        Assert.Equal(0, skipped);
        AssertHolds(sample, read);
    }

    [Fact]
    public void Missing_and_infinite_values_in_a_row_that_sums_to_nothing_are_seen()
    {
        float[] cancelling = [float.PositiveInfinity, float.NegativeInfinity, float.NaN];
        var sample = new DataSample(3, [new DataRow { Features = new VBuffer<float>(3, cancelling) }]);
        sample.Read(out long skipped);
        Assert.Equal(1, skipped);
    }

    private static void AssertHolds(DataSample sample, IRowSource read)
    {
        Assert.Equal(sample.Kept.Count, read.Rows);
        int next = 0;
        foreach (var batch in read.Batches())
            foreach (var tile in batch)
            {
                Assert.InRange(tile.Count, 1, Tile.Size);
                for (int r = 0; r < tile.Count; r++, next++)
                {
                    int row = tile.Row(r);
                    var expected = sample.Kept[next];
                    Assert.Equal(next, tile.Block.FirstRow + row);
                    Assert.Equal(expected.Features.DenseValues(), DataSample.Values(tile.Block, row));
                    Assert.Equal(expected.Label, tile.Block.Labels[row]);
                    Assert.Equal(expected.Weight, tile.Block.Weights![row]);
                    Assert.Equal(expected.Offset, tile.Block.Offsets![row]);
                }
            }

        Assert.Equal(sample.Kept.Count, next);
    }
}
