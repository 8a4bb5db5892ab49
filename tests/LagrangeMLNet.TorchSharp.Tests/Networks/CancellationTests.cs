using LagrangeMLNet.Data;
using LagrangeMLNet.Networks;
using LagrangeMLNet.Networks.Training;
using LagrangeMLNet.TorchTests.Trainers;
using LagrangeMLNet.Training;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.TorchTests.Networks;

/// <summary>An end can be asked for at every moment at which a fit looks for it, from the first row read to the last score.</summary>
public class CancellationTests : TorchTest
{
    private static readonly MLContext Context = new(seed: 0);

    [Theory]
    [InlineData(400, null)]
    [InlineData(40_000, 1)]
    public void A_fit_ends_at_every_moment_at_which_it_is_asked_to(int rows, int? megabytes)
    {
        NetworkRow[] data = NetworkRow.Make(rows);
        int moments = Learn(data, megabytes, int.MaxValue);
        // At least one look for each mini-batch of each of the two epochs.
        Assert.True(moments > 2 * (rows * 0.8 / 256), $"{moments}");

        for (int i = 0; i < 25; i++)
        {
            int moment = 1 + (int)((moments - 1L) * i / 24);
            Assert.Throws<OperationCanceledException>(() => Learn(data, megabytes, moment));
        }
    }

    /// <returns>How often the fit looked whether it should end.</returns>
    private static int Learn(NetworkRow[] rows, int? megabytes, int endAt)
    {
        int looks = 0;
        var problem = new NetworkProblem(
            PredictionTask.Binary,
            1,
            NetworkRow.View(Context, rows),
            null,
            new TrainingColumns(nameof(NetworkRow.Yes), nameof(NetworkRow.Features), null));
        NetworkSettings settings = new LagrangeMLNet.Trainers.LagrangianNetworkBinaryTrainer.Options
        {
            Width = 8,
            EmbeddingPieces = 4,
            BatchSize = 256,
            MaximumNumberOfEpochs = 2,
            Tolerance = 0,
            MaximumMemoryInMegabytes = megabytes,
            Device = NetworkDevice.Cpu,
        }.ToSettings();
        new NetworkLearner().Learn(problem, settings, null, new TrainingHooks(Look, _ => { }, _ => { }, null));
        return looks;

        // Blocks are read on another thread.
        void Look()
        {
            if (Interlocked.Increment(ref looks) >= endAt)
                throw new OperationCanceledException();
        }
    }
}
