using LagrangeMLNet.Binning;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Losses;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Boosting;

/// <summary>Puts labels, and the scores of an earlier model, into the units in which they are learnt.</summary>
internal static class LabelUnits
{
    /// <summary>Changes the labels of all rows; origin and unit are those of the rows learnt from.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="learnt">The first rows, which are learnt from.</param>
    /// <param name="loss">What is learnt: its first score is in units of the label.</param>
    public static (double Centre, double Scale) Apply(BinnedRows rows, int learnt, TreeLoss loss)
    {
        if (loss.LabelUnit == LabelUnit.AsGiven)
            return (0, 1);
        int outputs = loss.Outputs;
        (double centre, double scale) = loss.LabelUnit == LabelUnit.Deviation
            ? Deviation(rows, learnt, outputs)
            : RobustDeviation(rows, learnt, outputs);
        if (!(scale > 1e-12 * Math.Abs(centre)) || !double.IsFinite(scale))
            scale = 1;
        for (int row = 0; row < rows.Rows; row++)
            rows.Labels[row] = (float)((rows.Labels[row] - centre) / scale);
        for (int i = 0; i < rows.Start?.Length; i += outputs)
            rows.Start[i] = (rows.Start[i] - centre) / scale;
        return (centre, scale);
    }

    private static (double Centre, double Scale) Deviation(BinnedRows rows, int learnt, int outputs)
    {
        double weight = 0, sum = 0, squares = 0;
        for (int row = 0; row < learnt; row++)
        {
            double own = rows.Weights?[row] ?? 1;
            weight += own;
            sum += own * rows.Labels[row];
        }

        double centre = sum / weight;
        for (int row = 0; row < learnt; row++)
        {
            double residual = rows.Labels[row] - (rows.Start?[row * outputs] ?? centre);
            squares += (rows.Weights?[row] ?? 1) * residual * residual;
        }

        return (centre, Math.Sqrt(squares / weight));
    }

    private static (double Centre, double Scale) RobustDeviation(BinnedRows rows, int learnt, int outputs)
    {
        int[] counted = [.. Enumerable.Range(0, learnt).Where(row => rows.Weights is null || rows.Weights[row] > 0)];
        float[] labels = [.. counted.Select(row => rows.Labels[row])];
        (double centre, double scale) = RobustScale.Of(labels);
        if (rows.Start is not { } start)
            return (centre, scale);
        labels = [.. counted.Select(row => (float)(rows.Labels[row] - start[row * outputs]))];
        return (centre, RobustScale.Of(labels).Spread);
    }
}
