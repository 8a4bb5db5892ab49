using System.Globalization;
using System.Text;

namespace LagrangeMLNet.Tables.Records;

/// <summary>Finds the encoding of a text from its bytes.</summary>
internal static class EncodingSearch
{
    private const int Windows1252 = 1252;
    private const int ChunkLength = 1 << 16;

    /// <summary>
    /// By the byte order mark; without one UTF-16 where every other byte of the beginning is zero, UTF-8 where all bytes are, and
    /// Windows-1252, which holds Latin-1, where most characters beyond ASCII are not UTF-8.
    /// </summary>
    /// <returns>The encoding, and a remark where it was guessed; or what throws where it is not text, or damaged UTF-8.</returns>
    /// <exception cref="InvalidDataException">The bytes cannot be decompressed.</exception>
    public static (Encoding Encoding, string? Remark, Action? Complain) Find(string path, Stream bytes)
    {
        var chunk = new byte[ChunkLength];
        int read = bytes.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
        if (Marked(chunk.AsSpan(0, read)) is { } marked)
            return (marked, null, null);
        if (Unmarked(chunk.AsSpan(0, read)) is { } unmarked)
            return (
                unmarked, $"read as {unmarked.WebName}: it has no byte order mark, but every other byte at its beginning is zero", null);

        var count = new ByteCount();
        for (; ; read = bytes.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false))
        {
            if (!count.Add(chunk.AsSpan(0, read), isLast: read < chunk.Length))
                return NotText(count.Line, "a zero byte", "It is not text, or UTF-16 without its mark.");
            if (read < chunk.Length)
                break;
        }

        if (count.Invalid == 0)
            return (new UTF8Encoding(false), null, null);
        string found = $"the byte 0x{count.FirstInvalid:X2}, which is not UTF-8";
        // Text of one encoding: where other characters are UTF-8, this one is damaged.
        if (count.Valid >= count.Invalid)
            return NotText(count.FirstLine, found, "The file may be damaged, or of two encodings: save it as UTF-8, or name its encoding.");
        return (CodePagesEncodingProvider.Instance.GetEncoding(Windows1252)!, string.Create(CultureInfo.InvariantCulture,
            $"read as Windows-1252 (Latin-1): line {count.FirstLine} has {found}; name the encoding if it is another"), null);

        (Encoding, string?, Action?) NotText(long line, string what, string advice) =>
            (Encoding.UTF8, null, () => TableErrors.NotText(path, line, what, advice));
    }

    private static Encoding? Marked(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF32,
        [0, 0, 0xFE, 0xFF, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    private static Encoding? Unmarked(ReadOnlySpan<byte> start)
    {
        int even = 0, odd = 0;
        start = start[..Math.Min(start.Length & ~1, 1024)];
        for (int i = 0; i < start.Length; i += 2)
        {
            even += start[i] == 0 ? 1 : 0;
            odd += start[i + 1] == 0 ? 1 : 0;
        }

        int pairs = start.Length / 2;
        return pairs < 2 ? null
            : even == 0 && odd > 0.4 * pairs ? Encoding.Unicode
            : odd == 0 && even > 0.4 * pairs ? Encoding.BigEndianUnicode
            : null;
    }

    /// <summary>Counts characters beyond ASCII that are UTF-8, and bytes that are not.</summary>
    private sealed class ByteCount
    {
        private readonly byte[] _carried = new byte[4];
        private int _carriedLength;
        private long _feeds, _returns;

        public long Valid { get; private set; }

        public long Invalid { get; private set; }

        public byte FirstInvalid { get; private set; }

        public long FirstLine { get; private set; }

        /// <summary>The line reached, from 1, whether lines end with line feeds or with carriage returns alone.</summary>
        public long Line => 1 + (_feeds > 0 ? _feeds : _returns);

        /// <returns>Whether no byte is zero.</returns>
        public bool Add(ReadOnlySpan<byte> bytes, bool isLast)
        {
            int zero = bytes.IndexOf((byte)0);
            var sound = zero < 0 ? bytes : bytes[..zero];
            if (_carriedLength == 0 && System.Text.Ascii.IsValid(sound))
                Count(sound);
            else
                AddCharacters([.. _carried.AsSpan(0, _carriedLength), .. sound], isLast || zero >= 0);
            return zero < 0;
        }

        private void AddCharacters(ReadOnlySpan<byte> bytes, bool isLast)
        {
            _carriedLength = 0;
            while (!bytes.IsEmpty)
            {
                int ascii = bytes.IndexOfAnyExceptInRange((byte)0, (byte)127);
                if (ascii != 0)
                {
                    ascii = ascii < 0 ? bytes.Length : ascii;
                    Count(bytes[..ascii]);
                    bytes = bytes[ascii..];
                    continue;
                }

                var status = Rune.DecodeFromUtf8(bytes, out _, out int length);
                if (status == System.Buffers.OperationStatus.NeedMoreData && !isLast)
                {
                    bytes.CopyTo(_carried);
                    _carriedLength = bytes.Length;
                    return;
                }

                if (status == System.Buffers.OperationStatus.Done)
                    Valid++;
                else if (Invalid++ == 0)
                    (FirstInvalid, FirstLine) = (bytes[0], Line);
                bytes = bytes[length..];
            }
        }

        private void Count(ReadOnlySpan<byte> bytes)
        {
            _feeds += bytes.Count((byte)'\n');
            _returns += bytes.Count((byte)'\r');
        }
    }
}
