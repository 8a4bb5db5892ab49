namespace LagrangeMLNet.Acceptance;

/// <summary>A folder for one test, deleted with all it holds.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lagrange-acceptance-");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public IEnumerable<string> Files(string pattern) => Directory.EnumerateFiles(_folder.FullName, pattern);

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
