namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>Zipf's law over ranks 0 … n−1: p(r) ∝ (r + 1)^−exponent.</summary>
internal sealed class Zipf
{
    private readonly double[] _cumulative;

    public Zipf(int count, double exponent)
    {
        _cumulative = new double[count];
        var sum = 0.0;
        for (var rank = 0; rank < count; rank++)
            _cumulative[rank] = sum += Math.Pow(rank + 1, -exponent);
        for (var rank = 0; rank < count; rank++)
            _cumulative[rank] /= sum;
    }

    /// <summary>The rank at which the distribution function passes <paramref name="uniform"/>.</summary>
    public int Draw(double uniform)
    {
        var found = Array.BinarySearch(_cumulative, uniform);
        return Math.Min(found < 0 ? ~found : found, _cumulative.Length - 1);
    }
}
