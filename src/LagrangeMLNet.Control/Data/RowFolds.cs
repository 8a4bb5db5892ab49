using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Control.Data;

/// <summary>The fold of each row, chosen by row and seed: what is estimated for a row is never estimated from it.</summary>
internal sealed class RowFolds
{
    private readonly byte[] _folds;

    public RowFolds(int rows, int count, int seed)
    {
        // No fold may be empty, and few rows would leave one so by chance: rows take turns in an order of chance.
        Count = Math.Min(count, rows);
        int[] order = [.. Enumerable.Range(0, rows)];
        double[] keys = [.. order.Select(row => RowHash.Share(row, seed))];
        Array.Sort(keys, order);
        _folds = new byte[rows];
        for (int place = 0; place < rows; place++)
            _folds[order[place]] = (byte)(place % Count);
    }

    public int Count { get; }

    public int this[int row] => _folds[row];
}
