using System.Runtime.CompilerServices;
using LagrangeMLNet.AutoML.Data;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.MicrosoftAutoML;

/// <summary>Random subsets of a view's rows, the same ones in every trial: which row is where depends on its place and the seed alone.</summary>
internal sealed class RowSubsets(int seed)
{
    /// <summary>By how many times a rung's rows exceed those of the one before.</summary>
    private const int Factor = 4;

    /// <summary>Rungs before that of all rows: together they cost a third of a fit to all rows.</summary>
    private const int MostRungs = 3;

    private const int FewestOnRung = 200;

    private readonly ConditionalWeakTable<object, bool[][]> _rungs = [];
    private readonly ConditionalWeakTable<object, bool[][]> _parts = [];

    /// <summary>Nested subsets, smallest first and all rows last; of few rows, all alone.</summary>
    /// <param name="key">What stands for the rows while the views of them may change from trial to trial.</param>
    /// <param name="rows">The rows.</param>
    public bool[][] Rungs(object key, IDataView rows) => _rungs.GetValue(key, _ =>
    {
        ulong[] places = Places(rows);
        var rungs = new List<bool[]> { places.Select(_ => true).ToArray() };
        for (double share = 1.0 / Factor; rungs.Count <= MostRungs && places.Length * share >= FewestOnRung; share /= Factor)
        {
            ulong end = (ulong)(share * ulong.MaxValue);
            rungs.Insert(0, [.. places.Select(place => place < end)]);
        }

        return [.. rungs];
    });

    /// <summary>Parts of nearly equal size that share no row and have all rows together; none where a part would have few rows.</summary>
    /// <param name="key">What stands for the rows while the views of them may change from trial to trial.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="count">Number of parts.</param>
    /// <param name="fewest">Rows that a part should have at least.</param>
    public bool[][] Parts(object key, IDataView rows, int count, int fewest) => _parts.GetValue(key, _ =>
    {
        ulong[] places = Places(rows);
        return places.Length < count * fewest
            ? []
            : [.. Enumerable.Range(0, count).Select(part => places.Select(place => place % (uint)count == (uint)part).ToArray())];
    });

    private ulong[] Places(IDataView rows)
    {
        using var cursor = rows.GetRowCursor([]);
        var places = new List<ulong>();
        while (cursor.MoveNext())
            places.Add(StableHash.Mix((uint)seed, (ulong)places.Count));
        return [.. places];
    }
}
