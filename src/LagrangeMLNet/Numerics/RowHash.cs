namespace LagrangeMLNet.Numerics;

/// <summary>
/// A fixed pseudo-random number for each row: samples and folds depend on the row and the seed, not on how rows are read.
/// </summary>
internal static class RowHash
{
    /// <summary>A number in [0, 1). Source: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).</summary>
    public static double Share(long row, int seed)
    {
        ulong z = ((ulong)row + 1) * 0x9E3779B97F4A7C15 ^ ((ulong)(uint)seed << 32);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1UL << 53));
    }
}
