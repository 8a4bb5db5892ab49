using LagrangeMLNet.Binning;
using LagrangeMLNet.Likelihoods;
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
    private const double Significance = 2;

    private readonly IReadOnlyList<(Booster Booster, bool[] Learns)> _folds;
    private readonly BoostingRule _rule;
    private readonly RoundMemory _memory;
    private readonly HeldOutLoss _heldOut;
    private readonly HeldOutScores? _scores;
    private readonly Action<int, double, TreeLoss> _report;

    /// <param name="rows">All rows.</param>
    /// <param name="loss">What is descended.</param>
    /// <param name="rule">How.</param>
    /// <param name="learns">For each booster, the rows that it learns from.</param>
    /// <param name="memory">Shared memory.</param>
    /// <param name="seed">Seed of the samples.</param>
    /// <param name="keepsScores">Whether held-out scores are asked for.</param>
    /// <param name="report">Told after each round its number, the mean held-out loss, and what measured it.</param>
    public FoldedBoosting(
        BinnedRows rows,
        TreeLoss loss,
        BoostingRule rule,
        bool[][] learns,
        RoundMemory memory,
        int seed,
        bool keepsScores,
        Action<int, double, TreeLoss> report)
    {
        (_rule, _memory, _report, Loss) = (rule, memory, report, loss);
        _heldOut = new HeldOutLoss(rows);
        _scores = keepsScores || loss.HasParameter ? new HeldOutScores(rows, loss.Outputs) : null;
        _folds =
        [
            .. learns.Select((own, fold) =>
            {
                var constant = new double[loss.Outputs];
                loss.Constant(rows.Labels, rows.Weights, [.. Enumerable.Range(0, rows.Rows).Where(row => own[row])], constant);
                return (new Booster(rows, loss.Outputs, rule, memory, own, constant, seed + fold), own);
            }),
        ];
    }

    /// <summary>Rounds that were kept.</summary>
    public int BestRound { get; private set; }

    /// <summary>Mean held-out loss of what was kept.</summary>
    public double BestLoss { get; private set; } = double.PositiveInfinity;

    /// <summary>Standard error of <see cref="BestLoss"/>.</summary>
    public double Error => _heldOut.Best.Error;

    /// <summary>Rounds that were made.</summary>
    public int Rounds { get; private set; }

    /// <summary>What was descended, with its parameter as last estimated.</summary>
    public TreeLoss Loss { get; private set; }

    /// <summary>Number of rows whose held-out loss was measured.</summary>
    public int HeldOutRows => _heldOut.Rows;

    /// <summary>Held-out rows with the scores of what was kept, row after row; null where they were not asked for.</summary>
    public ScoredRows? HeldOut => _scores?.OfBest();

    /// <summary>Learns.</summary>
    /// <returns>The ensemble and why learning ended.</returns>
    public (Ensemble Model, StopReason Reason) Run()
    {
        double first = double.NaN;
        StopReason reason = StopReason.BudgetSpent;
        bool isSignificant = false;
        if (Loss.HasParameter)
        {
            // As of the constants: what a parameter explains must not count as what trees do.
            foreach ((Booster booster, bool[] learns) in _folds)
                _scores!.Add(booster.Scores, learns);
            Loss = Loss.Estimate(_scores!.OfCurrent());
        }

        for (int round = 0; ; round++)
        {
            bool isAtRest = Measure(round);
            double mean = _heldOut.Mean;
            Rounds = round;
            if (round == 0)
                (first, BestLoss) = (mean, mean);
            bool isBest = mean < BestLoss;
            if (isBest && !isSignificant)
            {
                (double fall, double error) = _heldOut.Fall;
                isSignificant = fall > Significance * error;
                isBest = isSignificant;
            }

            if (isBest)
                (BestRound, BestLoss) = (round, mean);
            if (round == 0)
                KeepFirst();
            if (round == 0 || isBest)
                KeepBest();
            _report(round, mean, Loss);
            if (!double.IsFinite(mean))
            {
                reason = StopReason.Diverged;
                break;
            }

            if (round == _rule.MostRounds)
                break;
            // Rounds 1, 2, 4, 8, …: residuals shrink ever more slowly.
            if (Loss.HasParameter && int.IsPow2(round) && Estimate())
                (first, BestLoss) = (_heldOut.First, _heldOut.Best.Mean);
            if (_rule.SpendsBudget)
                continue;
            if (isAtRest && IsSame)
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
        {
            (BestRound, BestLoss) = (Rounds, _heldOut.Mean);
            KeepBest();
        }

        return (Ensemble.Mean([.. _folds.Select(fold => fold.Booster)], BestRound, Loss.ModelOutputs), reason);
    }

    /// <summary>Whether all trees are grown from the same rows and columns, so that one that cannot be divided is the last.</summary>
    private bool IsSame => _rule.RowShare >= 1 && _rule.ColumnShare >= 1;

    /// <summary>Measures the held-out loss and adds the trees of a round; whether none of them was divided in the last one.</summary>
    private bool Measure(int round)
    {
        bool isAtRest = round > 0;
        for (int fold = 0; fold < _folds.Count; fold++)
        {
            (Booster booster, bool[] learns) = _folds[fold];
            booster.Evaluate(Loss);
            _heldOut.Add(_memory.Losses, learns, fold == 0);
            _scores?.Add(booster.Scores, learns);
            isAtRest &= booster.IsAtRest;
            if (round < _rule.MostRounds && !(round > 0 && booster.IsAtRest && IsSame))
                booster.Step();
        }

        return isAtRest;
    }

    private bool Estimate()
    {
        TreeLoss estimated = Loss.Estimate(_scores!.OfCurrent());
        if (ReferenceEquals(estimated, Loss))
            return false;
        Loss = estimated;
        _heldOut.Restate(Loss, _scores);
        return true;
    }

    private void KeepFirst()
    {
        _heldOut.KeepFirst();
        _scores?.KeepFirst();
    }

    private void KeepBest()
    {
        _heldOut.KeepBest();
        _scores?.KeepBest();
    }
}
