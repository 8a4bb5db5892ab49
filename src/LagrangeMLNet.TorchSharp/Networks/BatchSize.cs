namespace LagrangeMLNet.Networks;

/// <summary>Rows in a mini-batch.</summary>
internal static class BatchSize
{
    private const int Smallest = 16;
    private const int Largest = 256;

    /// <summary>An epoch of few rows has about as many mini-batches as this.</summary>
    private const int BatchesInEpoch = 64;

    /// <summary>The size set, if there are as many rows; where none is set, a power of two.</summary>
    public static int Choose(int? set, long rows, List<string> remarks)
    {
        if (set > rows)
        {
            remarks.Add($"BatchSize is {set}, but there are only {rows} rows to learn from: a mini-batch is all of them.");
            return (int)rows;
        }

        if (set is { } size)
            return size;
        int chosen = Smallest;
        while (chosen < Largest && chosen * BatchesInEpoch < rows)
            chosen *= 2;
        return (int)Math.Min(chosen, rows);
    }
}
