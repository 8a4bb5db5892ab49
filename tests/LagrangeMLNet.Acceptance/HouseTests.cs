using Xunit;

namespace LagrangeMLNet.Acceptance;

/// <summary>The folders of the core package use each other downwards only; the theory, at the ground, uses none.</summary>
public sealed class HouseTests
{
    private static readonly IReadOnlyDictionary<string, SortedSet<string>> Arrows =
        NamespaceArrows.Of(Repository.PathOf("src", "LagrangeMLNet", "bin", Repository.Configuration, "net10.0", "LagrangeMLNet.dll"));

    private static readonly IReadOnlyDictionary<string, SortedSet<string>> TreesArrows = NamespaceArrows.Of(
        Repository.PathOf("src", "LagrangeMLNet.Trees", "bin", Repository.Configuration, "net10.0", "LagrangeMLNet.Trees.dll"));

    [Theory]
    [InlineData("Numerics", "")]
    [InlineData("Mechanics", "Numerics")]
    [InlineData("Likelihoods", "Numerics")]
    [InlineData("Interop", "")]
    [InlineData("Sweeps", "Data")]
    [InlineData("Data", "Numerics")]
    [InlineData("Training", "Data Likelihoods Mechanics Numerics")]
    [InlineData("Trainers", "Data Interop Likelihoods Mechanics Training")]
    [InlineData("Design", "Data Interop Likelihoods Mechanics Numerics")]
    [InlineData("Labeling", "Data Design Interop Likelihoods Mechanics Numerics Trainers")]
    public void A_folder_uses_those_below_it(string folder, string below) => Assert.Subset(
        below.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => $"LagrangeMLNet.{name}").ToHashSet(),
        Arrows[$"LagrangeMLNet.{folder}"].Where(name => name.StartsWith("LagrangeMLNet.", StringComparison.Ordinal)).ToHashSet());

    [Theory]
    [InlineData("Interop", "")]
    [InlineData("Losses", "Likelihoods Numerics")]
    [InlineData("Binning", "Data Training")]
    [InlineData("Boosting", "Binning Data Likelihoods Losses Mechanics Numerics Training")]
    [InlineData("Trainers", "Binning Boosting Interop Likelihoods Losses Mechanics Training")]
    [InlineData("Sweeps", "Trainers")]
    public void A_folder_of_the_trees_uses_those_below_it(string folder, string below) => Assert.Subset(
        below.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => $"LagrangeMLNet.{name}").ToHashSet(),
        TreesArrows[$"LagrangeMLNet.{folder}"].Where(name => name.StartsWith("LagrangeMLNet.", StringComparison.Ordinal)).ToHashSet());

    [Fact]
    public void Arrows_are_seen()
    {
        Assert.Contains("LagrangeMLNet.Data", Arrows["LagrangeMLNet.Training"]);
        Assert.Contains("LagrangeMLNet.Trainers", Arrows["Microsoft.ML"]);
    }
}
