using LagrangeMLNet.AutoML.Benchmarks.Rules;
using LagrangeMLNet.AutoML.Engine;

namespace LagrangeMLNet.AutoML.Benchmarks.Commands;

/// <summary>A way to sweep: how trials are proposed, and when they are ended.</summary>
/// <param name="Name">Name, as printed and as given on the command line.</param>
/// <param name="Search">How trials are proposed.</param>
/// <param name="Rule">When they are ended.</param>
internal sealed record Side(string Name, SweepSearch Search, IPruningRule Rule)
{
    /// <summary>Name of what the others are compared with.</summary>
    public const string Kinematic = "kinematic";

    /// <summary>The ways that are compared by what they need to get near the best.</summary>
    public static IReadOnlyList<Side> All { get; } =
    [
        new(Kinematic, SweepSearch.ModelBased, KinematicRule),
        new("halving", SweepSearch.ModelBased, new SuccessiveHalving(4)),
        new("median", SweepSearch.ModelBased, new MedianRule()),
        new("none", SweepSearch.ModelBased, new NoPruning()),
        new("random", SweepSearch.Random, new NoPruning()),
    ];

    /// <summary>The rules that are compared by what they prune of the same trials.</summary>
    public static IReadOnlyList<Side> Rules { get; } =
    [
        new(Kinematic, SweepSearch.Random, KinematicRule),
        new("halving", SweepSearch.Random, new SuccessiveHalving(4)),
        new("median", SweepSearch.Random, new MedianRule()),
    ];

    private static KinematicPruning KinematicRule => new(new SweepOptions().Confidence, new SweepOptions().Tolerance);
}
