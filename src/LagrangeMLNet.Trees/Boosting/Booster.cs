using LagrangeMLNet.Binning;
using LagrangeMLNet.Losses;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Boosting;

/// <summary>An ensemble in the making. It learns from some rows, and its loss is measured on the others.</summary>
internal sealed class Booster
{
    private readonly BinnedRows _rows;
    private readonly int _outputs;
    private readonly BoostingRule _rule;
    private readonly RoundMemory _memory;
    private readonly bool[]? _learns;
    private readonly int[] _sample;
    private readonly float[] _scores;
    private readonly int _seed;
    private readonly List<GrownTree[]> _rounds = [];
    private readonly List<LeafState> _leaves = [];

    /// <param name="rows">All rows.</param>
    /// <param name="outputs">Number of scores of a row.</param>
    /// <param name="rule">How.</param>
    /// <param name="memory">Memory that the boosters of a fit share.</param>
    /// <param name="learns">Rows to learn from; null for all.</param>
    /// <param name="constant">The score of all rows before the first tree, an output each.</param>
    /// <param name="seed">Seed of the samples.</param>
    public Booster(BinnedRows rows, int outputs, BoostingRule rule, RoundMemory memory, bool[]? learns, double[] constant, int seed)
    {
        (_rows, _outputs, _rule, _memory, _learns, _seed) = (rows, outputs, rule, memory, learns, seed);
        Learnt = learns is null ? [.. Enumerable.Range(0, rows.Rows)] : [.. Enumerable.Range(0, rows.Rows).Where(row => learns[row])];
        Constant = constant;
        _sample = rule.RowShare < 1 ? new int[Learnt.Length] : Learnt;
        _scores = new float[(long)rows.Rows * outputs];
        for (int row = 0; row < rows.Rows; row++)
            for (int k = 0; k < outputs; k++)
            {
                int i = (row * outputs) + k;
                _scores[i] = (float)(rows.Start is null ? constant[k] : rows.Start[i]);
            }
    }

    /// <summary>Rows that are learnt from, ascending.</summary>
    public int[] Learnt { get; }

    /// <summary>The scores before the first tree, where no earlier model gives them.</summary>
    public double[] Constant { get; }

    /// <summary>The trees, round after round, an output each.</summary>
    public IReadOnlyList<GrownTree[]> Rounds => _rounds;

    /// <summary>Whether the last round added nothing but leaves without a division.</summary>
    public bool IsAtRest { get; private set; }

    /// <summary>Losses, gradients and Fisher weights at the scores as they are, in the shared memory.</summary>
    /// <param name="loss">What is descended.</param>
    public void Evaluate(TreeLoss loss) => _memory.Evaluate(_rows, loss, _scores);

    /// <summary>Scores of all rows as they are, row after row.</summary>
    public ReadOnlySpan<float> Scores => _scores;

    /// <summary>Adds a tree an output, from what <see cref="Evaluate"/> left.</summary>
    public void Step()
    {
        var trees = new GrownTree[_outputs];
        IsAtRest = true;
        for (int k = 0; k < trees.Length; k++)
        {
            int count = DrawRows(_rounds.Count);
            GradientPairs pairs = _memory.Pairs;
            pairs.Set(_memory.Gradient, _memory.Fisher, _learns, k, _outputs, _memory.Workers);
            trees[k] = _memory.Grower.Grow(
                _sample.AsSpan(0, count), pairs, _rule.Growth, DrawColumns(_rounds.Count, k), _leaves);
            IsAtRest &= trees[k].Leaves == 1;
            Add(trees[k], count, k);
        }

        _rounds.Add(trees);
    }

    private int DrawRows(int round)
    {
        if (_rule.RowShare >= 1)
            return _sample.Length;
        int count = 0;
        int seed = SeedOf(round);
        foreach (int row in Learnt)
            if (RowHash.Share(row, seed) < _rule.RowShare)
                _sample[count++] = row;
        if (count > 0)
            return count;
        Learnt.CopyTo(_sample, 0);
        return Learnt.Length;
    }

    private bool[]? DrawColumns(int round, int output)
    {
        int columns = _rows.Columns.Length;
        if (_rule.ColumnShare >= 1 || columns == 0)
            return null;
        var isUsed = new bool[columns];
        int seed = SeedOf((round * 31) + output + 7919);
        int least = 0;
        for (int c = 0; c < columns; c++)
        {
            isUsed[c] = RowHash.Share(c, seed) < _rule.ColumnShare;
            if (RowHash.Share(c, seed) < RowHash.Share(least, seed))
                least = c;
        }

        isUsed[least] = true;
        return isUsed;
    }

    private int SeedOf(int number) => (int)(RowHash.Share(number, _seed) * int.MaxValue);

    private void Add(GrownTree tree, int count, int output)
    {
        int outputs = _outputs;
        for (int leaf = 0; leaf < tree.Leaves; leaf++)
            tree.LeafValues[leaf] *= _rule.Rate;
        bool[] isDone = _memory.IsDone;
        Array.Clear(isDone);
        for (int leaf = 0; leaf < tree.Leaves; leaf++)
        {
            float value = (float)tree.LeafValues[leaf];
            foreach (int row in _memory.Grower.RowsOf(_leaves[leaf]))
            {
                _scores[(row * outputs) + output] += value;
                isDone[row] = true;
            }
        }

        if (count == _rows.Rows)
            return;
        _memory.Workers.ForRanges(_rows.Rows, (_, start, length) =>
        {
            for (int row = start; row < start + length; row++)
                if (!isDone[row])
                    _scores[(row * outputs) + output] += (float)tree.LeafValues[tree.LeafOf(_rows, row)];
        });
    }
}
