
namespace LagrangeMLNet.Design;

/// <summary>Tries choices from several starts on one set of candidates and keeps the best.</summary>
/// <param name="candidates">The candidates.</param>
/// <param name="rule">The criterion.</param>
/// <param name="start">M₀; may be singular.</param>
/// <param name="limits">What may be chosen.</param>
/// <param name="passes">Threads.</param>
/// <param name="report">Told what is being done, the number of rows chosen and the objective.</param>
internal sealed class DesignSearch(
    Candidates candidates,
    CriterionRule rule,
    double[] start,
    SelectionLimits limits,
    PoolPasses passes,
    Action<PlanningStage, int, double> report)
{
    private readonly DenseInformation _information = new(rule);
    private readonly CandidateScores _scores = new(candidates, passes);

    public Candidates Candidates => candidates;

    /// <summary>The best choice so far; null before the first.</summary>
    public Selection? Best { get; private set; }

    /// <summary>Its objective; ∞ while every choice left M singular.</summary>
    public double Objective { get; private set; } = double.PositiveInfinity;

    /// <summary>Greedy from nothing, or from some candidates that are taken as given.</summary>
    /// <param name="first">Candidates to begin with, as far as they may be chosen.</param>
    /// <param name="effort">What exchanges may cost.</param>
    /// <returns>Whether no single exchange can better the choice.</returns>
    public bool Try(IEnumerable<int> first, ExchangeEffort effort)
    {
        var selection = new Selection(candidates, limits);
        foreach (int candidate in first)
            if (selection.Fits(candidate))
                selection.Add(candidate);
        Start(selection, soften: true);
        _scores.Refresh(_information);
        Fill(selection, limits.IsByCost);
        bool isRegular = Start(selection, soften: false), isSettled = false;
        if (isRegular && effort.Work > 0 && selection.Order.Count > 0)
        {
            _scores.Refresh(_information);
            do
            {
                isSettled = ExchangePolish.Run(
                    _information, _scores, candidates, selection, effort, () => Report(PlanningStage.Exchanging, selection));
            }
            while (isSettled && Fill(selection, perCost: false));
            isRegular = Start(selection, soften: false);
        }

        double objective = isRegular ? _information.Objective : double.PositiveInfinity;
        if (Best is null || objective < Objective)
            (Best, Objective) = (selection, objective);
        return isSettled;
    }

    /// <summary>Greedy without regard to costs, which is better than gain per cost where one dear row is worth many cheap ones.</summary>
    public void TryIgnoringCosts(ExchangeEffort effort)
    {
        var selection = new Selection(candidates, limits);
        Start(selection, soften: true);
        _scores.Refresh(_information);
        Fill(selection, perCost: false);
        Try([.. selection.Order], effort);
    }

    /// <summary>Chooses all candidates, the best one next.</summary>
    public void Order(bool perCost)
    {
        var selection = new Selection(candidates, limits);
        Start(selection, soften: true);
        _scores.Refresh(_information);
        Fill(selection, perCost);
        Best = selection;
    }

    /// <summary>Computes M of a choice. False if it is singular.</summary>
    private bool Start(Selection selection, bool soften) => TryInformation(selection.Order, soften, _information);

    /// <summary>M of some candidates and the start.</summary>
    public bool TryInformation(IReadOnlyList<int> chosen, bool soften, DenseInformation target)
    {
        int size = candidates.Parameters;
        var matrix = (double[])start.Clone();
        var z = new double[size];
        if (soften)
            for (int i = 0; i < size; i++)
                matrix[(i * size) + i] += GreedySelection.Softening;
        foreach (int candidate in chosen)
        {
            candidates.Copy(candidate, z);
            for (int i = 0; i < size; i++)
                RowVectors.AddTo(candidates.Blocks[candidate], candidates.Places[candidate], z[i], matrix.AsSpan(i * size, size));
        }

        return target.TryStart(matrix);
    }

    private bool Fill(Selection selection, bool perCost)
    {
        int before = selection.Order.Count;
        GreedySelection.Fill(_information, _scores, candidates, selection, perCost, _ => Report(PlanningStage.Choosing, selection));
        return selection.Order.Count > before;
    }

    private void Report(PlanningStage stage, Selection selection)
    {
        passes.CheckAlive();
        report(stage, selection.Order.Count, _information.Objective);
    }
}
