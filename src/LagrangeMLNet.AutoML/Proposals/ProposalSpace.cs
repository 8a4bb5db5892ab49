using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Trials;

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

    /// <summary>A position near another: some of its coordinates moved.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="centre">The position to start from.</param>
    /// <param name="width">How far ranges are moved, in shares of the range: a standard deviation.</param>
    /// <param name="random">Source of randomness.</param>
    public double[] DrawAround(int candidate, double[] centre, double width, Random random)
    {
        double[] position = (double[])centre.Clone();
        var dimensions = candidates[candidate].Space.Dimensions;
        for (int i = 0; i < position.Length; i++)
        {
            if (dimensions[i].Choices is not null)
                position[i] = random.NextDouble() < width ? random.NextDouble() : position[i];
            else
                position[i] = Reflect(position[i] + (width * Normal(random)));
        }

        return position;
    }

    private static double Reflect(double u)
    {
        u = Math.Abs(u) % 2;
        return Math.Clamp(u > 1 ? 2 - u : u, 0, Math.BitDecrement(1.0));
    }

    /// <summary>Standard normal: Box and Muller, 1958.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private double SizeOf(int candidate) =>
        candidates[candidate].Space.Dimensions.Aggregate(1.0, (size, dimension) => size * (dimension.Choices ?? double.PositiveInfinity));
}
