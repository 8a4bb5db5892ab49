using System.IO.Compression;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>One gzip-compressed text file as ML.NET's text loader reads it.</summary>
internal sealed class GzipTextSource(string path) : IMultiStreamSource
{
    public int Count => 1;

    public string GetPathOrNull(int index) => path;

    public Stream Open(int index) => new GZipStream(File.OpenRead(path), CompressionMode.Decompress);

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));
}
