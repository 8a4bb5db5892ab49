using LagrangeMLNet.Binning;
using LagrangeMLNet.Losses;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Boosting;

/// <summary>
/// Boosters that learn side by side, each without a fold of its own, so that each row's loss is measured by one that did not learn from it.
/// That mean is the velocity; learning ends when it has ceased to fall, and the mean of the ensembles is the model: no row was held out in
/// vain.
/// </summary>
internal sealed class FoldedBoosting
{
    /// <summary>Standard errors by which the held-out loss must have fallen for a tree to be kept at all.</summary>
    private const double Significance = 1;

    private readonly IReadOnlyList<(Booster Booster, bool[] Learns)> _folds;
    private readonly BoostingRule _rule;
    private readonly RoundMemory _memory;
    private readonly HeldOutLoss _heldOut;
    private readonly Action<int, double, bool> _report;

    /// <param name="rows">All rows.</param>
    /// <param name="loss">What is descended.</param>
    /// <param name="rule">How.</param>
    /// <param name="learns">For each booster, the rows that it learns from.</param>
    /// <param name="memory">Shared memory.</param>
    /// <param name="seed">Seed of the samples.</param>
    /// <param name="report">Told after each round its number, the mean held-out loss, and whether it is the lowest so far.</param>
    public FoldedBoosting(
        BinnedRows rows, TreeLoss loss, BoostingRule rule, bool[][] learns, RoundMemory memory, int seed, Action<int, double, bool> report)
    {
        (_rule, _memory, _report) = (rule, memory, report);
        _heldOut = new HeldOutLoss(rows);
        _folds =
        [
            .. learns.Select((own, fold) =>
            {
                var constant = new double[loss.Outputs];
                loss.Constant(rows.Labels, rows.Weights, [.. Enumerable.Range(0, rows.Rows).Where(row => own[row])], constant);
                return (new Booster(rows, loss, rule, memory, own, constant, seed + fold), own);
            }),
        ];
    }

    /// <summary>Rounds that were kept.</summary>
    public int BestRound { get; private set; }

    /// <summary>Mean held-out loss of what was kept.</summary>
    public double BestLoss { get; private set; } = double.PositiveInfinity;

    /// <summary>Standard error of <see cref="BestLoss"/>.</summary>
    public double Error { get; private set; }

    /// <summary>Rounds that were made.</summary>
    public int Rounds { get; private set; }

    /// <summary>Number of rows whose held-out loss was measured.</summary>
    public int HeldOutRows => _heldOut.Rows;

    /// <summary>Learns.</summary>
    /// <returns>The ensemble and why learning ended.</returns>
    public (Ensemble Model, StopReason Reason) Run()
    {
        double first = double.NaN;
        StopReason reason = StopReason.BudgetSpent;
        bool isSignificant = false;
        for (int round = 0; ; round++)
        {
            bool isAtRest = round > 0;
            for (int fold = 0; fold < _folds.Count; fold++)
            {
                (Booster booster, bool[] learns) = _folds[fold];
                booster.Evaluate();
                _heldOut.Add(_memory.Losses, learns, fold == 0);
                isAtRest &= booster.IsAtRest;
                if (round < _rule.MostRounds && !(round > 0 && booster.IsAtRest && _rule.RowShare >= 1 && _rule.ColumnShare >= 1))
                    booster.Step();
            }

            double mean = _heldOut.Mean();
            Rounds = round;
            if (round == 0)
                (first, BestLoss, Error) = (mean, mean, _heldOut.Error());
            bool isBest = mean < BestLoss;
            if (isBest && !isSignificant)
            {
                (double fall, double error) = _heldOut.Fall();
                isSignificant = fall > Significance * error;
                isBest = isSignificant;
            }

            if (isBest)
                (BestRound, BestLoss) = (round, mean);
            _report(round, mean, isBest);
            if (!double.IsFinite(mean))
            {
                reason = StopReason.Diverged;
                break;
            }

            if (round == _rule.MostRounds)
                break;
            if (_rule.SpendsBudget)
                continue;
            if (isAtRest && _rule.RowShare >= 1 && _rule.ColumnShare >= 1)
            {
                reason = StopReason.Decelerated;
                break;
            }

            if (round - BestRound >= Math.Max(_rule.Patience.Fewest, _rule.Patience.Share * BestRound))
            {
                reason = mean > BestLoss + (1e-3 * (first - BestLoss)) ? StopReason.Rising : StopReason.Decelerated;
                break;
            }
        }

        if (_rule.SpendsBudget && isSignificant)
            BestRound = Rounds;
        return (Ensemble.Mean([.. _folds.Select(fold => fold.Booster)], BestRound), reason);
    }
}
