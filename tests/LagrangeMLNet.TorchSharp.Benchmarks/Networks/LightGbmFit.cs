using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Peers;
using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;

namespace LagrangeMLNet.TorchBenchmarks.Networks;

/// <summary>LightGBM's settings; null is ML.NET's default.</summary>
internal sealed record LightGbmSettings(int Trees = 100, int? Leaves = null, double? LearningRate = null, int? MinimumRowsPerLeaf = null)
{
    public override string ToString() => FormattableString.Invariant(
        $"{Trees} trees, {Leaves} leaves, rate {LearningRate}, {MinimumRowsPerLeaf} rows a leaf");
}

/// <summary>LightGBM, as given and lightly tuned.</summary>
internal static class LightGbmFit
{
    /// <summary>More, smaller and larger trees: what is commonly tried first.</summary>
    private static readonly LightGbmSettings[] Grid =
    [
        new(100, 31, 0.1, 20), new(300, 31, 0.1, 20), new(300, 63, 0.05, 20), new(300, 127, 0.05, 20), new(1000, 31, 0.05, 20), new(1000, 63, 0.03, 10),
    ];

    public static ITransformer Of(DataSet set, IDataView train, LightGbmSettings settings, int seed) => set.Task switch
    {
        LearningTask.Binary =>
            set.Context.BinaryClassification.Trainers.LightGbm(With(new LightGbmBinaryTrainer.Options(), settings, seed)).Fit(train),
        LearningTask.Multiclass =>
            set.Context.MulticlassClassification.Trainers.LightGbm(With(new LightGbmMulticlassTrainer.Options(), settings, seed)).Fit(train),
        _ => set.Context.Regression.Trainers.LightGbm(With(new LightGbmRegressionTrainer.Options(), settings, seed)).Fit(train),
    };

    /// <summary>The settings of the grid that are best on a fifth of the training rows, which the others do without.</summary>
    public static LightGbmSettings Tune(DataSet set)
    {
        var split = set.Context.Data.TrainTestSplit(set.Train, testFraction: 0.2, seed: Split.Seed);
        IDataView train = set.Context.Data.Cache(split.TrainSet);
        double sign = set.Task is LearningTask.Binary or LearningTask.Multiclass ? -1 : 1;
        return Grid.MinBy(settings =>
            sign * Compared.Of(set.Task, ScoredRows.Measure(set.Task, Of(set, train, settings, 0).Transform(split.TestSet))).Value)!;
    }

    private static TOptions With<TOptions>(TOptions options, LightGbmSettings settings, int seed)
        where TOptions : class
    {
        switch (options)
        {
            case LightGbmBinaryTrainer.Options binary:
                Set(binary, settings, seed);
                break;
            case LightGbmMulticlassTrainer.Options multiclass:
                Set(multiclass, settings, seed);
                break;
            case LightGbmRegressionTrainer.Options regression:
                Set(regression, settings, seed);
                break;
        }

        return options;
    }

    private static void Set<TOptions, TOutput, TTransformer, TModel>(
        LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase options, LightGbmSettings settings, int seed)
        where TOptions : LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase, new()
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        options.NumberOfThreads = Trees.LightGbmThreads;
        options.Seed = seed;
        options.NumberOfIterations = settings.Trees;
        options.NumberOfLeaves = settings.Leaves;
        options.LearningRate = settings.LearningRate;
        options.MinimumExampleCountPerLeaf = settings.MinimumRowsPerLeaf;
    }
}
