namespace LagrangeMLNet.Design;

/// <summary>
/// The best rows of a pass over any number of them, in constant memory: those with the largest key, earlier rows first among equals.
/// </summary>
internal sealed class TopScores(int capacity)
{
    private readonly (float Key, int Row, float Score)[] _items = new (float, int, float)[2 * capacity];
    private float _threshold = float.NegativeInfinity;
    private int _count;

    /// <summary>Offers a row; rows come in ascending order.</summary>
    public void Offer(float key, int row, float score)
    {
        // A later row with the same key never wins.
        if (!(key > _threshold))
            return;
        _items[_count++] = (key, row, score);
        if (_count == _items.Length)
            Compact();
    }

    /// <summary>The best rows of all parts, best first, at most <paramref name="capacity"/>.</summary>
    public static (float Key, int Row, float Score)[] Merge(IEnumerable<TopScores> parts, int capacity)
    {
        var all = parts.SelectMany(part => part._items.Take(part._count)).ToArray();
        Array.Sort(all, Compare);
        return all.Length > capacity ? all[..capacity] : all;
    }

    private void Compact()
    {
        Array.Sort(_items, 0, _count, Comparer<(float Key, int Row, float Score)>.Create(Compare));
        _count = capacity;
        _threshold = _items[capacity - 1].Key;
    }

    private static int Compare((float Key, int Row, float Score) x, (float Key, int Row, float Score) y)
    {
        int byKey = y.Key.CompareTo(x.Key);
        return byKey != 0 ? byKey : x.Row.CompareTo(y.Row);
    }
}
