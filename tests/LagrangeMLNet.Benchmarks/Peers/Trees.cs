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
    /// <summary>Trees on more slots than this take minutes to hours and gigabytes; they are left out there.</summary>
    public const int LargestSlots = 50_000;

    public static int LightGbmThreads { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), CultureInfo.InvariantCulture, out var threads) ? threads : 1;

    private static string ThreadRemark => $"{LightGbmThreads} thread(s)";

    public static IEnumerable<Competitor> Binary(DataSet set)
    {
        var trainers = set.Context.BinaryClassification.Trainers;
        yield return Competitor.Of(
            "LightGBM",
            PeerRole.LightGbm,
            () => trainers.LightGbm(new LightGbmBinaryTrainer.Options { NumberOfThreads = LightGbmThreads }),
            ThreadRemark);
        yield return Competitor.Of("FastTree", PeerRole.FastTree, () => trainers.FastTree());
    }

    /// <summary>FastTree has no multiclass trainer.</summary>
    public static IEnumerable<Competitor> Multiclass(DataSet set)
    {
        var trainers = set.Context.MulticlassClassification.Trainers;
        yield return Competitor.Of(
            "LightGBM",
            PeerRole.LightGbm,
            () => trainers.LightGbm(new LightGbmMulticlassTrainer.Options { NumberOfThreads = LightGbmThreads }),
            ThreadRemark);
    }

    public static IEnumerable<Competitor> Regression(DataSet set)
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
