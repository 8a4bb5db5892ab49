using Xunit;

namespace LagrangeMLNet.Acceptance;

/// <summary>The namespaces of every assembly use each other downwards only, so that a room can be understood with what lies below it alone.</summary>
public sealed class RoomTests
{
    private const string Extensions = "Microsoft.ML";

    /// <summary>Assemblies with several rooms, and their rooms from the ground up.</summary>
    public static TheoryData<string, string> Rooms => new()
    {
        {
            "LagrangeMLNet.AutoML",
            "AutoML.SearchSpaces AutoML.Candidates AutoML AutoML.Data.Columns AutoML.Data AutoML.Trials AutoML.Proposals AutoML.Ledgers AutoML.Engine "
            + Extensions
        },
        { "LagrangeMLNet.TorchSharp", $"Runtime Optimizers Networks Networks.Checkpoints Networks.Training Onnx Trainers {Extensions} Sweeps" },
        { "LagrangeMLNet.Tables", $"Tables Tables.Cells Tables.Records Tables.Survey Tables.Views {Extensions}" },
    };

    /// <summary>All that is packed; what is built elsewhere only where it was built.</summary>
    public static TheoryData<string> Assemblies =>
        [.. Directory.GetDirectories(Repository.PathOf("src")).Select(Path.GetFileName).OfType<string>().Where(name => File.Exists(PathOf(name)))];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_namespaces_use_each_other_in_a_circle(string assembly) => Assert.Equal("", InCircles(NamespaceArrows.Of(PathOf(assembly))));

    [Fact]
    public void A_circle_is_seen() => Assert.Equal(
        "B uses C; C uses B; D uses B",
        InCircles(new Dictionary<string, SortedSet<string>> { ["A"] = [], ["B"] = ["A", "C"], ["C"] = ["B"], ["D"] = ["B"] }));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Arrows_run_downwards(string assembly, string fromTheGround)
    {
        string[] rooms = [.. fromTheGround.Split(' ').Select(room => room == Extensions ? room : $"LagrangeMLNet.{room}")];
        var arrows = NamespaceArrows.Of(PathOf(assembly)).Where(room => room.Key.Length > 0).ToList();
        Assert.Equal(rooms.Order(StringComparer.Ordinal), arrows.Select(room => room.Key));
        foreach (var (room, used) in arrows)
            Assert.Subset(rooms.TakeWhile(other => other != room).ToHashSet(), used.Where(other => other.Length > 0).ToHashSet());
    }

    [Fact]
    public void All_packages_are_looked_at() => Assert.Superset(
        new HashSet<string> { "LagrangeMLNet", "LagrangeMLNet.AutoML", "LagrangeMLNet.TorchSharp", "LagrangeMLNet.Reporting", "LagrangeMLNet.Tables" },
        Assemblies.Select(row => (string)row.Data).ToHashSet());

    /// <summary>What is left when all that uses nothing of what is left has been taken away: circles, and what uses them.</summary>
    private static string InCircles(IReadOnlyDictionary<string, SortedSet<string>> arrows)
    {
        var left = arrows.ToDictionary(room => room.Key, room => room.Value);
        while (left.FirstOrDefault(room => !room.Value.Overlaps(left.Keys)).Key is { } ground)
            left.Remove(ground);
        return string.Join("; ", left.Select(room => $"{room.Key} uses {string.Join(", ", room.Value.Where(left.ContainsKey))}"));
    }

    private static string PathOf(string assembly) =>
        Repository.PathOf("src", assembly, "bin", Repository.Configuration, "net10.0", $"{assembly}.dll");
}
