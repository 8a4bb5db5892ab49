namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>
/// Finds the folder of real data: as given, else from the environment, else a <c>shared/data</c> folder in this or a parent folder.
/// </summary>
internal static class DataFolder
{
    public const string EnvironmentVariable = "LAGRANGEMLNET_DATA";

    /// <returns>The folder, or null where there is none; then only sets made in code can be measured.</returns>
    public static string? Find(string? given)
    {
        var named = given ?? Environment.GetEnvironmentVariable(EnvironmentVariable);
        if (named is not null)
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"Data folder '{named}' does not exist.");
        return SearchUpwards(Directory.GetCurrentDirectory()) ?? SearchUpwards(AppContext.BaseDirectory);
    }

    private static string? SearchUpwards(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
