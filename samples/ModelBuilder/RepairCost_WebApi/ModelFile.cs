namespace RepairCostWebApi;

/// <summary>Where the model is.</summary>
internal static class ModelFile
{
    private const string Name = "RepairCost.mlnet";

    /// <summary>
    /// The model's full path: as told; else beside the program, in the working folder, in a folder above it, or where the console program beside
    /// this one leaves it when it is started in its own folder. Null if there is none.
    /// </summary>
    public static string? Find(string? told) =>
        (told is not null ? [told] : Candidates()).Where(File.Exists).Select(Path.GetFullPath).FirstOrDefault();

    public static string NotFound(string? told) => $"There is no model '{told ?? Name}' here, in '{Environment.CurrentDirectory}', in a folder above, nor beside the program. "
        + "Run RepairCost_Console first, which trains it, or name the file with --Model.";

    private static IEnumerable<string> Candidates()
    {
        yield return Path.Combine(AppContext.BaseDirectory, Name);
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, Name);
            yield return Path.Combine(folder.FullName, "RepairCost_Console", Name);
        }
    }
}
