using System.Globalization;

namespace LagrangeMLNet.Design;

/// <summary>What a choice of rows is worth, what no choice can beat, and how it was found.</summary>
public sealed record PlannedRowsReport
{
    /// <summary>Positions of the chosen rows in the pool, counted from 0 over all its rows, in order of choice.</summary>
    public required IReadOnlyList<long> RowIndices { get; init; }

    /// <summary>The criterion.</summary>
    public required DesignCriterion Criterion { get; init; }

    /// <summary>
    /// The criterion's value with the chosen rows, the rows labelled before and the ridge; of <see cref="DesignCriterion.Representative"/>
    /// the value of <see cref="DesignCriterion.V"/>, and with more than 1,024 parameters what the first 1,024 rows leave of it, an upper
    /// bound. Unit: variance of one label's noise, per squared unit of the features (of V: per prediction). It holds if the linear model is
    /// right.
    /// </summary>
    public required double CriterionValue { get; init; }

    /// <summary>
    /// A value that no choice within the same count, budget and groups can beat, from the convex relaxation's dual; 0 where none is known.
    /// Same unit.
    /// </summary>
    public required double LowerBound { get; init; }

    /// <summary>
    /// <see cref="LowerBound"/> / <see cref="CriterionValue"/>, in [0, 1]: the choice is at least this good, if the linear model is right;
    /// a choice that is good by it may be a poor one where the model is wrong. 0 where the value is not known. The bound counts rows chosen
    /// in part, so that even the best choice of few rows may stay below 1.
    /// </summary>
    public double Efficiency => CriterionValue > 0 ? Math.Min(1, LowerBound / CriterionValue) : 0;

    /// <summary>
    /// D-, A-, E-, V- and G-efficiency, shares of the best if the linear model is right; null with more than 256 parameters.
    /// </summary>
    public required DesignEfficiencies? Efficiencies { get; init; }

    /// <summary>Number of parameters: features, and the intercept if there is one.</summary>
    public required int Parameters { get; init; }

    /// <summary>
    /// Number of parameters that the pool's rows (and those labelled before) can tell apart. Where it is less than <see cref="Parameters"/>
    /// (columns of zeros, columns that are sums of others), the criterion is about the directions that can be learnt.
    /// </summary>
    public required int EstimableParameters { get; init; }

    /// <summary>
    /// ρ ≥ 0 in M₀ = ρ·I on the features as given: the ridge asked for, or, with more than 1,024 parameters, the one chosen. With fewer a
    /// chosen prior (<see cref="RidgeWasChosen"/>) is in each column's own units, and this is 0.
    /// </summary>
    public required double Ridge { get; init; }

    /// <summary>
    /// Whether a prior worth one average row was put under the parameters because the rows alone do not determine them; it is part of
    /// <see cref="CriterionValue"/>.
    /// </summary>
    public required bool RidgeWasChosen { get; init; }

    /// <summary>Sum of the chosen rows' costs; without costs, their number.</summary>
    public required double TotalCost { get; init; }

    /// <summary>Rows of the pool that could be chosen from.</summary>
    public required long PoolRows { get; init; }

    /// <summary>Rows of the pool that were passed over because a feature, the cost or the group was missing.</summary>
    public required long SkippedRows { get; init; }

    /// <summary>Rows of the pool that were passed over because their leverage is above the cap.</summary>
    public required long CappedRows { get; init; }

    /// <summary>Rows labelled before that count.</summary>
    public required long LabeledRows { get; init; }

    /// <summary>The algorithm that ran.</summary>
    public required DesignAlgorithm Algorithm { get; init; }

    /// <summary>Passes over the whole pool.</summary>
    public required int Passes { get; init; }

    /// <summary>Rows of the pool over seconds of the whole choice, reading included. Unit: row / s.</summary>
    public required double RowsPerSecond { get; init; }

    /// <summary>What was noticed and gone on from: a singular start, fewer rows than asked for, rows that tell nothing, and the
    /// like.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>Four lines for people: what was chosen, what it is worth, what it can tell, and what was noticed.</summary>
    public override string ToString()
    {
        string target = Criterion is DesignCriterion.V or DesignCriterion.Representative
            ? "variance of a prediction" : $"criterion {Criterion}";
        string worth = LowerBound > 0
            ? Text($"{target} {CriterionValue:G4}, at least {100 * Efficiency:0.0} % as good as the best choice by that measure")
            : Text($"{target} {CriterionValue:G4}; how good the best choice would be is not known");
        if (Efficiencies is { } e)
            worth += Text($" (of the best at least {e.D:P0} by D, {e.A:P0} by A, {e.E:P0} by E, {e.V:P0} by V, {e.G:P0} by G)");
        string purpose = Criterion == DesignCriterion.Representative ? "to stand for the pool" : $"by criterion {Criterion}";
        return string.Join(
            Environment.NewLine,
            Text($"Chosen: {RowIndices.Count:N0} of {PoolRows:N0} rows {purpose} ({SkippedRows:N0} passed over, {CappedRows:N0} too far out), cost {TotalCost:G6}"),
            $"Worth, if the linear model is right: {worth}",
            Text($"Tells about: {EstimableParameters:N0} of {Parameters:N0} parameters, {LabeledRows:N0} rows labelled before{(RidgeWasChosen ? ", with a prior" : "")}"),
            $"Remarks: {(Remarks.Count == 0 ? "none" : string.Join(" ", Remarks))}");

        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
