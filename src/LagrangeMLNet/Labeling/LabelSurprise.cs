using LagrangeMLNet.Mechanics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Labeling;

/// <summary>The velocity: how surprising labels are to a model that has not learnt from them.</summary>
internal static class LabelSurprise
{
    /// <summary>A probability is never taken for less: half the distance from 1 to the next smaller float.</summary>
    private const double Smallest = 1.0 / (1 << 24);

    private const double SmallestRate = 1e-6;

    /// <summary>The velocity of a model on labelled rows.</summary>
    /// <param name="time">Number of labels that the model has learnt from.</param>
    /// <param name="task">What is learnt.</param>
    /// <param name="scored">The rows, scored, in the order of the labels.</param>
    /// <param name="labels">Their labels.</param>
    public static Observation Of(int time, LabelingTask task, IDataView scored, float[] labels)
    {
        if (task == LabelingTask.MulticlassClassification)
        {
            int row = 0;
            var classes = scored.GetColumn<VBuffer<float>>("Score");
            return Mean(time, classes.Select(p => -Math.Log(Probability(p.GetItemOrDefault((int)labels[row++])))));
        }

        bool isBinary = task == LabelingTask.BinaryClassification;
        bool isCalibrated = isBinary && scored.Schema.GetColumnOrNull("Probability") is not null;
        var column = scored.GetColumn<float>(isCalibrated ? "Probability" : "Score");
        var scores = column.Zip(labels, (score, y) => (Score: (double)score, Y: (double)y));
        if (isBinary)
            return Mean(time, scores.Select(row =>
            {
                double p = isCalibrated ? row.Score : 1 / (1 + Math.Exp(-row.Score));
                return -Math.Log(Probability(row.Y > 0 ? p : 1 - p));
            }));
        return task == LabelingTask.PoissonRegression
            ? Mean(time, scores.Select(row => Deviance(row.Y, row.Score)))
            : CodeLength(time, scores.Select(row => (row.Y - row.Score) * (row.Y - row.Score)));
    }

    /// <summary>
    /// The velocity before anything was learnt from features: each label coded by all the others (classes by Krichevsky and Trofimov's
    /// estimate, half a label of each class added; numbers by their mean).
    /// </summary>
    public static Observation OfSeed(LabelingTask task, int classes, float[] labels)
    {
        int n = labels.Length;
        double sum = labels.Sum(y => (double)y);
        return task switch
        {
            LabelingTask.BinaryClassification or LabelingTask.MulticlassClassification => Mean(0, labels.Select(y =>
                -Math.Log((labels.Count(other => other.Equals(y)) - 0.5) / (n - 1 + (0.5 * classes))))),
            LabelingTask.PoissonRegression => Mean(0, labels.Select(y => Deviance(y, n < 2 ? y : (sum - y) / (n - 1)))),
            _ => CodeLength(0, labels.Select(y => n < 2 ? 0 : Math.Pow(y - ((sum - y) / (n - 1)), 2))),
        };
    }

    private static double Probability(double p) => double.IsNaN(p) ? p : Math.Clamp(p, Smallest, 1 - Smallest);

    /// <summary>Half the Poisson deviance: the code length beyond that of a model that knows the rate. Unit: nat.</summary>
    private static double Deviance(double y, double rate)
    {
        rate = Math.Max(rate, SmallestRate);
        return (y > 0 ? y * Math.Log(y / rate) : 0) - (y - rate);
    }

    private static Observation Mean(int time, IEnumerable<double> losses)
    {
        double[] all = [.. losses];
        var (mean, error) = Moments(all);
        return new Observation(time, mean, error);
    }

    /// <summary>
    /// ½ ln(2πe·s²) with s² the mean of k squared errors; 1/(2k) makes up for the logarithm of a mean of few (E ln χ²ₖ/k ≈ −1/k).
    /// </summary>
    private static Observation CodeLength(int time, IEnumerable<double> squares)
    {
        double[] all = [.. squares];
        var (mean, error) = Moments(all);
        double velocity = (0.5 * Math.Log(2 * Math.PI * Math.E * Math.Max(mean, 1e-300))) + (0.5 / all.Length);
        // No less than the error that normal residuals have.
        return new Observation(time, velocity, Math.Max(0.5 * error / mean, Math.Sqrt(0.5 / all.Length)));
    }

    private static (double Mean, double Error) Moments(double[] values)
    {
        double mean = values.Average();
        double error = values.Length < 2
            ? double.PositiveInfinity
            : Math.Sqrt(values.Sum(x => (x - mean) * (x - mean)) / (values.Length - 1) / values.Length);
        return (mean, error);
    }
}
