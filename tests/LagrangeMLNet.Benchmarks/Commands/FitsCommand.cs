using System.Text.Json;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.FirstFits;
using LagrangeMLNet.Benchmarks.Peers;

namespace LagrangeMLNet.Benchmarks.Commands;

/// <summary>The first fits of this process, as JSON: what <see cref="ColdCommand"/> and <see cref="ThreeCommand"/> start.</summary>
internal static class FitsCommand
{
    public static void Run(CommandLine line)
    {
        var name = line.Sets is [var only] ? only : throw new ArgumentException("'fits' takes one set: --sets NAME.");
        if (!Enum.TryParse(line.Side, out PeerRole role))
            throw new ArgumentException($"There is no side '{line.Side}'. Sides: {string.Join(", ", Enum.GetNames<PeerRole>())}.");
        var set = DataSetCatalog.Load(name, DataFolder.Find(line.DataFolder), line.Rows);
        Console.WriteLine(JsonSerializer.Serialize(FitTimes.Measure(set, role, line.Runs)));
    }
}
