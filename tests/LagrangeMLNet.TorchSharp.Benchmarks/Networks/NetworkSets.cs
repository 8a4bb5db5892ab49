using LagrangeMLNet.Benchmarks.DataSets;

namespace LagrangeMLNet.TorchBenchmarks.Networks;

/// <summary>The real sets that network and trees are compared on.</summary>
internal static class NetworkSets
{
    private static readonly (Table Table, bool IsSmall)[] All =
    [
        (TabularSets.California, true), (TabularSets.Adult, false), (TabularSets.Diamonds, false), (TabularSets.Taxi, false),
        (TabularSets.Letter, true), (TabularSets.Mnist, false),
    ];

    /// <summary>The sets asked for, in their own order, else all or the small ones.</summary>
    /// <exception cref="ArgumentException">There is no such set.</exception>
    public static IEnumerable<Table> Choose(IReadOnlyList<string>? asked, bool smallOnly)
    {
        foreach (string name in asked ?? [])
        {
            if (!All.Any(set => set.Table.File == name))
                throw new ArgumentException($"There is no set '{name}'. Sets: {string.Join(", ", All.Select(set => set.Table.File))}.");
        }

        return All.Where(set => asked?.Contains(set.Table.File) ?? (set.IsSmall || !smallOnly)).Select(set => set.Table);
    }
}
