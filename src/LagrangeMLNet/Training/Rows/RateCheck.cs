using LagrangeMLNet.Data;

namespace LagrangeMLNet.Training;

/// <summary>
/// The largest rate that a log-linear model gives one of the rows at offset 0. Offsets enter the fit but not the model: where they are far
/// from 0, all that is left of a sound fit may be rates beyond single precision.
/// </summary>
internal static class RateCheck
{
    /// <summary>ln of the largest single-precision number, a little less.</summary>
    public const double LargestLogarithm = 88;

    /// <summary>Whether the model gives a row, at its own offset, a rate beyond single precision.</summary>
    public static bool IsExceeded(TrainingData data, LinearWeights model)
    {
        bool exceeded = false;
        Score(data, model, (block, row, score) => exceeded |= !(score + (block.Offsets?[row] ?? 0) <= LargestLogarithm));
        return exceeded;
    }

    /// <returns>The logarithm of the rate at offset 0, the row's number and its offset.</returns>
    public static (double Logarithm, long Row, float Offset) Largest(TrainingData data, LinearWeights model)
    {
        (double Logarithm, long Row, float Offset) largest = (double.NegativeInfinity, 0, 0);
        Score(data, model, (block, row, score) =>
        {
            if (!(score <= largest.Logarithm))
                largest = (score, block.FirstRow + row, block.Offsets![row]);
        });
        return largest;
    }

    private static void Score(TrainingData data, LinearWeights model, Action<RowBlock, int, float> take)
    {
        double[] theta = data.Parameters(model);
        float[] slopes = [.. theta.Take(data.Positions).Select(value => (float)value)];
        float bias = (float)theta[^1];
        var scores = new float[Tile.Size];
        foreach (var batch in data.Rows.Batches())
            foreach (var tile in batch)
            {
                ScalarKernel.Forward(tile, slopes, bias, scores.AsSpan(0, tile.Count));
                for (int r = 0; r < tile.Count; r++)
                    take(tile.Block, tile.Row(r), scores[r]);
            }
    }
}
