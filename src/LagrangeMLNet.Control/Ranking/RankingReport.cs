using System.Globalization;
using LagrangeMLNet.Control.Learning;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Control.Ranking;

/// <summary>What the fit of a policy among actions with features did and chose.</summary>
public sealed class RankingReport
{
    internal RankingReport(
        int rows, int features, double loggedReward, IReadOnlyList<PolicyCandidate> candidates, PolicyCandidate chosen, string[] warnings)
    {
        (Rows, Features, LoggedReward) = (rows, features, loggedReward);
        (Candidates, Chosen, Warnings) = (candidates, chosen, warnings);
    }

    /// <summary>Number of decisions learnt from.</summary>
    public int Rows { get; }

    /// <summary>Number of joint features of context and action.</summary>
    public int Features { get; }

    /// <summary>What the log earned per decision.</summary>
    public double LoggedReward { get; }

    /// <summary>The policies considered: first the uniform one, then by falling temperature; their divergences are from it.</summary>
    public IReadOnlyList<PolicyCandidate> Candidates { get; }

    /// <summary>The one whose improvement over the logging policy has the greatest lower bound.</summary>
    public PolicyCandidate Chosen { get; }

    /// <summary>What was noticed.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The report in three lines, for people. The same in every culture.</summary>
    public override string ToString() => string.Join(
        '\n',
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Rows:N0} decisions, {Features:N0} joint features; temperature {Chosen.Temperature:G4} (divergence from uniform "
            + $"{Chosen.Divergence:G4} nat)"),
        string.Create(
            CultureInfo.InvariantCulture,
            $"Reward per decision: {Chosen.Value:G5} on held-out rows, logged {LoggedReward:G5}; improvement at least "
            + $"{Chosen.LowerImprovement:G4}"),
        "Warnings: " + (Warnings.Count == 0 ? "none" : DisplayText.Escape(string.Join(" ", Warnings))));
}
