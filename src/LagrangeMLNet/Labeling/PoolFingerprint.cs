using System.Collections;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Labeling;

/// <summary>How a campaign knows its pool again.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Schema">Names and types of its columns.</param>
/// <param name="Hash">SHA-256 over the features of the first 64 rows and of every 61st one.</param>
internal sealed record PoolFingerprint(long Rows, string Schema, string Hash)
{
    private const int First = 64;
    private const int Stride = 61;

    /// <summary>Reads a pool once.</summary>
    /// <param name="pool">The pool, whose feature column was checked.</param>
    /// <param name="column">Name of the feature column.</param>
    /// <param name="label">Name of the label column; what the pool may have under it does not count.</param>
    /// <param name="usable">Receives which rows have all features.</param>
    /// <param name="checkAlive">Throws when the caller asks for an end.</param>
    public static PoolFingerprint Of(IDataView pool, string column, string label, out BitArray usable, Action checkAlive)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var features = pool.Schema[column];
        var found = new List<bool>();
        using var cursor = pool.GetRowCursor([features]);
        var getter = cursor.GetGetter<VBuffer<float>>(features);
        var row = default(VBuffer<float>);
        int slots = ((VectorDataViewType)features.Type).Size;
        while (cursor.MoveNext())
        {
            int number = found.Count;
            if (number % 1024 == 0)
                checkAlive();
            getter(ref row);
            if (row.Length != slots)
                Data.DataErrors.RowWidth(column, number, slots, row.Length);
            var values = row.GetValues();
            bool isComplete = true;
            for (int i = 0; i < values.Length; i++)
            {
                if (float.IsInfinity(values[i]))
                    Data.DataErrors.InfiniteFeature(column, number, row.IsDense ? i : row.GetIndices()[i], values[i]);
                isComplete &= !float.IsNaN(values[i]);
            }

            found.Add(isComplete);
            if (number < First || number % Stride == 0)
                Add(hash, row);
        }

        usable = new BitArray([.. found]);
        string schema = string.Join(
            ", ", pool.Schema.Where(c => !c.IsHidden && c.Name != label).Select(c => $"{c.Name}: {c.Type}"));
        return new PoolFingerprint(found.Count, schema, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Throws unless the pool is the one that a file was begun with.</summary>
    public void Check(PoolFingerprint before, string path)
    {
        if (Rows != before.Rows)
            LabelingErrors.OtherPool(path, "its number of rows", $"{Rows}", $"{before.Rows}");
        if (Schema != before.Schema)
            LabelingErrors.OtherPool(path, "its schema", $"[{Schema}]", $"[{before.Schema}]");
        if (Hash != before.Hash)
            LabelingErrors.OtherPool(path, "the hash of some rows' features", Hash, before.Hash);
    }

    /// <summary>Dense or sparse, the same row has the same hash.</summary>
    private static void Add(IncrementalHash hash, in VBuffer<float> row)
    {
        var values = row.GetValues();
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] == 0)
                continue;
            (int Slot, float Value) element = (row.IsDense ? i : row.GetIndices()[i], values[i]);
            hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<(int, float)>(in element)));
        }

        hash.AppendData(Encoding.ASCII.GetBytes("\n"));
    }
}
