using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>Scores of rows at a fit of one output, for a likelihood that estimates a parameter of its own from them.</summary>
internal static class RowScores
{
    // So many rows tell such a parameter to a thousandth of itself: of more, a sample.
    private const int Most = 1 << 22;

    /// <param name="data">The rows.</param>
    /// <param name="theta">A value for each position, and the bias.</param>
    /// <param name="parameters">Number of parameters that the fit took from the rows.</param>
    public static ScoredRows Of(TrainingData data, double[] theta, double parameters)
    {
        double share = Most / (double)data.Rows.Rows;
        float[] slopes = [.. theta.Take(data.Positions).Select(value => (float)value)];
        float bias = (float)theta[^1];
        List<float> scores = [], labels = [], weights = [];
        float[] tileScores = new float[Tile.Size], labelScratch = new float[Tile.Size], weightScratch = new float[Tile.Size];
        foreach (var batch in data.Rows.Batches())
            foreach (var tile in batch)
            {
                var own = tileScores.AsSpan(0, tile.Count);
                ScalarKernel.Forward(tile, slopes, bias, own);
                if (tile.Block.Offsets is { } offsets)
                    DenseVectors.Add(own, tile.Gather(offsets, labelScratch));
                var tileLabels = data.Observations.Labels(tile, labelScratch);
                var tileWeights = data.Observations.Weights(tile, tileLabels, weightScratch);
                for (int r = 0; r < tile.Count; r++)
                {
                    if (share < 1 && RowHash.Share(tile.Block.FirstRow + tile.Row(r), seed: 0) >= share)
                        continue;
                    scores.Add(own[r]);
                    labels.Add(tileLabels[r]);
                    weights.Add(tileWeights.IsEmpty ? 1 : tileWeights[r]);
                }
            }

        return new ScoredRows([.. scores], [.. labels], [.. weights], parameters * Math.Min(1, share));
    }
}
