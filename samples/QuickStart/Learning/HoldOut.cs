namespace QuickStart.Learning;

/// <summary>Which rows are held out: a fifth of each class, so that no class of two rows or more is missing on either side.</summary>
internal static class HoldOut
{
    private const double Share = 0.2;

    /// <param name="classes">The class of each row; the same for all where there are none.</param>
    /// <param name="seed">Draws the rows.</param>
    /// <returns>For each row whether it is held out.</returns>
    public static bool[] Draw(IEnumerable<string> classes, int seed)
    {
        var random = new Random(seed);
        var groups = classes.Select((name, row) => (name, row)).GroupBy(pair => pair.name, pair => pair.row).Select(group => group.ToArray()).ToList();
        var isHeldOut = new bool[groups.Sum(rows => rows.Length)];
        foreach (var rows in groups)
        {
            random.Shuffle(rows);
            var count = rows.Length < 2 ? 0 : Math.Max(1, (int)Math.Round(Share * rows.Length));
            foreach (var row in rows.AsSpan(0, count))
                isHeldOut[row] = true;
        }

        return isHeldOut;
    }
}
