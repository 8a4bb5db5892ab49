using LagrangeMLNet.Benchmarks.Reports;

namespace LagrangeMLNet.Benchmarks.Labels;

/// <summary>Geometric mean of ratios, with the 95 % interval of the mean of their logarithms.</summary>
internal readonly record struct MeanRatio(double Ratio, double Low, double High)
{
    public static MeanRatio Of(IEnumerable<double> ratios)
    {
        double[] logarithms = [.. ratios.Select(ratio => Math.Log(ratio))];
        var mean = logarithms.Average();
        var variance = logarithms.Sum(x => (x - mean) * (x - mean)) / (logarithms.Length - 1) / logarithms.Length;
        var half = 1.96 * Math.Sqrt(variance);
        return new MeanRatio(Math.Exp(mean), Math.Exp(mean - half), Math.Exp(mean + half));
    }

    public override string ToString() => double.IsNaN(Ratio) ? Text.None : Text.Write($"{Ratio:0.00} ({Low:0.00} … {High:0.00})");
}
