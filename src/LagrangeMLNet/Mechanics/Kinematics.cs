namespace LagrangeMLNet.Mechanics;

/// <summary>
/// Position, velocity and acceleration of learning from noisy measurements of it. Pure functions; nothing is allocated.
/// </summary>
public static class Kinematics
{
    /// <summary>Standard error of a median of n normal numbers: √(π/2)·σ/√n.</summary>
    private const double MedianInefficiency = 1.2533141373155001;

    /// <summary>σ of a normal distribution from its median absolute deviation.</summary>
    private const double MedianDeviationToSigma = 1.4826022185056018;

    /// <summary>Most measurements that one estimate uses; a longer span is read at even strides.</summary>
    private const int Capacity = 256;

    /// <summary>
    /// Position x(t): the velocity summed over the time between measurements, each standing for the time since the one before (and the
    /// first for the time since 0). Measurements that are not finite are passed over. Unit: nat.
    /// </summary>
    /// <param name="path">Measurements in the order of time.</param>
    public static double Position(ReadOnlySpan<Observation> path)
    {
        double position = 0, last = 0;
        foreach (Observation look in path)
        {
            if (!double.IsFinite(look.Velocity))
                continue;
            position += look.Velocity * (look.Time - last);
            last = look.Time;
        }

        return position;
    }

    /// <summary>
    /// Level, fall and scatter of a stretch of measurements: the medians of its older and its recent half, and their median absolute
    /// deviations. Half of the measurements of each half may be arbitrarily wrong.
    /// </summary>
    /// <param name="window">Measurements in the order of time, usually the last half of the time spent. Those that are not finite, or at a
    /// time that is not positive, are passed over.</param>
    /// <returns>An estimate from the first measurement on; its errors are infinite as long as they cannot be told (fewer than four without
    /// a known error, fewer than two with one).</returns>
    public static Motion Estimate(ReadOnlySpan<Observation> window) => Estimate(window, DecayLaw.Logarithmic);

    internal static Motion Estimate(ReadOnlySpan<Observation> window, DecayLaw law)
    {
        Span<Observation> looks = stackalloc Observation[Capacity];
        int count = 0;
        int stride = Math.Max(1, (window.Length + Capacity - 1) / Capacity);
        for (int i = (window.Length - 1) % stride; i < window.Length; i += stride)
        {
            if (double.IsFinite(window[i].Velocity) && window[i].Time > 0 && double.IsFinite(window[i].Time))
                looks[count++] = window[i];
        }

        if (count == 0)
        {
            const double unknown = double.PositiveInfinity;
            return new Motion { Velocity = double.NaN, VelocityStandardError = unknown, FallStandardError = unknown, Scatter = unknown };
        }

        looks = looks[..count];
        Half recent = Measure(looks[(count / 2)..], law);
        if (count == 1)
        {
            return new Motion
            {
                Time = looks[0].Time,
                LastTime = looks[0].Time,
                Velocity = recent.Level,
                VelocityStandardError = recent.Error,
                FallStandardError = double.PositiveInfinity,
                Scatter = recent.Scatter,
                Count = 1,
                Law = law,
                Span = 1,
            };
        }

        Half older = Measure(looks[..(count / 2)], law);
        double span = recent.Clock - older.Clock;
        return new Motion
        {
            Time = law == DecayLaw.Linear ? recent.Clock : Math.Exp(recent.Clock),
            LastTime = looks[^1].Time,
            Velocity = recent.Level,
            VelocityStandardError = recent.Error,
            Fall = older.Level - recent.Level,
            FallStandardError = span > 0 ? double.Hypot(older.Error, recent.Error) : double.PositiveInfinity,
            Scatter = double.Hypot(older.Scatter, recent.Scatter) / double.Sqrt(2),
            Count = count,
            Law = law,
            Span = span > 0 ? span : 1,
        };
    }

    private static Half Measure(ReadOnlySpan<Observation> looks, DecayLaw law)
    {
        int n = looks.Length;
        Span<double> values = stackalloc double[n];
        double clock = 0, known = 0;
        for (int i = 0; i < n; i++)
        {
            values[i] = looks[i].Velocity;
            clock += law == DecayLaw.Linear ? looks[i].Time : Math.Log(looks[i].Time);
            known += looks[i].StandardError * looks[i].StandardError;
        }

        double level = Median(values);
        double scatter;
        if (double.IsFinite(known))
        {
            scatter = Math.Sqrt(known / n);
        }
        else
        {
            for (int i = 0; i < n; i++)
                values[i] = Math.Abs(values[i] - level);
            scatter = n < 2 ? double.PositiveInfinity : MedianDeviationToSigma * Median(values);
        }

        // The median of one or two measurements is their mean, which has no inefficiency.
        return new Half(level, scatter, (n <= 2 && double.IsFinite(known) ? 1 : MedianInefficiency) * scatter / Math.Sqrt(n), clock / n);
    }

    /// <summary>Median of the numbers, which are left sorted.</summary>
    private static double Median(Span<double> values)
    {
        values.Sort();
        return (values[(values.Length - 1) / 2] / 2) + (values[values.Length / 2] / 2);
    }

    private readonly record struct Half(double Level, double Scatter, double Error, double Clock);
}
