using System.IO.Compression;
using System.Text;

namespace QuickStart.Reading;

/// <summary>
/// A text file, plain or gzip-compressed (what it holds decides, not its name), in UTF-8 or with the byte order mark of another encoding.
/// </summary>
/// <remarks>Read once to its end when it is opened: what is not text, or not all of it, must not be taken for fewer or other rows.</remarks>
internal sealed class TextFile
{
    private readonly string _path;
    private readonly bool _isCompressed;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not text, or damaged.</exception>
    public TextFile(string path)
    {
        _path = path;
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"There is no file '{path}'. Check the path; a relative one starts at '{Environment.CurrentDirectory}'.");
        var start = new byte[4];
        using (var file = File.OpenRead(path))
            file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (start is [0x50, 0x4B, 3, 4])
            throw new InvalidDataException($"'{path}' is a zip archive or a spreadsheet, not text. Unpack it, or save the table as CSV.");
        _isCompressed = start is [0x1F, 0x8B, ..];
        string? problem;
        try
        {
            using var bytes = Open();
            problem = Problem(bytes);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}' is gzip-compressed, and cut off or damaged ({e.Message}) Get the whole file again.", e);
        }

        if (problem is not null)
            throw new InvalidDataException(problem);
    }

    public Stream Open()
    {
        var file = File.OpenRead(_path);
        return _isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    public StreamReader OpenText() => new(Open());

    /// <summary>Why the bytes are not text, or null.</summary>
    private string? Problem(Stream bytes)
    {
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        // What is left of a chunk's last character goes to the next one.
        var (chunk, text) = (new byte[1 << 16], new char[(1 << 16) + 4]);
        var (lineFeeds, returns) = (0, 0);
        for (var isFirst = true; ; isFirst = false)
        {
            var read = bytes.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            var given = chunk.AsSpan(0, read);
            var isMarkedUtf16 = isFirst && given is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
            if (isMarkedUtf16)
            {
                // Read to its end all the same: it may be compressed, and cut off.
                bytes.CopyTo(Stream.Null);
                return null;
            }

            var zero = given.IndexOf((byte)0);
            if (zero >= 0)
                return Found(given[..zero], "a zero byte", "It is not text, or UTF-16 without its mark.");
            try
            {
                decoder.GetChars(given, text, flush: read < chunk.Length);
            }
            catch (DecoderFallbackException e)
            {
                return Found(
                    given[..Math.Clamp(e.Index, 0, read)],
                    $"the byte 0x{(e.BytesUnknown is [var first, ..] ? first : 0):X2}, which is not UTF-8",
                    "It may be Latin-1 or Windows-1252: save the file as UTF-8.");
            }

            (lineFeeds, returns) = (lineFeeds + given.Count((byte)'\n'), returns + given.Count((byte)'\r'));
            if (read < chunk.Length)
                return null;
        }

        string Found(ReadOnlySpan<byte> before, string found, string advice)
        {
            (lineFeeds, returns) = (lineFeeds + before.Count((byte)'\n'), returns + before.Count((byte)'\r'));
            return $"'{_path}', line {1 + (lineFeeds > 0 ? lineFeeds : returns)}: found {found}. {advice}";
        }
    }
}
