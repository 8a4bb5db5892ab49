using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Engine;

namespace LagrangeMLNet.AutoML.Proposals;

/// <summary>All candidates' spaces, and what of them is left to try.</summary>
internal sealed class ProposalSpace(IReadOnlyList<Candidate> candidates)
{
    public IReadOnlyList<Candidate> Candidates => candidates;

    /// <summary>The options at a position as text: two positions of one text are one trial.</summary>
    public string OptionsAt(int candidate, ReadOnlySpan<double> position) => candidates[candidate].Space.At(position).ToJsonString();

    /// <summary>Whether no trial had these options.</summary>
    public bool IsNew(int candidate, ReadOnlySpan<double> position, IReadOnlyList<Trial> tried)
    {
        string options = OptionsAt(candidate, position);
        return !tried.Any(trial => trial.Candidate == candidate && trial.Options == options);
    }

    /// <summary>Candidates of which not all options have been tried.</summary>
    public int[] Open(IReadOnlyList<Trial> tried) =>
        [.. Enumerable.Range(0, candidates.Count).Where(candidate => tried.Count(trial => trial.Candidate == candidate) < SizeOf(candidate))];

    /// <summary>A position at random.</summary>
    public double[] Draw(int candidate, Random random) => [.. candidates[candidate].Space.Dimensions.Select(_ => random.NextDouble())];

    private double SizeOf(int candidate) =>
        candidates[candidate].Space.Dimensions.Aggregate(1.0, (size, dimension) => size * (dimension.Choices ?? double.PositiveInfinity));
}
