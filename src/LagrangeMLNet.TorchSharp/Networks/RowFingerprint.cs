using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LagrangeMLNet.Networks;

/// <summary>
/// SHA-256 over the first 64 rows and every 61st one, in the order in which they are read: how data is known again, cheaply.
/// </summary>
internal sealed class RowFingerprint : IDisposable
{
    private const int First = 64;
    private const int Stride = 61;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _rows;

    /// <summary>Fingerprint of rows in memory.</summary>
    public static string Of(IEnumerable<RowPlace> rows)
    {
        using var fingerprint = new RowFingerprint();
        foreach (RowPlace place in rows)
            fingerprint.Add(place);
        return fingerprint.Finish();
    }

    /// <summary>The next row: its features, label and weight.</summary>
    public void Add(RowPlace place)
    {
        long number = _rows++;
        if (number >= First && number % Stride != 0)
            return;
        (Data.RowBlock block, int row) = place;
        int start = block.Starts[row], count = block.Starts[row + 1] - start;
        _hash.AppendData(MemoryMarshal.AsBytes(block.DenseRow(row)));
        _hash.AppendData(MemoryMarshal.AsBytes(block.Indices.AsSpan(start, count)));
        _hash.AppendData(MemoryMarshal.AsBytes(block.Values.AsSpan(start, count)));
        _hash.AppendData(MemoryMarshal.AsBytes<float>([block.Labels[row], block.Weights?[row] ?? 1]));
    }

    /// <summary>The hash of all rows that were added.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
