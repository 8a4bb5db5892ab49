namespace Personalizer.Tests;

/// <summary>A folder for one test, deleted with all it holds.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("personalizer-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
