using System.Text;
using System.Text.Json;

namespace LagrangeMLNet.Labeling;

/// <summary>
/// The file of a campaign: JSON, one event a line, each with a hash of all lines up to it, only ever added to. A line counts when its end
/// is written; each addition is on the disk before it is acted upon, so that a process can end at any moment.
/// </summary>
internal sealed class CampaignFile : IDisposable
{
    public const int Version = 2;

    /// <summary>Lines of files of this version have no hashes.</summary>
    private const int VersionWithoutHashes = 1;

    private readonly string? _path;
    private readonly Stream? _stream;
    private LineChain _chain;

    /// <summary>Bytes of all complete lines.</summary>
    private long _complete;

    private CampaignFile(string? path, Stream? stream, List<(int Line, CampaignEvent Event)> events, LineChain chain, List<string> remarks) =>
        (_path, _stream, Events, _chain, Remarks, _complete) = (path, stream, events, chain, remarks, stream?.Length ?? 0);

    /// <summary>What the file held when it was opened, with the number of the line, from 1.</summary>
    public IReadOnlyList<(int Line, CampaignEvent Event)> Events { get; }

    /// <summary>What was noticed when it was opened.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>Name of the file in messages.</summary>
    public string Name => _path ?? "";

    /// <summary>Opens or creates a file, for this process alone.</summary>
    /// <param name="path">Its path; null keeps a campaign in memory only.</param>
    public static CampaignFile Open(string? path)
    {
        if (path is null)
            return new CampaignFile(null, null, [], new LineChain(), []);
        return Open(Lock(path), path);
    }

    /// <summary>The same for a file that was opened already, and is from here on disposed with the campaign.</summary>
    /// <param name="stream">The file, open for reading and writing.</param>
    /// <param name="path">Its name in messages.</param>
    internal static CampaignFile Open(Stream stream, string path)
    {
        try
        {
            var (chain, remarks) = (new LineChain(), new List<string>());
            var (events, complete) = Read(stream, path, chain, remarks);
            if (complete < stream.Length)
            {
                remarks.Add($"The last line of '{path}' was cut off while it was written ({stream.Length - complete} bytes); it was dropped, and what it said is done anew.");
                stream.SetLength(complete);
            }

            stream.Seek(0, SeekOrigin.End);
            return new CampaignFile(path, stream, events, chain, remarks);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Adds events; they are on the disk when this returns, and none of them is when it throws.</summary>
    public void Append(params ReadOnlySpan<CampaignEvent> events)
    {
        if (_stream is null)
            return;
        using var lines = new MemoryStream();
        LineChain chain = _chain.Copy();
        foreach (var one in events)
        {
            lines.Write(chain.Seal(JsonSerializer.SerializeToUtf8Bytes(one, CampaignJson.Default.CampaignEvent)));
            lines.WriteByte((byte)'\n');
        }

        // What a failed addition left behind, and could not take back then, must not become a part of this line.
        CutBack(_stream);
        try
        {
            _stream.Write(lines.GetBuffer(), 0, (int)lines.Length);
            if (_stream is FileStream file)
                file.Flush(flushToDisk: true);
            else
                _stream.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            try
            {
                CutBack(_stream);
            }
            catch (IOException)
            {
                // Tried again at the next addition; else the file's next reader drops the rest of a line.
            }

            throw;
        }

        _complete += lines.Length;
        _chain = chain;
    }

    /// <summary>Whether the file was closed.</summary>
    public bool IsDisposed { get; private set; }

    public void Dispose()
    {
        IsDisposed = true;
        _stream?.Dispose();
    }

    private void CutBack(Stream stream)
    {
        if (stream.Length > _complete)
            stream.SetLength(_complete);
        stream.Seek(_complete, SeekOrigin.Begin);
    }

    private static FileStream Lock(string path)
    {
        try
        {
            // No buffer: a line goes to the system in one piece. Whoever holds the file holds it alone until its process ends, however it ends.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
        {
            LabelingErrors.InUse(path, e);
            return null;
        }
    }

    /// <summary>The events of all lines that are complete, and the number of bytes of those lines.</summary>
    /// <remarks>A byte order mark and empty lines, as editors leave them, are passed over.</remarks>
    private static (List<(int Line, CampaignEvent Event)> Events, long Complete) Read(
        Stream stream, string path, LineChain chain, List<string> remarks)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var events = new List<(int Line, CampaignEvent Event)>();
        int start = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        int first = start, line = 1;
        bool isSealed = false;
        for (int end; (end = bytes.AsSpan(start).IndexOf((byte)'\n')) >= 0; start += end + 1, line++)
        {
            var trimmed = bytes.AsSpan(start, end).Trim(" \t\r"u8);
            if (trimmed.IsEmpty)
                continue;
            bool? isRight = chain.Read(trimmed, out byte[] content);
            events.Add((line, Parse(content, line, isFirst: events.Count == 0, path)));
            isSealed |= isRight is not null || events[0].Event is CampaignBegun { Version: > VersionWithoutHashes };
            if (isSealed && isRight != true)
                LabelingErrors.CorruptLine(path, line, "its hash does not follow from the lines before it: one of them, or this line itself, was changed, left out or moved");
        }

        if (events.Count > 0 && !isSealed)
            remarks.Add($"'{path}' was begun by an earlier version, whose lines have no hashes: changes to them go unnoticed. Lines from now on have hashes.");

        // Without a complete line there is nothing but the rest of a first line, or something that is no campaign.
        if (events.Count == 0 && bytes.Length > first && !IsBeginning(bytes.AsSpan(first)))
            LabelingErrors.NotACampaign(path, "its first line is not the beginning of one");
        return (events, start);
    }

    private static CampaignEvent Parse(ReadOnlySpan<byte> line, int number, bool isFirst, string path)
    {
        try
        {
            var found = JsonSerializer.Deserialize(line, CampaignJson.Default.CampaignEvent);
            if (found is CampaignBegun { Version: > Version } newer)
                LabelingErrors.NewerVersion(path, newer.Version, Version);
            if (found is not null && found is CampaignBegun == isFirst)
                return found;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            if (!isFirst)
                LabelingErrors.CorruptLine(path, number, $"this is not an event: {e.Message}");
        }

        if (isFirst)
            LabelingErrors.NotACampaign(path, "its first line is not the beginning of one");
        LabelingErrors.CorruptLine(path, number, "this event has no place here");
        return null;
    }

    private static bool IsBeginning(ReadOnlySpan<byte> bytes)
    {
        var beginning = Encoding.UTF8.GetBytes("{\"event\":\"campaign\",");
        int length = Math.Min(bytes.Length, beginning.Length);
        // Some file systems fill what was never written with zeros.
        return bytes[..length].SequenceEqual(beginning.AsSpan(0, length)) || bytes.IndexOfAnyExcept((byte)0) < 0;
    }
}
