using Xunit;

namespace LagrangeMLNet.Acceptance;

/// <summary>The namespaces of every assembly use each other downwards only, so that a room can be understood with what lies below it alone.</summary>
public sealed class RoomTests
{
    private const string Extensions = "Microsoft.ML";

    /// <summary>Assemblies with several rooms, and their rooms from the ground up.</summary>
    public static TheoryData<string, string> Rooms => new()
    {
        { "LagrangeMLNet.AutoML", "AutoML.SearchSpaces AutoML.Candidates AutoML AutoML.Data.Columns AutoML.Data AutoML.Trials AutoML.Proposals AutoML.Ledgers AutoML.Engine" },
        { "LagrangeMLNet.TorchSharp", "Runtime Optimizers Networks Checkpoints Training Onnx Trainers" },
        { "LagrangeMLNet.Tables", "Tables Tables.Cells Tables.Records Tables.Survey Tables.Views" },
    };

    /// <summary>All that is packed; what is built elsewhere only where it was built.</summary>
    public static TheoryData<string> Assemblies =>
        [.. Directory.GetDirectories(Repository.PathOf("src")).Select(Path.GetFileName).OfType<string>().Where(name => File.Exists(PathOf(name)))];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_namespaces_use_each_other_in_a_circle(string assembly)
    {
        var arrows = NamespaceArrows.Of(PathOf(assembly));
        // What has an arrow to nothing that is left is taken away, until nothing is left but circles.
        var left = arrows.ToDictionary(room => room.Key, room => room.Value.ToHashSet());
        while (left.FirstOrDefault(room => !room.Value.Overlaps(left.Keys)).Key is { } ground)
            left.Remove(ground);
        Assert.True(left.Count == 0, string.Join('\n', left.Select(room => $"{room.Key} uses {string.Join(", ", room.Value.Where(left.ContainsKey))}")));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Arrows_run_downwards(string assembly, string fromTheGround)
    {
        string[] rooms = [.. fromTheGround.Split(' ').Select(room => $"LagrangeMLNet.{room}"), Extensions];
        var arrows = NamespaceArrows.Of(PathOf(assembly)).Where(room => room.Key.StartsWith("LagrangeMLNet", StringComparison.Ordinal)).ToList();
        Assert.Subset(rooms.ToHashSet(), arrows.Select(room => room.Key).ToHashSet());
        foreach (var (room, used) in arrows)
            Assert.Subset(rooms.TakeWhile(other => other != room).ToHashSet(), used.Where(other => rooms.Contains(other)).ToHashSet());
    }

    [Fact]
    public void All_packages_are_looked_at() => Assert.Superset(
        new HashSet<string> { "LagrangeMLNet", "LagrangeMLNet.AutoML", "LagrangeMLNet.TorchSharp", "LagrangeMLNet.Reporting", "LagrangeMLNet.Tables" },
        Assemblies.Select(row => (string)row.Data).ToHashSet());

    private static string PathOf(string assembly) =>
        Repository.PathOf("src", assembly, "bin", Repository.Configuration, "net10.0", $"{assembly}.dll");
}
