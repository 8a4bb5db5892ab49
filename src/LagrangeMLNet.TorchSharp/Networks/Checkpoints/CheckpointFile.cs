using System.Security.Cryptography;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Networks.Checkpoints;

/// <summary>
/// A fit's checkpoint file. It is written beside its place, brought to the disk and only then renamed, so that
/// whenever the process ends there is a whole checkpoint, the new one or the one before.
/// </summary>
/// <remarks>
/// Bytes: a mark of 8, the format's version (Int32), the length of what follows (Int64), identity and moment, and SHA-256 of these two.
/// Torch's and .NET's numbers are written as they lie in memory: little-endian on all machines that libtorch runs on.
/// </remarks>
/// <param name="path">The file.</param>
/// <param name="interval">Epochs between two checkpoints.</param>
/// <param name="identity">Whose checkpoint it is.</param>
internal sealed class CheckpointFile(string path, int interval, CheckpointIdentity identity)
{
    /// <summary>Raised with every change of what is written or of what it means, so that no checkpoint is misread.</summary>
    internal const int Version = 4;

    private const int HeaderLength = 8 + sizeof(int) + sizeof(long);

    private static ReadOnlySpan<byte> Mark => "LMLNckpt"u8;

    public string Path => path;

    /// <summary>Whether a checkpoint is due when as many epochs are done.</summary>
    public bool IsDue(int epochs) => epochs % interval == 0;

    /// <summary>The moment to resume from; null where there is none.</summary>
    /// <param name="parameters">Number of values of each of the network's parameters.</param>
    /// <exception cref="InvalidOperationException">There is a file, but this fit cannot resume from it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public TrainingMoment? Read(IReadOnlyList<int> parameters)
    {
        byte[] bytes;
        try
        {
            if (!File.Exists(path))
                return null;
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CheckpointErrors.NotReadable(path, error);
        }

        int length = PayloadLength(bytes);
        using var reader = new BinaryReader(new MemoryStream(bytes, HeaderLength, length, writable: false));
        CheckpointIdentity found;
        try
        {
            found = CheckpointIdentity.Read(reader);
            identity.Check(found, path);
            TrainingMoment moment = TrainingMoment.Read(reader);
            return moment.Problem(parameters) is { } problem ? throw new InvalidDataException(problem) : moment;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or OverflowException or ArgumentException)
        {
            throw CheckpointErrors.Damaged(path, error.Message);
        }
    }

    /// <summary>Puts a moment in the place of the one before.</summary>
    /// <exception cref="IOException">That failed; the checkpoint before is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">That failed; the checkpoint before is as it was.</exception>
    public void Write(TrainingMoment moment)
    {
        using var payload = new MemoryStream();
        using (var writer = new BinaryWriter(payload, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            identity.Write(writer);
            moment.Write(writer);
        }

        OutputFile.Write(
            path,
            stream =>
            {
                ReadOnlySpan<byte> bytes = payload.GetBuffer().AsSpan(0, (int)payload.Length);
                stream.Write(Mark);
                stream.Write(BitConverter.GetBytes(Version));
                stream.Write(BitConverter.GetBytes(payload.Length));
                stream.Write(bytes);
                stream.Write(SHA256.HashData(bytes));
            },
            toDisk: true);
    }

    /// <summary>Deletes a fit's checkpoint, because it is done.</summary>
    /// <returns>Null, or what went wrong.</returns>
    public static string? TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return CheckpointErrors.NotDeleted(path, error);
        }
    }

    /// <summary>Checks the frame.</summary>
    private int PayloadLength(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Mark[..Math.Min(Mark.Length, bytes.Length)]))
            throw CheckpointErrors.Foreign(path);
        if (bytes.Length < HeaderLength)
            throw CheckpointErrors.Damaged(path, $"it has {bytes.Length} bytes");
        int version = BitConverter.ToInt32(bytes[Mark.Length..]);
        if (version != Version)
            throw CheckpointErrors.OtherVersion(path, version, Version);
        long length = BitConverter.ToInt64(bytes[(Mark.Length + sizeof(int))..]);
        long whole = HeaderLength + length + SHA256.HashSizeInBytes;
        if (length < 0 || bytes.Length != whole)
            throw CheckpointErrors.Damaged(path, $"it has {bytes.Length} bytes instead of {whole}");
        if (!SHA256.HashData(bytes.Slice(HeaderLength, (int)length)).AsSpan().SequenceEqual(bytes[(HeaderLength + (int)length)..]))
            throw CheckpointErrors.Damaged(path, "its content does not agree with its hash");
        return (int)length;
    }
}
