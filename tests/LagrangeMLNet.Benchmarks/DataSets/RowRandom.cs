namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>
/// Random numbers of one row: SplitMix64 (Steele, Lea, Flood 2014) started from seed and row number, so that any row can be made
/// at any time, in any order, always the same.
/// </summary>
internal struct RowRandom(ulong seed, long row)
{
    private ulong _state = Mix(seed ^ Mix((ulong)row + 0x9E3779B97F4A7C15));
    private double _spareGaussian = double.NaN;

    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>Uniform on [0, 1).</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Standard normal, by Box and Muller's pair.</summary>
    public double NextGaussian()
    {
        if (!double.IsNaN(_spareGaussian))
        {
            var spare = _spareGaussian;
            _spareGaussian = double.NaN;
            return spare;
        }

        var radius = Math.Sqrt(-2 * Math.Log(1 - NextUniform()));
        var (sin, cos) = Math.SinCos(2 * Math.PI * NextUniform());
        _spareGaussian = radius * sin;
        return radius * cos;
    }

    /// <summary>Poisson with the given mean, by inverting its distribution function; for means up to a few hundred.</summary>
    public int NextPoisson(double mean)
    {
        var u = NextUniform();
        var probability = Math.Exp(-mean);
        var k = 0;
        for (var cumulative = probability; u > cumulative && k < 10_000; cumulative += probability)
            probability *= mean / ++k;
        return k;
    }

    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
