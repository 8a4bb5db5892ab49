using System.IO.Compression;
using System.Text;

namespace LagrangeMLNet.Tables.Records;

/// <summary>
/// A text file, plain or gzip-compressed (what it holds decides, not its name), in UTF-8, UTF-16, UTF-32 or Windows-1252.
/// </summary>
/// <remarks>
/// Read once to its end when it is opened: what is not text, or not all of it, must not be taken for fewer or other rows.
/// </remarks>
internal sealed class TableFile
{
    private readonly bool _isCompressed;
    private readonly (long Length, DateTime Written) _version;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not text, or damaged.</exception>
    public TableFile(string path, Encoding? encoding)
    {
        Path = path;
        if (Directory.Exists(path))
            TableErrors.Folder(path);
        if (!File.Exists(path))
            TableErrors.NoFile(path);
        var start = new byte[8];
        using (var file = File.OpenRead(path))
            file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (start is [0x50, 0x4B, 3, 4, ..])
            TableErrors.Archive(path, "a zip archive or a spreadsheet");
        if (start is [0xD0, 0xCF, 0x11, 0xE0, ..])
            TableErrors.Archive(path, "a spreadsheet of an old format");
        if (start is [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..])
            TableErrors.Archive(path, "a Parquet file");
        _isCompressed = start is [0x1F, 0x8B, ..];
        _version = Version(path);
        if (_isCompressed && !GzipFile.IsComplete(path))
            TableErrors.Damaged(path, "Its length is not what its end says.");
        if (encoding is not null)
        {
            Encoding = encoding;
            return;
        }

        Action? complain = null;
        try
        {
            using var bytes = OpenBytes();
            (Encoding, Remark, complain) = EncodingSearch.Find(path, bytes);
        }
        catch (InvalidDataException e) when (_isCompressed)
        {
            TableErrors.Damaged(path, e.Message);
        }

        complain?.Invoke();
    }

    public string Path { get; }

    public Encoding Encoding { get; } = Encoding.UTF8;

    /// <summary>What a reader should know of the encoding; null if nothing.</summary>
    public string? Remark { get; }

    /// <exception cref="InvalidOperationException">The file is not the one that was looked at.</exception>
    public StreamReader Open()
    {
        if (!File.Exists(Path) || Version(Path) != _version)
            TableErrors.Changed(Path);
        return new StreamReader(OpenBytes(), Encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
    }

    private Stream OpenBytes()
    {
        var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return _isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static (long Length, DateTime Written) Version(string path)
    {
        var file = new FileInfo(path);
        return (file.Length, file.LastWriteTimeUtc);
    }
}
