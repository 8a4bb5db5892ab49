using System.Globalization;
using LagrangeMLNet.Data;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Control.Learning;

/// <summary>What the fit of a policy for decisions that follow one another did and chose.</summary>
public sealed record FittedQReport
{
    /// <summary>Number of steps learnt from.</summary>
    public required int Rows { get; init; }

    /// <summary>Number of episodes; that of the steps where the log does not tell them.</summary>
    public required int Episodes { get; init; }

    /// <summary>Number of features of a state.</summary>
    public required int Features { get; init; }

    /// <summary>Number of actions.</summary>
    public required int Actions { get; init; }

    /// <summary>Discount of what is earned a step later; 1 where the average reward was learnt.</summary>
    public required double Discount { get; init; }

    /// <summary>
    /// The policies considered: first the logging one, then each method's by falling temperature. Values are discounted returns from the
    /// start of an episode (from the log's states where it tells no episodes), or average rewards per step with a discount of 1.
    /// </summary>
    public required IReadOnlyList<PolicyCandidate> Candidates { get; init; }

    /// <summary>The one the model is of, learnt again from all rows.</summary>
    public required PolicyCandidate Chosen { get; init; }

    /// <summary>How the chosen one was found.</summary>
    public required FittedQMethod Method { get; init; }

    /// <summary>Rows by which the policies were compared, fewer than all where the log is large.</summary>
    public required int RowsOfSelection { get; init; }

    /// <summary>Policies that were evaluated exactly in the last fit.</summary>
    public required int Iterations { get; init; }

    /// <summary>
    /// Why it ended: <see cref="StopReason.Decelerated"/> where a colder policy promised no more, <see cref="StopReason.BudgetSpent"/>
    /// where the coldest was still the best or its equations did not come to rest, <see cref="StopReason.Rising"/> where what an action
    /// earns and leads to changes along the log.
    /// </summary>
    public required StopReason StopReason { get; init; }

    /// <summary>What was noticed.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The report in four lines, for people. The same in every culture.</summary>
    public override string ToString()
    {
        string unit = Discount == 1 ? "Average reward per step" : string.Create(CultureInfo.InvariantCulture, $"Return at "
            + $"discount {Discount}");
        return string.Join(
            '\n',
            string.Create(
                CultureInfo.InvariantCulture,
                $"End: {StopReason} after {Iterations:N0} exact evaluations; {Rows:N0} steps of {Episodes:N0} episodes, {Features:N0} "
                + $"features, {Actions:N0} actions"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Method} at temperature {Chosen.Temperature:G4} (divergence from the logging policy {Chosen.Divergence:G4} nat)"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{unit}: {Chosen.Value:G5} on held-out episodes, the logging policy's {Candidates[0].Value:G5}; improvement at least "
                + $"{Chosen.LowerImprovement:G4}"),
            "Warnings: " + (Warnings.Count == 0 ? "none" : DisplayText.Escape(string.Join(" ", Warnings))));
    }
}
