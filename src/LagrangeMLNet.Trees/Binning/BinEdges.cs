namespace LagrangeMLNet.Binning;

/// <summary>Chooses the values between which a column's bins end.</summary>
internal static class BinEdges
{
    /// <summary>
    /// Upper ends of all bins but the last: a value belongs to the first bin whose end is not below it. Each different value gets a bin
    /// of its own where there are few; else bins hold about equally many values, and a value that fills one has it alone.
    /// </summary>
    /// <param name="sorted">Values in ascending order, none missing.</param>
    /// <param name="most">Most bins, at least 2.</param>
    public static float[] Choose(ReadOnlySpan<float> sorted, int most)
    {
        int different = CountDifferent(sorted);
        if (different <= 1)
            return [];
        var ends = new List<float>(Math.Min(different, most) - 1);
        double perBin = different <= most ? 1 : (double)sorted.Length / most;
        int remaining = sorted.Length, inBin = 0, left = most;
        for (int i = 0; i < sorted.Length;)
        {
            int next = NextDifferent(sorted, i), count = next - i;
            inBin += count;
            remaining -= count;
            if (next == sorted.Length)
                break;
            int nextCount = NextDifferent(sorted, next) - next;
            // A bin ends where it is full, or where the next value alone would fill one.
            bool isFull = inBin >= perBin || (nextCount >= perBin && inBin * 2 >= perBin);
            if (different <= most || (isFull && left > 1))
            {
                ends.Add(Between(sorted[i], sorted[next]));
                left--;
                inBin = 0;
                if (different > most)
                    perBin = (double)remaining / Math.Max(1, left);
            }

            i = next;
        }

        return [.. ends];
    }

    /// <summary>A threshold t with low ≤ t &lt; high, half-way where there is room.</summary>
    public static float Between(float low, float high)
    {
        float middle = (float)(((double)low + high) / 2);
        return middle >= low && middle < high ? middle : low;
    }

    private static int CountDifferent(ReadOnlySpan<float> sorted)
    {
        int count = sorted.Length == 0 ? 0 : 1;
        for (int i = 1; i < sorted.Length; i++)
            count += sorted[i] == sorted[i - 1] ? 0 : 1;
        return count;
    }

    private static int NextDifferent(ReadOnlySpan<float> sorted, int i)
    {
        int next = i + 1;
        while (next < sorted.Length && sorted[next] == sorted[i])
            next++;
        return next;
    }
}
