namespace LagrangeMLNet.Control.Evaluation;

/// <summary>Policies by what they would have earned, best first.</summary>
/// <param name="Ranking">The evaluations by falling <see cref="PolicyEvaluation.Value"/>; those without an estimate last.</param>
public sealed record PolicyComparison(IReadOnlyList<PolicyEvaluation> Ranking)
{
    /// <summary>The policy of the best lower bound of its improvement over the logging policy; null where none is above 0.</summary>
    public PolicyEvaluation? Safest => Ranking.Where(policy => policy.Improvement.Lower > 0).MaxBy(policy => policy.Improvement.Lower);
}
