using LagrangeMLNet.Data;

namespace LagrangeMLNet.Networks;

/// <summary>
/// How certain a network may be. Its outputs are drawn towards the best constant as far as the rows it did not learn from ask for it, and
/// of few rows classes are never told apart more surely than their number supports.
/// </summary>
internal static class NetworkCertainty
{
    /// <summary>Log-odds whose probability single precision still tells from 1.</summary>
    private const double LargestLogOdds = 16;

    private const int Bisections = 50;

    /// <summary>
    /// Most log-odds between two classes; infinite for numbers. Of few rows, n of them, Laplace's rule of succession: of a class that none
    /// of them had the next row is with odds of 1 to n + 1. Where there are rows enough to hold some out, these tell how sure the network
    /// may be.
    /// </summary>
    /// <param name="labels">How labels enter the loss.</param>
    /// <param name="areFew">Whether the rows are few.</param>
    public static double Limit(LabelScale labels, bool areFew) =>
        labels.Task == PredictionTask.Regression ? double.PositiveInfinity
        : areFew ? Math.Min(LargestLogOdds, Math.Log(1 + labels.EffectiveRows))
        : LargestLogOdds;

    /// <summary>
    /// The share s in [0, 1] of a network's distance from the best constant c that new rows bear out: outputs become c + s·(output − c).
    /// For classes s has the least loss on the held-out rows, with targets that are less than certain: (N + 1)/(N + K) for the own one of K
    /// classes, which N held-out rows have (Platt, Probabilistic Outputs for Support Vector Machines, 1999); for numbers, least squares,
    /// with one more row whose label is the mean.
    /// </summary>
    /// <param name="labels">How labels enter the loss.</param>
    /// <param name="rows">Held-out rows.</param>
    public static double Share(LabelScale labels, HeldOutRows rows)
    {
        if (labels.IsConstant)
            return 0;
        return labels.Task == PredictionTask.Regression ? ShareOfNumbers(rows) : ShareOfLogOdds(labels, rows);
    }

    /// <summary>An output drawn towards the constant.</summary>
    public static double Shrink(double output, double constant, double share) => constant + (share * (output - constant));

    /// <summary>Mean loss of outputs that were shrunk and limited, in training units.</summary>
    public static double Loss(LabelScale labels, HeldOutRows rows, double share, double limit)
    {
        double loss = 0, weight = 0;
        for (int r = 0; r < rows.Count; r++)
        {
            double[] outputs = rows.Outputs[r];
            double own;
            if (labels.Task == PredictionTask.Regression)
            {
                double error = (share * outputs[0]) - rows.Labels[r];
                own = 0.5 * error * error;
            }
            else
            {
                double[] logOdds = LogOdds(labels, outputs, share);
                double range = logOdds.Max() - logOdds.Min(), factor = range > limit ? limit / range : 1;
                own = -Math.Log(Softmax([.. logOdds.Select(value => factor * value)])[(int)rows.Labels[r]]);
            }

            loss += rows.Weights[r] * own;
            weight += rows.Weights[r];
        }

        return loss / weight;
    }

    private static double ShareOfNumbers(HeldOutRows rows)
    {
        double product = 0, square = 0;
        for (int r = 0; r < rows.Count; r++)
        {
            product += rows.Weights[r] * rows.Outputs[r][0] * rows.Labels[r];
            square += rows.Weights[r] * rows.Outputs[r][0] * rows.Outputs[r][0];
        }

        square *= (rows.Count + 1.0) / rows.Count;
        return square > 0 ? Math.Clamp(product / square, 0, 1) : 1;
    }

    private static double ShareOfLogOdds(LabelScale labels, HeldOutRows rows)
    {
        int classes = labels.Classes == 1 ? 2 : labels.Classes;
        var ofClass = new double[classes];
        for (int r = 0; r < rows.Count; r++)
            ofClass[(int)rows.Labels[r]] += rows.Weights[r];
        double unit = rows.Count / rows.Weights.Sum();
        // The loss is convex in the share: its derivative rises.
        if (Slope(1) <= 0)
            return 1;
        (double low, double high) = (0, 1);
        for (int i = 0; i < Bisections; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Slope(middle) > 0 ? (low, middle) : (middle, high);
        }

        return low;

        double Slope(double share)
        {
            double slope = 0;
            for (int r = 0; r < rows.Count; r++)
            {
                double[] away = LogOdds(labels, rows.Outputs[r], 1), constant = LogOdds(labels, rows.Outputs[r], 0);
                double[] probabilities = Softmax(LogOdds(labels, rows.Outputs[r], share));
                int own = (int)rows.Labels[r];
                double count = ofClass[own] * unit, other = 1 / (count + labels.PresentClasses);
                for (int k = 0; k < classes; k++)
                {
                    double target = k == own ? (count + 1) * other : labels.IsPresent(k) ? other : 0;
                    slope += rows.Weights[r] * (probabilities[k] - target) * (away[k] - constant[k]);
                }
            }

            return slope;
        }
    }

    /// <summary>Log-odds of all classes; of a Boolean, of no (0) and yes.</summary>
    private static double[] LogOdds(LabelScale labels, double[] outputs, double share)
    {
        double[] shrunk = [.. outputs.Select((output, k) => Shrink(output, labels.HeadBias[k], share))];
        return shrunk.Length == 1 ? [0, shrunk[0]] : shrunk;
    }

    private static double[] Softmax(double[] logOdds)
    {
        double largest = logOdds.Max();
        double[] powers = [.. logOdds.Select(value => Math.Exp(value - largest))];
        double sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }
}

/// <summary>What a network said of the held-out rows, in training units.</summary>
/// <param name="Outputs">Outputs, row by row.</param>
/// <param name="Labels">Labels: classes, or numbers in units of their spread.</param>
/// <param name="Weights">Weights, in the mean weight's unit.</param>
internal sealed record HeldOutRows(double[][] Outputs, double[] Labels, double[] Weights)
{
    public int Count => Labels.Length;
}
