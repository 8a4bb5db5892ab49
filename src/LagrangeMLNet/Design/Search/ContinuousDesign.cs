using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>
/// The convex relaxation on a working set: rows are chosen in parts 0 ≤ λ ≤ 1 within the count or budget. Multiplicative algorithm (Silvey,
/// Titterington and Torsney, Communications in Statistics A7 (1978); Yu, Annals of Statistics 38 (2010)), with parts capped at 1.
/// </summary>
internal sealed class ContinuousDesign
{
    private readonly Candidates _candidates;
    private readonly RowSet _rows;
    private readonly CandidateScores _scores;
    private readonly SelectionLimits _limits;
    private readonly PoolPasses _passes;

    /// <param name="candidates">The working set, in blocks of its own.</param>
    /// <param name="rows">The same rows, candidate i as row i.</param>
    /// <param name="shares">λ to start from.</param>
    /// <param name="limits">What may be chosen.</param>
    /// <param name="passes">Threads.</param>
    public ContinuousDesign(Candidates candidates, RowSet rows, double[] shares, SelectionLimits limits, PoolPasses passes)
    {
        (_candidates, _rows, _limits, _passes) = (candidates, rows, limits, passes);
        _scores = new CandidateScores(candidates, passes);
        Shares = shares;
        Normalise();
    }

    /// <summary>λ of each candidate.</summary>
    public double[] Shares { get; }

    /// <summary>Goes on until the dual bound on the working set is within a share of the objective, or the steps are spent.</summary>
    /// <param name="start">M₀.</param>
    /// <param name="information">Receives M at the parts reached.</param>
    /// <param name="gap">The share.</param>
    /// <param name="steps">Most steps.</param>
    /// <returns>False if the relaxed design is singular.</returns>
    public bool Solve(double[] start, DenseInformation information, double gap, int steps)
    {
        for (int step = 0; ; step++)
        {
            var matrix = InformationSum.Of(_rows, information.Size, (block, row) => Shares[block.FirstRow + row], _passes);
            for (int i = 0; i < matrix.Length; i++)
                matrix[i] += start[i];
            if (!information.TryStart(matrix))
                return false;
            if (step == steps)
                return true;
            _scores.RefreshGradient(information);
            if (step % 4 == 3 && Gap(information) < gap)
                return true;
            for (int i = 0; i < Shares.Length; i++)
                Shares[i] *= Math.Pow(_scores.A[i] / _candidates.Cost(i), information.Rule.Exponent);
            Normalise();
        }
    }

    /// <summary>Which share of tr(G M) the best design on the working set has more than this one.</summary>
    private double Gap(DenseInformation information)
    {
        double own = 0;
        for (int i = 0; i < Shares.Length; i++)
            own += Shares[i] * _scores.A[i];
        var best = new (float Key, int Row, float Score)[Shares.Length];
        for (int i = 0; i < best.Length; i++)
            best[i] = ((float)(_scores.A[i] / (_limits.IsByCost ? _candidates.Cost(i) : 1)), i, (float)_scores.A[i]);
        Array.Sort(best, (x, y) => y.Key.CompareTo(x.Key));
        return (DesignBound.Most(best, _limits, i => _candidates.Cost(i), null, isAll: true) - own) / information.Total;
    }

    /// <summary>Multiplies all parts by one number, and caps them at 1, so that they use the count or the budget up.</summary>
    private void Normalise()
    {
        double goal = _limits.IsByCost ? _limits.Budget : _limits.Count;
        for (int round = 0; round < 30; round++)
        {
            double capped = 0, free = 0;
            for (int i = 0; i < Shares.Length; i++)
            {
                double cost = _limits.IsByCost ? _candidates.Cost(i) : 1;
                if (Shares[i] >= 1)
                    capped += cost;
                else
                    free += cost * Shares[i];
            }

            double factor = (goal - capped) / free;
            if (!(free > 0) || !(factor > 0) || Math.Abs(factor - 1) < 1e-9)
                return;
            for (int i = 0; i < Shares.Length; i++)
                if (Shares[i] < 1)
                    Shares[i] = Math.Min(1, Shares[i] * factor);
        }
    }
}
