using System.Security.Cryptography;
using System.Text;

namespace LagrangeMLNet.AutoML.Ledgers;

/// <summary>
/// Binds a row to the sweep that it was written for, and a model to the trial that it is of: what was changed, or came from another ledger,
/// does not fit its seal (SHA-256). A seal is no signature: who knows how it is made can make one.
/// </summary>
internal static class LedgerSeal
{
    /// <summary>Seal of a trial's row.</summary>
    /// <param name="fingerprint">The sweep.</param>
    /// <param name="row">The row.</param>
    public static byte[] Of(string fingerprint, StoredRung row)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8))
        {
            writer.Write(fingerprint);
            writer.Write(row.Trial);
            writer.Write(row.Rung);
            writer.Write(row.Candidate);
            writer.Write(row.Options);
            writer.Write(row.Seed);
            writer.Write(row.Rows);
            writer.Write(row.Ticks);
            writer.Write(row.Outcome);
            writer.Write(row.Reason is not null);
            writer.Write(row.Reason ?? "");
            writer.Write(row.Loss is not null);
            writer.Write(row.Loss ?? 0);
            writer.Write(row.StandardError ?? 0);
            writer.Write(row.RowLosses ?? []);
        }

        return SHA256.HashData(content.ToArray());
    }

    /// <summary>Seal of a model.</summary>
    /// <param name="ofTrial">Seal of the row of the trial and subset that it is of.</param>
    /// <param name="model">The saved model.</param>
    public static byte[] OfModel(ReadOnlySpan<byte> ofTrial, ReadOnlySpan<byte> model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(ofTrial);
        hash.AppendData(model);
        return hash.GetHashAndReset();
    }
}
