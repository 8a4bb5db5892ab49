using LagrangeMLNet.AutoML.Trials;

namespace LagrangeMLNet.AutoML.Proposals;

/// <summary>Proposes what to try next. Pure: the same past and seed give the same proposal.</summary>
internal interface IProposal
{
    /// <summary>The next candidate and the position in its space; null when nothing untried is left.</summary>
    /// <param name="tried">All trials proposed so far.</param>
    /// <param name="known">Those that have ended and may be learnt from.</param>
    /// <param name="random">Source of the random choices, seeded for this trial.</param>
    (int Candidate, double[] Position)? Next(IReadOnlyList<Trial> tried, IReadOnlyList<TrialOutcome> known, Random random);
}
