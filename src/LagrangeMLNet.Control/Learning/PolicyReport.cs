using System.Globalization;
using LagrangeMLNet.Data;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Control.Learning;

/// <summary>A policy that was considered: the logging one, or that of a temperature.</summary>
/// <param name="Temperature">τ, in units of the reward per nat; +∞ for the logging policy.</param>
/// <param name="Divergence">KL(π ‖ π₀) from the logging policy, mean over held-out rows. Unit: nat.</param>
/// <param name="Value">Doubly robust estimate of its reward per decision on held-out rows.</param>
/// <param name="Improvement">The same less what the log earned.</param>
/// <param name="LowerImprovement">The lower confidence bound of the improvement, by which the temperature is chosen.</param>
public sealed record PolicyCandidate(double Temperature, double Divergence, double Value, double Improvement, double LowerImprovement);

/// <summary>What a policy's fit did and chose.</summary>
public sealed record PolicyReport
{
    /// <summary>Number of decisions learnt from.</summary>
    public required int Rows { get; init; }

    /// <summary>Number of features.</summary>
    public required int Features { get; init; }

    /// <summary>Number of actions.</summary>
    public required int Actions { get; init; }

    /// <summary>The policies considered: first the logging one, then by falling temperature.</summary>
    public required IReadOnlyList<PolicyCandidate> Candidates { get; init; }

    /// <summary>The one the model is of, learnt again from all rows.</summary>
    public required PolicyCandidate Chosen { get; init; }

    /// <summary>What the log earned per decision.</summary>
    public required double LoggedReward { get; init; }

    /// <summary>Steps of the last fit, all temperatures together.</summary>
    public required int Iterations { get; init; }

    /// <summary>
    /// Why it ended: <see cref="StopReason.Decelerated"/> where a colder policy promised no more, <see cref="StopReason.BudgetSpent"/>
    /// where the coldest was still the best, <see cref="StopReason.Rising"/> where what an action earns changes along the log.
    /// </summary>
    public required StopReason StopReason { get; init; }

    /// <summary>What was noticed.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The report in four lines, for people. The same in every culture.</summary>
    public override string ToString() => string.Join(
        '\n',
        string.Create(
            CultureInfo.InvariantCulture,
            $"End: {StopReason} after {Iterations:N0} steps; {Rows:N0} decisions, {Features:N0} features, {Actions:N0} actions"),
        string.Create(
            CultureInfo.InvariantCulture,
            $"Temperature: {Chosen.Temperature:G4} (divergence from the logging policy {Chosen.Divergence:G4} nat)"),
        string.Create(
            CultureInfo.InvariantCulture,
            $"Reward per decision: {Chosen.Value:G5} on held-out rows, logged {LoggedReward:G5}; improvement at least "
            + $"{Chosen.LowerImprovement:G4}"),
        "Warnings: " + (Warnings.Count == 0 ? "none" : DisplayText.Escape(string.Join(" ", Warnings))));
}
