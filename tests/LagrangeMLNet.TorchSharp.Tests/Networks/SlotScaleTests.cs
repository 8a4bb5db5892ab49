using LagrangeMLNet.Networks;
using LagrangeMLNet.TorchTests.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.TorchTests.Networks;

/// <summary>How large the slots are that a network sees, and which are embedded.</summary>
public class SlotScaleTests : TorchTest
{
    private const int Rows = 2000;

    [Fact]
    public void Rare_categories_keep_their_size_and_slots_that_are_mostly_zero_are_embedded()
    {
        var context = new MLContext(seed: 0);
        var random = new Random(1);
        Row[] rows = [.. Enumerable.Range(0, Rows).Select(i => new Row
        {
            // A measure, a frequent and a rare category, and a measure that is 0 in nine rows of ten.
            Features = [5 + (3 * random.NextSingle()), i % 3 == 0 ? 0 : 1, i % 100 == 0 ? 1 : 0, i % 10 == 0 ? 40 + (20 * random.NextSingle()) : 0],
            Number = i,
        })];

        NetworkCase one = NetworkCase.Of("regression");
        InputEncoding encoding = one.Network(one.Trainer(context, options => options.MaximumNumberOfEpochs = 1)
            .Fit(context.Data.LoadFromEnumerable(rows))).Encoding;

        // A uniform quantity of range 3 has deviation 3/√12.
        Assert.Equal(Math.Sqrt(12) / 3, encoding.Scale[0], 0.05);
        Assert.Equal(1, encoding.Scale[1], 1e-6);
        Assert.Equal(1, encoding.Scale[2], 1e-6);
        Assert.Equal(1 / 50.3, encoding.Scale[3], 0.001);
        Assert.Equal([0, 3], encoding.Piece.Distinct());
        float[] starts = [.. encoding.PieceStart.Where((_, i) => encoding.Piece[i] == 3)];
        Assert.Equal(0, starts[0]);
        Assert.All(starts[1..], start => Assert.InRange(start, 40, 60));
        Assert.True(starts.Length > 4, $"{starts.Length}");
    }

    private sealed class Row
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public float Number { get; set; }
    }
}
