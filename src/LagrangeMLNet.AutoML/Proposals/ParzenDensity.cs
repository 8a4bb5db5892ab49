using LagrangeMLNet.AutoML.SearchSpaces;

namespace LagrangeMLNet.AutoML.Proposals;

/// <summary>
/// Density over a candidate's space: an even one, and around each of some positions a bump. Ranges have Gaussian bumps reflected at the
/// ends; choices count.
/// </summary>
internal sealed class ParzenDensity(SearchSpace space, IReadOnlyList<double[]> centres)
{
    /// <summary>Width of the bumps: falls with their number as in kernel estimates, and never so far that nothing new is drawn.</summary>
    private readonly double _width = Math.Max(0.05, 0.3 * Math.Pow(1 + centres.Count, -0.4));

    public double[] Draw(Random random)
    {
        int pick = random.Next(centres.Count + 1);
        var position = new double[space.Dimensions.Count];
        for (int i = 0; i < position.Length; i++)
        {
            position[i] = pick == centres.Count || space.Dimensions[i].Choices is not null && random.NextDouble() < _width
                ? random.NextDouble()
                : space.Dimensions[i].Choices is not null ? centres[pick][i]
                : Reflect(centres[pick][i] + (_width * Normal(random)));
        }

        return position;
    }

    public double LogDensity(ReadOnlySpan<double> position)
    {
        double total = 1;
        foreach (double[] centre in centres)
        {
            double density = 1;
            for (int i = 0; i < position.Length; i++)
                density *= Kernel(space.Dimensions[i], position[i], centre[i]);
            total += density;
        }

        return Math.Log(total / (centres.Count + 1));
    }

    private double Kernel(Dimension dimension, double at, double centre)
    {
        if (dimension.Choices is { } choices)
            return (int)(at * choices) == (int)(centre * choices) ? ((1 - _width) * choices) + _width : _width;
        return Gaussian(at - centre) + Gaussian(at + centre) + Gaussian(2 - at - centre);
    }

    private double Gaussian(double distance)
    {
        double z = distance / _width;
        return Math.Exp(-0.5 * z * z) / (_width * Math.Sqrt(2 * Math.PI));
    }

    private static double Reflect(double u)
    {
        u = Math.Abs(u) % 2;
        return Math.Clamp(u > 1 ? 2 - u : u, 0, Math.BitDecrement(1.0));
    }

    /// <summary>Standard normal: Box and Muller, 1958.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
