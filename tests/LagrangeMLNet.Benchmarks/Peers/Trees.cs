using System.Globalization;
using LagrangeMLNet.Benchmarks.DataSets;
using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;

namespace LagrangeMLNet.Benchmarks.Peers;

/// <summary>
/// Boosted trees, for orientation: no bar depends on them. LightGBM's OpenMP threads spin while they wait, which on a busy machine
/// costs many times
/// the work; so it gets as many threads as OMP_NUM_THREADS says, else one.
/// </summary>
internal static class Trees
{
    /// <summary>On more slots LightGBM takes minutes to hours; it is left out there.</summary>
    private const int LargestSlotsOfLightGbm = 50_000;

    /// <summary>The same for FastTree, which needs its minutes sooner.</summary>
    private const int LargestSlotsOfFastTree = 5_000;

    public static int LightGbmThreads { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), CultureInfo.InvariantCulture, out var threads) ? threads : 1;

    private static string ThreadRemark => $"{LightGbmThreads} thread(s)";

    /// <summary>The trees that can be run on a set of its task; FastTree has no multiclass trainer.</summary>
    public static IEnumerable<Competitor> Of(DataSet set)
    {
        var slots = set.TrainSize.Slots;
        var sides = set.Task switch
        {
            LearningTask.Binary => Binary(set),
            LearningTask.Multiclass => Multiclass(set),
            LearningTask.Regression => Regression(set),
            _ => [],
        };
        return sides.Where(side => slots <= (side.Role == PeerRole.FastTree ? LargestSlotsOfFastTree : LargestSlotsOfLightGbm));
    }

    private static IEnumerable<Competitor> Binary(DataSet set)
    {
        var trainers = set.Context.BinaryClassification.Trainers;
        yield return Competitor.Of(
            "LightGBM",
            PeerRole.LightGbm,
            () => trainers.LightGbm(new LightGbmBinaryTrainer.Options { NumberOfThreads = LightGbmThreads }),
            ThreadRemark);
        yield return Competitor.Of("FastTree", PeerRole.FastTree, () => trainers.FastTree());
    }

    private static IEnumerable<Competitor> Multiclass(DataSet set)
    {
        var trainers = set.Context.MulticlassClassification.Trainers;
        yield return Competitor.Of(
            "LightGBM",
            PeerRole.LightGbm,
            () => trainers.LightGbm(new LightGbmMulticlassTrainer.Options { NumberOfThreads = LightGbmThreads }),
            ThreadRemark);
    }

    private static IEnumerable<Competitor> Regression(DataSet set)
    {
        var trainers = set.Context.Regression.Trainers;
        yield return Competitor.Of(
            "LightGBM",
            PeerRole.LightGbm,
            () => trainers.LightGbm(new LightGbmRegressionTrainer.Options { NumberOfThreads = LightGbmThreads }),
            ThreadRemark);
        yield return Competitor.Of("FastTree", PeerRole.FastTree, () => trainers.FastTree());
    }
}
