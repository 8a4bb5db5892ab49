using LagrangeMLNet.Binning;
using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Boosting;

/// <summary>The scores of rows by boosters that did not learn from them: first, in this round, and in the one that is kept.</summary>
/// <param name="rows">All rows.</param>
/// <param name="outputs">Number of scores of a row.</param>
internal sealed class HeldOutScores(BinnedRows rows, int outputs)
{
    private readonly float[] _current = new float[(long)rows.Rows * outputs];
    private readonly float[] _first = new float[(long)rows.Rows * outputs];
    private readonly float[] _best = new float[(long)rows.Rows * outputs];
    private readonly bool[] _isHeld = new bool[rows.Rows];

    /// <summary>Takes the scores of a booster's held-out rows.</summary>
    public void Add(ReadOnlySpan<float> scores, bool[] learns)
    {
        for (int row = 0; row < learns.Length; row++)
        {
            if (learns[row])
                continue;
            scores.Slice(row * outputs, outputs).CopyTo(_current.AsSpan(row * outputs));
            _isHeld[row] = true;
        }
    }

    /// <summary>Scores of all rows before the first tree; those of rows that are never held out do not count.</summary>
    public ReadOnlySpan<float> First => _first;

    /// <summary>Scores of all rows in the round that is kept, likewise.</summary>
    public ReadOnlySpan<float> Best => _best;

    /// <summary>The scores are those before the first tree.</summary>
    public void KeepFirst() => _current.CopyTo(_first, 0);

    /// <summary>The round is the best so far.</summary>
    public void KeepBest() => _current.CopyTo(_best, 0);

    /// <summary>Held-out rows with their scores of this round: all outputs of a row together.</summary>
    public ScoredRows OfCurrent() => Of(_current);

    /// <summary>Held-out rows with their scores of the round that is kept, likewise.</summary>
    public ScoredRows OfBest() => Of(_best);

    private ScoredRows Of(float[] scores)
    {
        int[] held = [.. Enumerable.Range(0, rows.Rows).Where(row => _isHeld[row])];
        var own = new float[held.Length * outputs];
        for (int i = 0; i < held.Length; i++)
            scores.AsSpan(held[i] * outputs, outputs).CopyTo(own.AsSpan(i * outputs));
        return new ScoredRows(own, [.. held.Select(row => rows.Labels[row])], [.. held.Select(row => rows.Weights?[row] ?? 1)], 0);
    }
}
