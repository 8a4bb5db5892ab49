namespace LagrangeMLNet.AutoML;

/// <summary>Numbers that depend on their arguments alone, on every machine: seeds of trials, orders of rows, fingerprints.</summary>
internal static class StableHash
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>Mixes two numbers: splitmix64 (Steele, Lea and Flood, OOPSLA 2014).</summary>
    public static ulong Mix(ulong a, ulong b)
    {
        ulong z = a + (Golden * (b + 1));
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A seed, not negative, for the part of a sweep with a number.</summary>
    public static int Seed(int sweepSeed, int number) => (int)(Mix((uint)sweepSeed, (uint)number) >> 33);

    /// <summary>FNV-1a of a text's UTF-16 code units.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text)
            hash = (hash ^ c) * 1099511628211;
        return hash;
    }
}
