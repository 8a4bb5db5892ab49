using LagrangeMLNet.Data;
using LagrangeMLNet.Training.Kernels;

namespace LagrangeMLNet.Training;

/// <summary>
/// The largest rate that a log-linear model gives one of the rows at offset 0. Offsets enter the fit but not the model: where they are far
/// from 0, all that is left of a sound fit may be rates beyond single precision.
/// </summary>
internal static class RateCheck
{
    /// <summary>ln of the largest single-precision number, a little less.</summary>
    public const double LargestLogarithm = 88;

    /// <returns>The logarithm of the rate, the row's number and its offset.</returns>
    public static (double Logarithm, long Row, float Offset) Largest(TrainingData data, LinearWeights model)
    {
        double[] theta = data.Parameters(model);
        float[] slopes = [.. theta.Take(data.Positions).Select(value => (float)value)];
        float bias = (float)theta[^1];
        var scores = new float[Tile.Size];
        (double Logarithm, long Row, float Offset) largest = (double.NegativeInfinity, 0, 0);
        foreach (var batch in data.Rows.Batches())
            foreach (var tile in batch)
            {
                ScalarKernel.Forward(tile, slopes, bias, scores.AsSpan(0, tile.Count));
                for (int r = 0; r < tile.Count; r++)
                    if (!(scores[r] <= largest.Logarithm))
                        largest = (scores[r], tile.Block.FirstRow + tile.Row(r), tile.Block.Offsets![tile.Row(r)]);
            }

        return largest;
    }
}
