using System.Buffers.Binary;
using System.IO.Compression;

namespace LagrangeMLNet.Tables.Records;

/// <summary>Whether a gzip-compressed file is all there: what is cut off is decompressed without a complaint.</summary>
internal static class GzipFile
{
    /// <summary>Bytes of a member's end: a checksum and the length of what it holds, modulo 2³² (RFC 1952).</summary>
    private const int TrailerLength = 8;

    private static ReadOnlySpan<byte> Magic => [0x1F, 0x8B, 8];

    /// <summary>
    /// Whether the last member holds as many bytes as the file's last four say. It is the file's only one, or, where that does not fit,
    /// begins at a later place that looks like the beginning of one.
    /// </summary>
    public static bool IsComplete(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length < Magic.Length + TrailerLength)
            return false;
        var trailer = new byte[4];
        file.Seek(-trailer.Length, SeekOrigin.End);
        file.ReadExactly(trailer);
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        return Holds(file, 0, expected) || LaterMembers(file).Any(start => Holds(file, start, expected));
    }

    private static bool Holds(FileStream file, long start, uint expected)
    {
        file.Seek(start, SeekOrigin.Begin);
        using var content = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        var chunk = new byte[1 << 16];
        long length = 0;
        try
        {
            for (int read; (read = content.Read(chunk)) > 0;)
                length += read;
        }
        catch (InvalidDataException)
        {
            return false;
        }

        return (uint)length == expected;
    }

    /// <summary>Places behind the first member's beginning at which another may begin, the last first; a hundred at most.</summary>
    private static IEnumerable<long> LaterMembers(FileStream file)
    {
        var places = new Queue<long>();
        var chunk = new byte[1 << 16];
        long start = 0;
        while (true)
        {
            file.Seek(start, SeekOrigin.Begin);
            int read = file.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            var bytes = chunk.AsSpan(0, read);
            for (int at = bytes.IndexOf(Magic), from = 0; at >= 0; at = bytes[from..].IndexOf(Magic))
            {
                if (start + from + at > 0)
                    places.Enqueue(start + from + at);
                from += at + 1;
            }

            while (places.Count > 100)
                places.Dequeue();
            if (read < chunk.Length)
                return places.Reverse().ToList();
            // A beginning may be cut in two by the chunk's end.
            start += read - Magic.Length + 1;
        }
    }
}
