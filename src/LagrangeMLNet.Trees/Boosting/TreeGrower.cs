using LagrangeMLNet.Binning;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Boosting;

/// <summary>
/// Grows trees leaf by leaf: the leaf whose division saves most is divided next. Of two children the smaller one's histogram is summed, the
/// other's is the parent's less that.
/// </summary>
internal sealed class TreeGrower
{
    /// <summary>A leaf with fewer values is looked at by one thread: to wake another takes longer.</summary>
    private const long FewValues = 1 << 15;

    private readonly BinnedRows _rows;
    private readonly Workers _workers;
    private readonly (int First, int End)[] _items;
    private readonly Stack<long[]> _free = [];
    private readonly int[] _order;
    private readonly int[] _aside;
    private readonly long[] _words;
    private readonly bool[] _goesLeft = new bool[256];
    private readonly double _valuesPerRow;

    public TreeGrower(BinnedRows rows, Workers workers)
    {
        (_rows, _workers) = (rows, workers);
        _order = new int[rows.Rows];
        _aside = new int[rows.Rows];
        _words = new long[rows.Rows];
        var items = new List<(int, int)>();
        int dense = rows.Dense.Length;
        for (int first = 0; first < dense; first += HistogramKernel.Lanes)
            items.Add((first, Math.Min(dense, first + HistogramKernel.Lanes)));
        items.AddRange(rows.Sparse.Where(group => group.End > group.First).Select(group => (group.First, group.End)));
        _items = [.. items];
        _valuesPerRow = dense + rows.Sparse.Sum(group => (double)group.Places.Length / Math.Max(1, rows.Rows));
    }

    /// <summary>The rows of the last tree, leaf after leaf.</summary>
    public ReadOnlySpan<int> RowsOf(LeafState leaf) => _order.AsSpan(leaf.Start, leaf.Count);

    /// <summary>Grows a tree.</summary>
    /// <param name="sample">Rows to grow it from.</param>
    /// <param name="pairs">Gradients and Fisher weights.</param>
    /// <param name="rule">What it may become.</param>
    /// <param name="isUsed">Columns that it may look at; null for all.</param>
    /// <param name="leaves">Receives the leaves, in the tree's order.</param>
    public GrownTree Grow(ReadOnlySpan<int> sample, GradientPairs pairs, GrowthRule rule, bool[]? isUsed, List<LeafState> leaves)
    {
        var tree = new GrownTree();
        leaves.Clear();
        sample.CopyTo(_order);
        long total = 0;
        for (int i = 0; i < sample.Length; i++)
        {
            _words[i] = pairs.Words[sample[i]];
            total += _words[i];
        }

        var root = new LeafState { Start = 0, Count = sample.Length, Sum = total };
        leaves.Add(root);
        Look(root, null, null, sample.Length);
        while (leaves.Count < rule.MostLeaves)
        {
            int next = 0;
            for (int i = 1; i < leaves.Count; i++)
                if (Split.Better(leaves[next].Best, leaves[i].Best) == leaves[i].Best && leaves[i].Best.Gain > leaves[next].Best.Gain)
                    next = i;
            if (leaves[next].Best.Column < 0)
                break;
            Divide(next);
        }

        foreach (LeafState leaf in leaves)
            Free(leaf);
        for (int i = 0; i < leaves.Count; i++)
            tree.LeafValues[i] = leaves[i].Clamp(-pairs.Gradient(leaves[i].Sum) / (pairs.Fisher(leaves[i].Sum) + rule.Prior));
        return tree;

        void Divide(int number)
        {
            LeafState leaf = leaves[number];
            Split split = leaf.Best;
            BinnedColumn column = _rows.Columns[split.Column];
            int count = Part(leaf, column, split);
            long rightSum = leaf.Sum - split.LeftSum;
            (double lowest, double highest) = (leaf.Lowest, leaf.Highest);
            double middle = 0;
            sbyte monotone = rule.Monotone?[split.Column] ?? 0;
            if (monotone != 0)
            {
                middle = (leaf.Clamp(-pairs.Gradient(split.LeftSum) / (pairs.Fisher(split.LeftSum) + rule.Prior))
                    + leaf.Clamp(-pairs.Gradient(rightSum) / (pairs.Fisher(rightSum) + rule.Prior))) / 2;
            }

            var left = new LeafState
            {
                Start = leaf.Start,
                Count = count,
                Sum = split.LeftSum,
                Lowest = monotone < 0 ? middle : lowest,
                Highest = monotone > 0 ? middle : highest,
            };
            var right = new LeafState
            {
                Start = leaf.Start + count,
                Count = leaf.Count - count,
                Sum = rightSum,
                Lowest = monotone > 0 ? middle : lowest,
                Highest = monotone < 0 ? middle : highest,
            };
            bool isMissingSeen = column.MissingBin >= 0 && leaf.Histogram![column.Offset + column.MissingBin] != 0;
            tree.Divide(number, split, isMissingSeen, left.Count >= right.Count);
            leaves[number] = left;
            leaves.Add(right);
            (LeafState smaller, LeafState larger) = left.Count <= right.Count ? (left, right) : (right, left);
            if (leaves.Count >= rule.MostLeaves || leaf.Count < 2 * rule.FewestRows)
            {
                Free(leaf);
                return;
            }

            larger.Histogram = leaf.Histogram;
            leaf.Histogram = null;
            Look(smaller, larger, leaf, smaller.Count);
        }

        // Sums the smaller child's histogram, takes it from the parent's, and finds the best split of both.
        void Look(LeafState smaller, LeafState? larger, LeafState? parent, int count)
        {
            smaller.Histogram = _free.Count > 0 ? _free.Pop() : new long[_rows.TotalBins];
            if (parent is not null)
            {
                for (int i = 0; i < count; i++)
                    _words[i] = pairs.Words[_order[smaller.Start + i]];
            }

            var found = new (Split Smaller, Split Larger)[_items.Length];
            if (count * _valuesPerRow < FewValues || _workers.Count == 1)
            {
                for (int item = 0; item < _items.Length; item++)
                    found[item] = LookAt(item);
            }
            else
            {
                int taken = -1;
                _workers.For(_ =>
                {
                    for (int item; (item = Interlocked.Increment(ref taken)) < _items.Length;)
                        found[item] = LookAt(item);
                });
            }

            foreach ((Split own, Split other) in found)
            {
                smaller.Best = Split.Better(smaller.Best, own);
                if (larger is not null)
                    larger.Best = Split.Better(larger.Best, other);
            }

            (Split, Split) LookAt(int item)
            {
                (int first, int end) = _items[item];
                Sum(item, smaller, count);
                Split own = Split.None, other = Split.None;
                for (int c = first; c < end; c++)
                {
                    if (isUsed is not null && !isUsed[c])
                        continue;
                    BinnedColumn column = _rows.Columns[c];
                    Span<long> bins = smaller.Histogram.AsSpan(column.Offset, column.Bins);
                    if (larger is not null)
                    {
                        Span<long> rest = larger.Histogram.AsSpan(column.Offset, column.Bins);
                        System.Numerics.Tensors.TensorPrimitives.Subtract(rest, bins, rest);
                        if (larger.Count >= 2 * rule.FewestRows)
                            other = Split.Better(other, SplitFinder.Find(column, c, rest, larger, pairs, rule));
                    }

                    if (smaller.Count >= 2 * rule.FewestRows)
                        own = Split.Better(own, SplitFinder.Find(column, c, bins, smaller, pairs, rule));
                }

                return (own, other);
            }
        }
    }

    private void Free(LeafState leaf)
    {
        if (leaf.Histogram is { } histogram)
            _free.Push(histogram);
        leaf.Histogram = null;
    }

    private void Sum(int item, LeafState leaf, int count)
    {
        (int first, int end) = _items[item];
        long[] histogram = leaf.Histogram!;
        BinnedColumn[] columns = _rows.Columns;
        ReadOnlySpan<int> rows = _order.AsSpan(leaf.Start, count);
        ReadOnlySpan<long> words = _words.AsSpan(0, count);
        histogram.AsSpan(columns[first].Offset, columns[end - 1].Offset + columns[end - 1].Bins - columns[first].Offset).Clear();
        if (columns[first].IsSparse)
        {
            HistogramKernel.Add(_rows.Sparse[columns[first].Place], columns, rows, words, leaf.Sum, histogram);
            return;
        }

        if (end - first == HistogramKernel.Lanes)
        {
            HistogramKernel.Add(_rows.Dense, columns.AsSpan(first, HistogramKernel.Lanes), rows, words, histogram);
            return;
        }

        for (int c = first; c < end; c++)
            HistogramKernel.Add(_rows.Dense[c], rows, words, histogram.AsSpan(columns[c].Offset, columns[c].Bins));
    }

    /// <summary>Orders a leaf's rows: those that go left first, both as they were.</summary>
    private int Part(LeafState leaf, BinnedColumn column, in Split split)
    {
        for (int bin = 0; bin < column.Bins; bin++)
            _goesLeft[bin] = bin == column.MissingBin ? split.MissingLeft : bin <= split.Bin;
        Span<int> rows = _order.AsSpan(leaf.Start, leaf.Count);
        int left = 0, right = 0;
        if (column.IsSparse)
        {
            SparseGroup group = _rows.Sparse[column.Place];
            foreach (int row in rows)
            {
                if (_goesLeft[group.BinOf(column, row)])
                    rows[left++] = row;
                else
                    _aside[right++] = row;
            }
        }
        else
        {
            byte[] bins = _rows.Dense[column.Place];
            foreach (int row in rows)
            {
                // Both are written and one is kept: no branch to foresee.
                int goes = _goesLeft[bins[row]] ? 1 : 0;
                rows[left] = row;
                _aside[right] = row;
                left += goes;
                right += 1 - goes;
            }
        }

        _aside.AsSpan(0, right).CopyTo(rows[left..]);
        return left;
    }
}
