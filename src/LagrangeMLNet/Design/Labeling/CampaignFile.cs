using System.Text;
using System.Text.Json;

namespace LagrangeMLNet.Design;

/// <summary>
/// The file of a campaign: JSON, one event a line, only ever added to. A line counts when its end is written; each addition is on the disk
/// before it is acted upon, so that a process can end at any moment.
/// </summary>
internal sealed class CampaignFile : IDisposable
{
    public const int Version = 1;

    private readonly string? _path;
    private readonly FileStream? _stream;

    private CampaignFile(string? path, FileStream? stream, List<CampaignEvent> events, string? remark) =>
        (_path, _stream, Events, Remark) = (path, stream, events, remark);

    /// <summary>What the file held when it was opened.</summary>
    public IReadOnlyList<CampaignEvent> Events { get; }

    /// <summary>What was noticed when it was opened, or null.</summary>
    public string? Remark { get; }

    /// <summary>Name of the file in messages.</summary>
    public string Name => _path ?? "";

    /// <summary>Opens or creates a file, for this process alone.</summary>
    /// <param name="path">Its path; null keeps a campaign in memory only.</param>
    public static CampaignFile Open(string? path)
    {
        if (path is null)
            return new CampaignFile(null, null, [], null);
        var stream = Lock(path);
        try
        {
            var (events, complete) = Read(stream, path);
            string? remark = null;
            if (complete < stream.Length)
            {
                remark = $"The last line of '{path}' was cut off while it was written ({stream.Length - complete} bytes); it was dropped, and what it said is done anew.";
                stream.SetLength(complete);
            }

            stream.Seek(0, SeekOrigin.End);
            return new CampaignFile(path, stream, events, remark);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Adds events; they are on the disk when this returns.</summary>
    public void Append(params ReadOnlySpan<CampaignEvent> events)
    {
        if (_stream is null)
            return;
        using var lines = new MemoryStream();
        foreach (var one in events)
        {
            JsonSerializer.Serialize(lines, one, CampaignJson.Default.CampaignEvent);
            lines.WriteByte((byte)'\n');
        }

        _stream.Write(lines.GetBuffer(), 0, (int)lines.Length);
        _stream.Flush(flushToDisk: true);
    }

    /// <summary>Whether the file was closed.</summary>
    public bool IsDisposed { get; private set; }

    public void Dispose()
    {
        IsDisposed = true;
        _stream?.Dispose();
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
    private static (List<CampaignEvent> Events, long Complete) Read(FileStream stream, string path)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var events = new List<CampaignEvent>();
        int start = 0;
        for (int end; (end = bytes.AsSpan(start).IndexOf((byte)'\n')) >= 0; start += end + 1)
            events.Add(Parse(bytes.AsSpan(start, end), events.Count + 1, path));
        // Without a complete line there is nothing but the rest of a first line, or something that is no campaign.
        if (events.Count == 0 && bytes.Length > 0 && !IsBeginning(bytes))
            LabelingErrors.NotACampaign(path, "its first line is not the beginning of one");
        return (events, start);
    }

    private static CampaignEvent Parse(ReadOnlySpan<byte> line, int number, string path)
    {
        try
        {
            var found = JsonSerializer.Deserialize(line, CampaignJson.Default.CampaignEvent);
            if (found is CampaignBegun { Version: > Version } newer)
                LabelingErrors.NewerVersion(path, newer.Version, Version);
            if (found is not null && found is CampaignBegun == (number == 1))
                return found;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            if (number > 1)
                LabelingErrors.CorruptLine(path, number, $"this is not an event: {e.Message}");
        }

        if (number == 1)
            LabelingErrors.NotACampaign(path, "its first line is not the beginning of one");
        LabelingErrors.CorruptLine(path, number, "this event has no place here");
        return null;
    }

    private static bool IsBeginning(byte[] bytes)
    {
        var beginning = Encoding.UTF8.GetBytes("{\"event\":\"campaign\",");
        int length = Math.Min(bytes.Length, beginning.Length);
        // Some file systems fill what was never written with zeros.
        return bytes.AsSpan(0, length).SequenceEqual(beginning.AsSpan(0, length)) || bytes.AsSpan().IndexOfAnyExcept((byte)0) < 0;
    }
}
