using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.AutoML.Trials;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>Time that the winner's two fits take, one without the test rows and one to all rows.</summary>
internal static class TimeForWinner
{
    /// <summary>By how many times more is kept free than is expected.</summary>
    private const double Caution = 1.5;

    /// <summary>Share of the time left that a trial's fits may take: the rest is the next best's, should they not end.</summary>
    private const double ShareOfLeft = 0.8;

    /// <summary>What is expected, going by the rows that a subset's fits took their time for.</summary>
    public static TimeSpan Expected(RungResult rung, RowPlan plan)
    {
        double rows = (2.0 * plan.Usable) - plan.Test.AsSpan().Count(true);
        return rung.Point.Duration * (rows / rung.Point.Rows / plan.Folds.Count);
    }

    /// <summary>What the search leaves free.</summary>
    public static TimeSpan Reserved(RungResult rung, RowPlan plan) => Expected(rung, plan) * Caution;

    /// <summary>What a trial's fits may take of the time that is left.</summary>
    public static TimeSpan Allowed(TimeSpan left) => left * ShareOfLeft;
}
