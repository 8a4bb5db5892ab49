using LagrangeMLNet.Campaigns.Problems;

namespace LagrangeMLNet.Campaigns.Relations;

/// <summary>
/// Losses of predictions in nats per row. A number's loss is (y − s)²/2φ with φ the variance of the training labels; a count's is half of
/// its Poisson deviance.
/// </summary>
internal sealed class Loss
{
    private readonly ProblemTask _task;
    private readonly float[] _constant;
    private readonly double _variance;

    /// <param name="train">The rows that give the constant to compare with, and the unit of a number's loss.</param>
    public Loss(Problem train)
    {
        _task = train.Task;
        double weight = 0, sum = 0, squares = 0, exposure = 0;
        var classes = new double[train.Classes];
        for (int row = 0; row < train.Rows; row++)
        {
            double w = train.WeightOf(row), y = train.Labels[row];
            weight += w;
            sum += w * y;
            exposure += w * Math.Exp(train.Offsets?[row] ?? 0);
            if (_task is ProblemTask.Binary or ProblemTask.Multiclass)
                classes[(int)y] += w;
        }

        double mean = sum / weight;
        for (int row = 0; row < train.Rows; row++)
            squares += train.WeightOf(row) * (train.Labels[row] - mean) * (train.Labels[row] - mean);
        _variance = Math.Max(squares / weight, 1e-12 * (1 + (mean * mean)));
        _constant = _task switch
        {
            ProblemTask.Binary => [(float)Math.Log(classes[1] / classes[0])],
            ProblemTask.Multiclass => [.. classes.Select(c => (float)(c / weight))],
            ProblemTask.Counts => [(float)(sum / exposure)],
            _ => [(float)mean],
        };
    }

    /// <summary>Loss of each row.</summary>
    public double[] Of(float[][] predictions, Problem rows) =>
        [.. predictions.Select((prediction, row) => Of(prediction, rows.Labels[row], rows.Offsets?[row] ?? 0))];

    /// <summary>Loss of each row if all are predicted alike, as best fits the training rows.</summary>
    public double[] OfConstant(Problem rows) =>
        [.. Enumerable.Range(0, rows.Rows).Select(row => Of(_constant, rows.Labels[row], rows.Offsets?[row] ?? 0))];

    /// <summary>
    /// How far two sets of predictions lie apart: half of Jeffreys' divergence of the distributions they stand for, in nats per row.
    /// </summary>
    public double Distance(float[][] one, float[][] other)
    {
        double sum = 0;
        for (int row = 0; row < one.Length; row++)
            sum += Distance(one[row], other[row]);
        return sum / one.Length;
    }

    public static double Mean(double[] losses, Problem rows)
    {
        double sum = 0, weight = 0;
        for (int row = 0; row < losses.Length; row++)
        {
            // A row of no weight counts nothing, whatever its loss.
            if (rows.WeightOf(row) == 0)
                continue;
            sum += rows.WeightOf(row) * losses[row];
            weight += rows.WeightOf(row);
        }

        return sum / weight;
    }

    private double Of(float[] prediction, double label, double offset)
    {
        double s = prediction[0];
        switch (_task)
        {
            case ProblemTask.Binary:
                return label > 0.5 ? Softplus(-s) : Softplus(s);
            case ProblemTask.Multiclass:
                return -Math.Log(Math.Max(prediction[(int)label], 1e-38));
            case ProblemTask.Counts:
                double rate = Math.Max(Rate(prediction[0]) * Math.Exp(offset), 1e-300);
                return rate - label + (label > 0 ? label * Math.Log(label / rate) : 0);
            default:
                return (label - s) * (label - s) / (2 * _variance);
        }
    }

    private double Distance(float[] one, float[] other)
    {
        switch (_task)
        {
            case ProblemTask.Binary:
                double p = 1 / (1 + Math.Exp(-one[0])), q = 1 / (1 + Math.Exp(-other[0]));
                return (p - q) * ((double)one[0] - other[0]) / 2;
            case ProblemTask.Multiclass:
                double sum = 0;
                // A relation may add classes that no row has: they come last.
                for (int k = 0; k < Math.Min(one.Length, other.Length); k++)
                    sum += (one[k] - (double)other[k]) * (Math.Log(Math.Max(one[k], 1e-38)) - Math.Log(Math.Max(other[k], 1e-38))) / 2;
                return sum;
            case ProblemTask.Counts:
                return (Rate(one[0]) - Rate(other[0])) * (Math.Log(Rate(one[0])) - Math.Log(Rate(other[0]))) / 2;
            default:
                double difference = (double)one[0] - other[0];
                return difference * difference / (2 * _variance);
        }
    }

    /// <summary>Far from all training rows a log-linear rate leaves single precision; there two models agree on that.</summary>
    private static double Rate(float rate) => Math.Clamp(rate, 1e-38, float.MaxValue);

    private static double Softplus(double x) => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x));
}
