namespace LagrangeMLNet.Design;

/// <summary>What a planner came to.</summary>
internal sealed record DesignPlan
{
    /// <summary>Chosen rows, numbered as they were read, in order of choice.</summary>
    public required int[] Rows { get; init; }

    public required double Value { get; init; }

    public required double LowerBound { get; init; }

    public DesignEfficiencies? Efficiencies { get; init; }

    public required int EstimableParameters { get; init; }

    public required double Ridge { get; init; }

    public bool RidgeWasChosen { get; init; }

    public required DesignAlgorithm Algorithm { get; init; }

    public required int Passes { get; init; }

    public required int Capped { get; init; }
}

/// <summary>What a planner is asked.</summary>
/// <param name="Pool">The rows.</param>
/// <param name="Labeled">Rows labelled before, in the same units, or null.</param>
/// <param name="Target">Rows to predict, in the same units, or null for the pool.</param>
/// <param name="Options">Options.</param>
/// <param name="Passes">Threads.</param>
/// <param name="Remark">Told what was noticed.</param>
internal sealed record DesignTask(
    DesignPool Pool,
    Data.IRowSource? Labeled,
    Data.IRowSource? Target,
    PlannedRowsOptions Options,
    PoolPasses Passes,
    Action<string> Remark)
{
    /// <summary>Number of rows that may be chosen.</summary>
    public int Eligible() => Pool.Excluded is null ? Pool.Rows : Enumerable.Range(0, Pool.Rows).Count(row => Pool.MayChoose(row));

    /// <summary>The limits of the options, cut to what the pool has.</summary>
    public SelectionLimits Limits(int eligible)
    {
        int count = Math.Min(Options.Count ?? int.MaxValue, eligible);
        double budget = Options.Budget ?? double.PositiveInfinity;
        if (double.IsFinite(budget))
        {
            // No more rows than the cheapest ones that the budget buys.
            var costs = Enumerable.Range(0, Pool.Rows).Where(row => Pool.MayChoose(row)).Select(row => (double)(Pool.Costs?[row] ?? 1)).Order();
            double spent = 0;
            int affordable = 0;
            foreach (double cost in costs)
            {
                if (spent + cost > budget)
                {
                    if (affordable == 0)
                        DesignErrors.NothingAffordable(budget, cost);
                    break;
                }

                spent += cost;
                affordable++;
            }

            // A budget that buys everything is none.
            if (affordable == eligible)
                budget = double.PositiveInfinity;
            count = Math.Min(count, affordable);
        }

        return new SelectionLimits(count, budget, Options.MaximumPerGroup);
    }

    public void Report(PlanningStage stage, int passes, int chosen, double value, double bound)
    {
        Passes.CheckAlive();
        Options.Progress?.Report(new PlanningState(stage, passes, chosen, value, bound));
    }
}
