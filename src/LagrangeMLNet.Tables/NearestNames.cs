namespace LagrangeMLNet.Tables;

/// <summary>Names that somebody may have meant.</summary>
internal static class NearestNames
{
    private const int Most = 3;

    /// <summary>
    /// The nearest names by edit distance (insertions, deletions and replacements), whatever their case; none that differs in more than two
    /// characters and a third of them, except where one holds the other.
    /// </summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> names) =>
    [
        .. names.Select(other => (Name: other, Distance: Distance(name.ToUpperInvariant(), other.ToUpperInvariant())))
            .Where(pair => pair.Distance <= Math.Max(name.Length >= 4 ? 2 : 1, Math.Max(name.Length, pair.Name.Length) / 3)
                || (name.Length >= 3 && pair.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
                || (pair.Name.Length >= 3 && name.Contains(pair.Name, StringComparison.OrdinalIgnoreCase)))
            .Where(pair => Math.Min(name.Length, pair.Name.Length) > 1)
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Name, StringComparer.Ordinal)
            .Take(Most).Select(pair => pair.Name),
    ];

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            (int diagonal, row[0]) = (row[0], i);
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1])));
            }
        }

        return row[b.Length];
    }
}
