using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Labeling;

/// <summary>The velocity, measured on some rows.</summary>
internal readonly record struct LabelingMeasurement(Observation Velocity, int Rows)
{
    /// <summary>The mean of fewer losses than this is too skewed for medians, and its error too uncertain.</summary>
    private const int FewestRows = 8;

    /// <summary>
    /// Measurements one after the other put together, so that each rests on eight rows or more. The first, before learning, stays alone.
    /// </summary>
    public static Observation[] Pool(IReadOnlyList<LabelingMeasurement> looks)
    {
        var pooled = new List<Observation>();
        int start = 0, rows = 0;
        for (int i = 0; i < looks.Count; i++)
        {
            rows += looks[i].Rows;
            if (looks[i].Velocity.Time > 0 && rows < FewestRows)
                continue;
            pooled.Add(Mean([.. looks.Skip(start).Take(i + 1 - start)], rows));
            (start, rows) = (i + 1, 0);
        }

        return [.. pooled];
    }

    /// <summary>Mean over all rows; its error from the variance within measurements and between them.</summary>
    private static Observation Mean(LabelingMeasurement[] looks, int rows)
    {
        if (looks.Length == 1)
            return looks[0].Velocity;
        double time = looks.Sum(look => look.Rows * look.Velocity.Time) / rows, mean = looks.Sum(look => look.Rows * look.Velocity.Velocity) / rows;
        double squares = 0;
        foreach (var (velocity, own) in looks)
        {
            squares += own * Math.Pow(velocity.Velocity - mean, 2);
            if (own > 1 && double.IsFinite(velocity.StandardError))
                squares += velocity.StandardError * velocity.StandardError * own * (own - 1);
        }

        return new Observation(time, mean, Math.Sqrt(squares / (rows - 1) / rows));
    }
}
