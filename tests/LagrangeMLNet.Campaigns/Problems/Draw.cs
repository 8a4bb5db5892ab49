namespace LagrangeMLNet.Campaigns.Problems;

/// <summary>Draws that <see cref="Random"/> lacks.</summary>
internal static class Draw
{
    public static double Normal(this Random random)
    {
        double u = 1 - random.NextDouble(), v = random.NextDouble();
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v);
    }

    /// <summary>10 to a power that is evenly distributed between two numbers.</summary>
    public static double Magnitude(this Random random, double low, double high) => Math.Pow(10, low + (random.NextDouble() * (high - low)));

    /// <summary>Counts above some thousands are drawn from the normal distribution of the same mean and variance.</summary>
    public static double Poisson(this Random random, double mean)
    {
        if (mean > 1000)
            return Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * random.Normal())));
        double limit = Math.Exp(-mean), product = random.NextDouble();
        int count = 0;
        for (; product > limit; count++)
            product *= random.NextDouble();
        return count;
    }

    public static T Of<T>(this Random random, IReadOnlyList<T> values) => values[random.Next(values.Count)];

    public static int[] Order(this Random random, int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle(order);
        return order;
    }
}
