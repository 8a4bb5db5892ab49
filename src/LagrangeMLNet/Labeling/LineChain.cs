using System.Security.Cryptography;
using System.Text;

namespace LagrangeMLNet.Labeling;

/// <summary>
/// Binds the lines of a file together: each ends with a hash of its content and of the hash before it, so that a line that was changed,
/// left out, put in or moved is found. It tells accidents and edits; whoever wants to forge a file can compute hashes too.
/// </summary>
internal sealed class LineChain
{
    private const int HashBytes = 16;

    private byte[] _hash = new byte[HashBytes];

    private static ReadOnlySpan<byte> Before => ",\"chain\":\""u8;

    private static ReadOnlySpan<byte> After => "\"}"u8;

    private static int SealLength => Before.Length + (2 * HashBytes) + After.Length;

    /// <summary>The line, a JSON object, with its hash as the last property; the next line follows it.</summary>
    public byte[] Seal(ReadOnlySpan<byte> content)
    {
        Follow(content);
        return [.. content[..^1], .. Before, .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(_hash)), .. After];
    }

    /// <summary>A chain that goes on from where this one is.</summary>
    public LineChain Copy() => new() { _hash = _hash };

    /// <summary>Takes the next line of a file.</summary>
    /// <param name="line">The line, without white space around it.</param>
    /// <param name="content">The line without its hash.</param>
    /// <returns>Whether its hash is right; null where it has none.</returns>
    public bool? Read(ReadOnlySpan<byte> line, out byte[] content)
    {
        bool isSealed = line.Length > SealLength && line[^SealLength..].StartsWith(Before) && line.EndsWith(After);
        content = isSealed ? [.. line[..^SealLength], (byte)'}'] : line.ToArray();
        Follow(content);
        if (!isSealed)
            return null;
        ReadOnlySpan<byte> found = line.Slice(line.Length - SealLength + Before.Length, 2 * HashBytes);
        return found.SequenceEqual(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(_hash)));
    }

    private void Follow(ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_hash);
        hash.AppendData(content);
        _hash = hash.GetHashAndReset()[..HashBytes];
    }
}
