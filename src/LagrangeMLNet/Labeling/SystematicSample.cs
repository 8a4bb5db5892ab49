namespace LagrangeMLNet.Labeling;

/// <summary>
/// Draws a sample in which each unit is as probable as its size says, spread evenly over the order in which the units are given.
/// </summary>
/// <remarks>Source: Madow, On the theory of systematic sampling, II, Annals of Mathematical Statistics 20 (1949).</remarks>
internal static class SystematicSample
{
    /// <summary>The units drawn, in their order; all of them if they cost no more than the money.</summary>
    /// <param name="sizes">Size of each unit, not negative; where all are 0, each counts the same.</param>
    /// <param name="costs">Cost of each unit, above 0.</param>
    /// <param name="money">What the sample costs on the average.</param>
    /// <param name="start">Where the even steps begin, in [0, 1).</param>
    public static List<int> Draw(double[] sizes, double[] costs, double money, double start)
    {
        var drawn = new List<int>();
        double passed = start;
        double[] probabilities = Probabilities(sizes, costs, money);
        for (int unit = 0; unit < probabilities.Length; unit++)
        {
            double before = Math.Floor(passed);
            passed += probabilities[unit];
            if (Math.Floor(passed) > before)
                drawn.Add(unit);
        }

        return drawn;
    }

    /// <summary>Probability of each unit to be drawn: min(1, c·size), where c makes the sample cost what it may.</summary>
    public static double[] Probabilities(double[] sizes, double[] costs, double money)
    {
        double[] size = sizes.Any(one => one > 0) ? sizes : [.. sizes.Select(_ => 1.0)];
        var isCertain = new bool[size.Length];
        while (true)
        {
            double left = money, all = 0;
            for (int i = 0; i < size.Length; i++)
                if (isCertain[i])
                    left -= costs[i];
                else
                    all += size[i] * costs[i];
            double scale = all > 0 ? Math.Max(0, left) / all : 0;
            bool isSettled = true;
            for (int i = 0; i < size.Length; i++)
                if (!isCertain[i] && scale * size[i] >= 1)
                    (isCertain[i], isSettled) = (true, false);
            if (isSettled)
                return [.. size.Select((one, i) => isCertain[i] ? 1 : scale * one)];
        }
    }
}
