namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>All sets by name, in the order of the tables. A set is loaded when asked for, and can be let go before the next.</summary>
internal static class DataSetCatalog
{
    private static readonly (string Name, bool NeedsFolder, Func<string, DataSet> Load)[] Sets =
    [
        ("adult", true, folder => TabularSets.Load(folder, TabularSets.Adult)),
        ("onehot", false, _ => SyntheticSets.OneHot()),
        ("dense", false, _ => SyntheticSets.Dense()),
        ("california", true, folder => TabularSets.Load(folder, TabularSets.California)),
        ("diamonds", true, folder => TabularSets.Load(folder, TabularSets.Diamonds)),
        ("taxi", true, folder => TabularSets.Load(folder, TabularSets.Taxi)),
        ("linear", false, _ => SyntheticSets.Linear()),
        ("california-poisson", true, folder => Poisson(TabularSets.Load(folder, TabularSets.California))),
        ("diamonds-poisson", true, folder => Poisson(TabularSets.Load(folder, TabularSets.Diamonds))),
        ("taxi-poisson", true, folder => Poisson(TabularSets.Load(folder, TabularSets.Taxi))),
        ("counts", false, _ => SyntheticSets.Counts()),
        ("mnist", true, folder => TabularSets.Load(folder, TabularSets.Mnist)),
        ("letter", true, folder => TabularSets.Load(folder, TabularSets.Letter)),
        ("sms", true, TextSets.Sms),
        ("corefx", true, TextSets.Corefx),
        ("text1e4", false, _ => SyntheticSets.Text(4)),
        ("text1e5", false, _ => SyntheticSets.Text(5)),
        ("text1e6", false, _ => SyntheticSets.Text(6)),
        ("text150", false, _ => SyntheticSets.TextOf150Classes()),
    ];

    /// <summary>Further sets, which no table of all sets has.</summary>
    private static readonly (string Name, bool NeedsFolder, Func<string, DataSet> Load)[] Further =
    [
        ("phoneme", true, folder => TabularSets.Load(folder, TabularSets.Phoneme)),
        ("wine", true, folder => TabularSets.Load(folder, TabularSets.Wine)),
        ("abalone", true, folder => TabularSets.Load(folder, TabularSets.Abalone)),
        ("ames", true, folder => TabularSets.Load(folder, TabularSets.Ames)),
        ("weather", true, folder => TabularSets.Load(folder, TabularSets.Weather)),
        ("nass_dead", true, folder => TabularSets.Load(folder, TabularSets.NassDead)),
        ("rwm_count", true, folder => TabularSets.Load(folder, TabularSets.RwmCount)),
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

    public static DataSet Load(string name, string? folder) => Entry(name).Load(folder ?? "");

    private static (string Name, bool NeedsFolder, Func<string, DataSet> Load) Entry(string name)
    {
        foreach (var set in (IEnumerable<(string Name, bool NeedsFolder, Func<string, DataSet> Load)>)[.. Sets, .. Further])
        {
            if (set.Name == name)
                return set;
        }

        throw new ArgumentException($"There is no set '{name}'. Sets: {string.Join(", ", Sets.Concat(Further).Select(set => set.Name))}.");
    }

    /// <summary>The same rows, learnt with a Poisson likelihood.</summary>
    private static DataSet Poisson(DataSet set) => set with { Name = set.Name + "-poisson", Task = LearningTask.Poisson };
}
