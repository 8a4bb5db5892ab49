using LagrangeMLNet.Networks;
using LagrangeMLNet.Optimizers;
using LagrangeMLNet.Trainers;
using Xunit;

namespace LagrangeMLNet.TorchTests.Checkpoints;

/// <summary>A process that is killed without warning loses no more than an epoch, and what goes on from it ends in the same bits.</summary>
public sealed class KilledFitTests : TorchTest, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("KilledFit");

    private string Checkpoint => Path.Combine(_folder.FullName, "fit.checkpoint");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(FisherStructure.Diagonal)]
    [InlineData(FisherStructure.Kronecker)]
    public void A_fit_that_was_killed_twice_ends_in_the_bits_of_one_that_never_was(FisherStructure metric)
    {
        string[] whole = Result(LearningProcess.Run(Options(metric, null), rows: 500, slots: 6).Lines);

        var first = new List<int>();
        foreach (int states in new[] { 6, 7 })
        {
            (string[] lines, int code) = LearningProcess.Run(Options(metric, Checkpoint), rows: 500, slots: 6, killAt: states);
            Assert.NotEqual(0, code);
            Assert.True(File.Exists(Checkpoint));
            first.Add(First(lines));
        }

        (string[] last, _) = LearningProcess.Run(Options(metric, Checkpoint), rows: 500, slots: 6);

        // Each process goes on where the one before was killed: what it tells first is later.
        Assert.Equal(0, first[0]);
        Assert.True(first[1] > 1 && First(last) > first[1] + 1, $"{first[1]}, {First(last)}");
        Assert.Equal(whole, Result(last));
        Assert.Empty(_folder.GetFiles());
    }

    private static int First(string[] lines) => int.Parse(lines[0]["state ".Length..]);

    private static string[] Result(string[] lines) => [.. lines.Where(line => !line.StartsWith("state", StringComparison.Ordinal))];

    private static LagrangianNetworkRegressionTrainer.Options Options(FisherStructure metric, string? checkpoint) => new()
    {
        Width = 16,
        EmbeddingPieces = 8,
        Metric = metric,
        Dropout = 0.1,
        MaximumNumberOfEpochs = 12,
        Tolerance = 0,
        Device = NetworkDevice.Cpu,
        CheckpointPath = checkpoint,
    };
}
