using System.Collections.Concurrent;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Onnx;

/// <summary>
/// A graph as a file, which ML.NET's ONNX transformer reads for as long as it lives: saving a model copies it. It is deleted when it is
/// disposed of or collected, and at the latest when the process ends. (The transformer made from a stream writes such a file of its own and
/// never deletes it.) Nobody else can read it: a network may hold what it was learnt from.
/// </summary>
internal sealed class GraphFile : IDisposable
{
    private static readonly ConcurrentDictionary<string, bool> Open = new();

    static GraphFile() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (string path in Open.Keys)
            Delete(path);
    };

    public GraphFile(byte[] graph)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"LagrangeMLNet-{System.IO.Path.GetRandomFileName()}.onnx");
        Open[Path] = true;
        try
        {
            using FileStream stream = OutputFile.CreatePrivate(Path);
            stream.Write(graph);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    ~GraphFile() => Delete(Path);

    public string Path { get; }

    public void Dispose()
    {
        Delete(Path);
        GC.SuppressFinalize(this);
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
            Open.TryRemove(path, out _);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Still open somewhere: tried again when the process ends.
        }
    }
}
