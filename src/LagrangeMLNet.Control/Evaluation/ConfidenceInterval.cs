using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Control.Evaluation;

/// <summary>Two-sided confidence intervals of a mean. Pure functions.</summary>
internal static class ConfidenceInterval
{
    private const int Resamples = 1000;
    private const int Bisections = 32;

    /// <param name="values">Independent contributions, at least 2.</param>
    /// <param name="method">The method.</param>
    /// <param name="confidence">In (0, 1).</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static (double Lower, double Upper) Of(double[] values, IntervalMethod method, double confidence, int seed)
    {
        var moments = SampleMoments.Of(values);
        // Values that are all the same, but for rounding, do not tell their spread: no end of an interval is known.
        double rounding = 1e-9 * Math.Max(Math.Abs(moments.Minimum), Math.Abs(moments.Maximum));
        if (!(moments.Maximum - moments.Minimum > rounding))
            return (double.NegativeInfinity, double.PositiveInfinity);
        return method switch
        {
            IntervalMethod.StudentT => Student(moments, confidence),
            IntervalMethod.EmpiricalBernstein => EmpiricalBernstein(moments, confidence),
            IntervalMethod.Betting => Betting(values, moments, confidence),
            IntervalMethod.Bootstrap => Bootstrap(values, moments, confidence, seed),
            _ => EmpiricalLikelihood(values, moments, confidence),
        };
    }

    private static (double Lower, double Upper) Student(SampleMoments moments, double confidence)
    {
        double width = StudentQuantile.Of((1 + confidence) / 2, moments.Count - 1) * moments.StandardError;
        return (moments.Mean - width, moments.Mean + width);
    }

    /// <summary>√(2·V·ln(4/δ)/n) + 7·R·ln(4/δ)/(3·(n − 1)), δ shared by the two sides.</summary>
    private static (double Lower, double Upper) EmpiricalBernstein(SampleMoments moments, double confidence)
    {
        int n = moments.Count;
        double log = Math.Log(4 / (1 - confidence)), variance = moments.Variance * n / (n - 1);
        double width = Math.Sqrt(2 * variance * log / n) + (7 * (moments.Maximum - moments.Minimum) * log / (3 * (n - 1.0)));
        return (Math.Max(moments.Minimum, moments.Mean - width), Math.Min(moments.Maximum, moments.Mean + width));
    }

    /// <summary>
    /// All means μ whose likelihood ratio, 2·Σ ln(1 + λ·(x − μ)), stays below the quantile of F(1, ν), widened by Bartlett's
    /// 1 + (μ₄/(2·μ₂²) − μ₃²/(3·μ₂³))/n. The degrees of freedom are those of the variance of a sample with its kurtosis κ,
    /// ν = 2·n/(κ − 1) (Box, Non-normality and tests on variances, Biometrika 40, 1953; Satterthwaite, 1946): contributions of a few large
    /// weights are worth few.
    /// </summary>
    private static (double Lower, double Upper) EmpiricalLikelihood(double[] values, SampleMoments moments, double confidence)
    {
        double square = moments.Variance * moments.Variance;
        double bartlett = (moments.Fourth / (2 * square)) - (moments.Third * moments.Third / (3 * square * moments.Variance));
        double degrees = 2 * moments.Count / Math.Max((moments.Fourth / square) - 1, double.Epsilon);
        double quantile = StudentQuantile.Of((1 + confidence) / 2, (int)Math.Clamp(degrees, 1, moments.Count - 1));
        double most = quantile * quantile * (1 + (Math.Max(0, bartlett) / moments.Count));
        double reach = 4 * quantile * moments.StandardError;
        return (Edge(moments.Minimum, -reach), Edge(moments.Maximum, reach));

        double Edge(double extreme, double near)
        {
            double inside = moments.Mean, outside = moments.Mean + near;
            if ((extreme - outside) * near <= 0 || LikelihoodRatio(values, outside) <= most)
                outside = extreme;
            for (int k = 0; k < Bisections; k++)
            {
                double middle = (inside + outside) / 2;
                if (LikelihoodRatio(values, middle) <= most)
                    inside = middle;
                else
                    outside = middle;
            }

            return inside;
        }
    }

    /// <summary>
    /// 2·Σ ln(1 + λ·(x − μ)) at the λ that makes it largest; Newton's method kept in the interval in which all factors are positive.
    /// </summary>
    private static double LikelihoodRatio(double[] values, double mean)
    {
        double least = double.PositiveInfinity, largest = double.NegativeInfinity;
        foreach (double value in values)
        {
            least = Math.Min(least, value - mean);
            largest = Math.Max(largest, value - mean);
        }

        if (least >= 0 || largest <= 0)
            return double.PositiveInfinity;
        double low = -1 / largest, high = -1 / least, lambda = 0;
        for (int k = 0; k < 100; k++)
        {
            double slope = 0, curvature = 0;
            foreach (double value in values)
            {
                double share = (value - mean) / (1 + (lambda * (value - mean)));
                slope += share;
                curvature += share * share;
            }

            if (slope > 0)
                low = lambda;
            else
                high = lambda;
            double next = lambda + (slope / curvature);
            if (!(next > low && next < high))
                next = (low + high) / 2;
            double gain = Math.Abs(slope * (next - lambda));
            lambda = next;
            if (gain < 1e-9)
                break;
        }

        double sum = 0;
        foreach (double value in values)
            sum += Math.Log(1 + (lambda * (value - mean)));
        return 2 * sum;
    }

    private static (double Lower, double Upper) Bootstrap(double[] values, SampleMoments moments, double confidence, int seed)
    {
        var random = new Random(seed);
        var means = new double[Resamples];
        for (int b = 0; b < Resamples; b++)
        {
            double sum = 0;
            for (int i = 0; i < values.Length; i++)
                sum += values[random.Next(values.Length)];
            means[b] = sum / values.Length;
        }

        Array.Sort(means);
        double below = means.Count(mean => mean < moments.Mean) + (means.Count(mean => mean == moments.Mean) / 2.0);
        double bias = NormalQuantile.Of(Math.Clamp(below / Resamples, 0.5 / Resamples, 1 - (0.5 / Resamples)));
        // For a mean, the jackknife's acceleration is the sample's skewness over 6·√n.
        double acceleration = moments.Third / (6 * Math.Pow(moments.Variance, 1.5) * Math.Sqrt(moments.Count));
        return (At((1 - confidence) / 2), At((1 + confidence) / 2));

        double At(double probability)
        {
            double z = bias + NormalQuantile.Of(probability);
            double level = NormalCumulative(bias + (z / (1 - (acceleration * z))));
            return means[(int)Math.Clamp(level * Resamples, 0, Resamples - 1)];
        }
    }

    /// <summary>
    /// Two gamblers bet that the mean lies above and below μ, each with half of the capital; μ is rejected when their wealth, 1 at first,
    /// would reach 1/(1 − confidence). The bets at each row depend on the rows before it alone.
    /// </summary>
    private static (double Lower, double Upper) Betting(double[] values, SampleMoments moments, double confidence)
    {
        double origin = moments.Minimum, range = moments.Maximum - moments.Minimum;
        double log = Math.Log(2 / (1 - confidence));
        var bets = new double[values.Length];
        double sum = 0.5, squares = 0.25, count = 1;
        for (int i = 0; i < values.Length; i++)
        {
            double x = (values[i] - origin) / range;
            bets[i] = Math.Sqrt(2 * log / (values.Length * (squares / count)));
            sum += x;
            count++;
            double deviation = x - (sum / count);
            squares += deviation * deviation;
        }

        double mean = (moments.Mean - origin) / range, most = Math.Log(2 / (1 - confidence));
        return (origin + (range * Edge(0, 1)), origin + (range * Edge(1, -1)));

        double Edge(double outside, int side)
        {
            double inside = mean;
            for (int k = 0; k < Bisections; k++)
            {
                double middle = (inside + outside) / 2;
                if (LargestWealth(middle, side) < most)
                    inside = middle;
                else
                    outside = middle;
            }

            return outside;
        }

        double LargestWealth(double candidate, int side)
        {
            // Half of what could ruin the gambler at the worst value.
            double limit = 0.5 / (side > 0 ? candidate : 1 - candidate);
            double wealth = 0, largest = 0;
            for (int i = 0; i < bets.Length; i++)
            {
                wealth += Math.Log(1 + (side * Math.Min(bets[i], limit) * (((values[i] - origin) / range) - candidate)));
                largest = Math.Max(largest, wealth);
            }

            return largest;
        }
    }

    /// <summary>Φ(z), to 7.5·10⁻⁸ (Abramowitz and Stegun, formula 26.2.17).</summary>
    private static double NormalCumulative(double z)
    {
        double t = 1 / (1 + (0.2316419 * Math.Abs(z)));
        double tail = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * t
            * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return z >= 0 ? 1 - tail : tail;
    }
}
