using LagrangeMLNet.Binning;

namespace LagrangeMLNet.Boosting;

/// <summary>Example weights in a unit of their own: their mean over the rows learnt from is 1.</summary>
internal static class ExampleWeights
{
    public static void Normalise(BinnedRows rows, int learnt)
    {
        if (rows.Weights is not { } weights)
            return;
        double sum = 0;
        for (int row = 0; row < learnt; row++)
            sum += weights[row];
        double scale = learnt / sum;
        for (int row = 0; row < weights.Length; row++)
            weights[row] = (float)(weights[row] * scale);
    }
}
