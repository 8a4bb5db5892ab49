using System.Globalization;
using System.Text;
using Microsoft.ML;

namespace LagrangeMLNet.Tables.Tests;

/// <summary>Writes tables to a folder of its own, and loads them.</summary>
internal sealed class TableFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lagrange-tables-");
    private int _files;

    public MLContext Context { get; } = new(seed: 1);

    public string Write(byte[] bytes)
    {
        string path = Path.Combine(_folder.FullName, $"table{_files++.ToString(CultureInfo.InvariantCulture)}.csv");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public LoadedTable Load(string text, TableOptions? options = null) => Load(Encoding.UTF8.GetBytes(text), options);

    public LoadedTable Load(byte[] bytes, TableOptions? options = null) => Context.Data.LoadTable(Write(bytes), options);

    /// <summary>A header and rows made from their indices.</summary>
    public LoadedTable Load(string header, int rows, Func<int, string> row, TableOptions? options = null) =>
        Load($"{header}\n{string.Concat(Enumerable.Range(0, rows).Select(i => $"{row(i)}\n"))}", options);

    public void Dispose() => _folder.Delete(recursive: true);
}
