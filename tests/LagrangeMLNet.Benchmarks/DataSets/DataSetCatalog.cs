namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>All sets by name, in the order of the tables. A set is loaded when asked for, and can be let go before the next.</summary>
internal static class DataSetCatalog
{
    private static readonly (string Name, bool NeedsFolder, Func<string, long?, DataSet> Load)[] Sets =
    [
        ("adult", true, (folder, rows) => TabularSets.Load(folder, TabularSets.Adult, rows: rows)),
        ("onehot", false, (_, _) => SyntheticSets.OneHot()),
        ("dense", false, (_, _) => SyntheticSets.Dense()),
        ("california", true, (folder, rows) => TabularSets.Load(folder, TabularSets.California, rows: rows)),
        ("diamonds", true, (folder, rows) => TabularSets.Load(folder, TabularSets.Diamonds, rows: rows)),
        ("taxi", true, (folder, rows) => TabularSets.Load(folder, TabularSets.Taxi, rows: rows)),
        ("linear", false, (_, _) => SyntheticSets.Linear()),
        ("california-poisson", true, (folder, rows) => Poisson(TabularSets.Load(folder, TabularSets.California, rows: rows))),
        ("diamonds-poisson", true, (folder, rows) => Poisson(TabularSets.Load(folder, TabularSets.Diamonds, rows: rows))),
        ("taxi-poisson", true, (folder, rows) => Poisson(TabularSets.Load(folder, TabularSets.Taxi, rows: rows))),
        ("counts", false, (_, _) => SyntheticSets.Counts()),
        ("mnist", true, (folder, rows) => TabularSets.Load(folder, TabularSets.Mnist, rows: rows)),
        ("letter", true, (folder, rows) => TabularSets.Load(folder, TabularSets.Letter, rows: rows)),
        ("sms", true, TextSets.Sms),
        ("corefx", true, TextSets.Corefx),
        ("text1e4", false, (_, _) => SyntheticSets.Text(4)),
        ("text1e5", false, (_, _) => SyntheticSets.Text(5)),
        ("text1e6", false, (_, _) => SyntheticSets.Text(6)),
        ("text150", false, (_, _) => SyntheticSets.TextOf150Classes()),
    ];

    /// <summary>Further sets, which no table of all sets has.</summary>
    private static readonly (string Name, bool NeedsFolder, Func<string, long?, DataSet> Load)[] Further =
    [
        ("dense6", false, (_, _) => SyntheticSets.DenseSix()),
        ("phoneme", true, (folder, rows) => TabularSets.Load(folder, TabularSets.Phoneme, rows: rows)),
        ("wine", true, (folder, rows) => TabularSets.Load(folder, TabularSets.Wine, rows: rows)),
        ("abalone", true, (folder, rows) => TabularSets.Load(folder, TabularSets.Abalone, rows: rows)),
        ("abalone-poisson", true, (folder, rows) => Poisson(TabularSets.Load(folder, TabularSets.Abalone, rows: rows))),
        ("ames", true, (folder, rows) => TabularSets.Load(folder, TabularSets.Ames, rows: rows)),
        ("ames-poisson", true, (folder, rows) => Poisson(TabularSets.Load(folder, TabularSets.Ames, rows: rows))),
        ("weather", true, (folder, rows) => TabularSets.Load(folder, TabularSets.Weather, rows: rows)),
        ("nass_dead", true, (folder, rows) => TabularSets.Load(folder, TabularSets.NassDead, rows: rows)),
        ("rwm_count", true, (folder, rows) => TabularSets.Load(folder, TabularSets.RwmCount, rows: rows)),
    ];

    /// <summary>The sets asked for, else all that can be loaded.</summary>
    /// <exception cref="ArgumentException">A set is unknown, or needs the folder of real data where there is none.</exception>
    public static IReadOnlyList<string> Choose(IReadOnlyList<string>? asked, string? folder)
    {
        foreach (var name in asked ?? [])
        {
            if (Entry(name).NeedsFolder && folder is null)
            {
                throw new ArgumentException(
                    $"Set '{name}' needs the folder of real data: give it with --data or in {DataFolder.EnvironmentVariable}.");
            }
        }

        return asked ?? [.. Sets.Where(set => folder is not null || !set.NeedsFolder).Select(set => set.Name)];
    }

    /// <param name="name">Name of the set.</param>
    /// <param name="folder">Folder of real data, or null.</param>
    /// <param name="rows">Rows of a real table to keep, the first; null for all.</param>
    public static DataSet Load(string name, string? folder, long? rows = null) => Entry(name).Load(folder ?? "", rows);

    private static (string Name, bool NeedsFolder, Func<string, long?, DataSet> Load) Entry(string name)
    {
        foreach (var set in (IEnumerable<(string Name, bool NeedsFolder, Func<string, long?, DataSet> Load)>)[.. Sets, .. Further])
        {
            if (set.Name == name)
                return set;
        }

        throw new ArgumentException($"There is no set '{name}'. Sets: {string.Join(", ", Sets.Concat(Further).Select(set => set.Name))}.");
    }

    /// <summary>The same rows, learnt with a Poisson likelihood.</summary>
    private static DataSet Poisson(DataSet set) => set with { Name = set.Name + "-poisson", Task = LearningTask.Poisson };
}
