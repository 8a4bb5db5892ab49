using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.LightGbm;

namespace LagrangeMLNet.TreesBenchmarks;

/// <summary>LightGBM's settings; null is ML.NET's default.</summary>
internal sealed record LightGbmSettings(
    int Trees = 100, int? Leaves = null, double? Rate = null, int? RowsPerLeaf = null, double Columns = 1, double Rows = 1,
        double L2 = 0.01);

/// <summary>LightGBM at its defaults, and tuned by random trials.</summary>
internal static class LightGbmSide
{
    private const int MostTrees = 2000;
    private const int Patience = 30;

    public static ITransformer Fit(MLContext context, LearningTask task, IDataView train, IDataView? held, LightGbmSettings? settings,
        int threads) =>
        task switch
        {
            LearningTask.Binary => Of(
                context.BinaryClassification.Trainers.LightGbm(With(new LightGbmBinaryTrainer.Options(), settings, threads,
                    held is not null)), train, held),
            LearningTask.Multiclass => Of(
                context.MulticlassClassification.Trainers.LightGbm(With(new LightGbmMulticlassTrainer.Options(), settings, threads,
                    held is not null)),
                train,
                held),
            _ => Of(context.Regression.Trainers.LightGbm(With(new LightGbmRegressionTrainer.Options(), settings, threads,
                held is not null)), train, held),
        };

    /// <summary>The best of random settings on a fifth of the rows, on which each ends early; then fitted to all rows.</summary>
    public static ITransformer Tuned(MLContext context, LearningTask task, IDataView train, int trials, int threads, int seed)
    {
        var split = context.Data.TrainTestSplit(train, testFraction: 0.2, seed: seed);
        IDataView learnt = context.Data.Cache(split.TrainSet), held = context.Data.Cache(split.TestSet);
        var random = new Random(seed);
        (double Loss, LightGbmSettings Settings) best = (double.PositiveInfinity, new LightGbmSettings());
        for (int i = 0; i < trials; i++)
        {
            var settings = new LightGbmSettings(
                MostTrees,
                (int)Math.Round(Between(random, 4, 256)),
                Between(random, 0.01, 0.3),
                (int)Math.Round(Between(random, 1, 100)),
                0.4 + (0.6 * random.NextDouble()),
                0.5 + (0.5 * random.NextDouble()),
                Between(random, 1e-3, 10));
            ITransformer model = Fit(context, task, learnt, held, settings, threads);
            double loss = ScoredRows.Measure(task, model.Transform(held)).Loss;
            if (loss < best.Loss)
                best = (loss, settings with { Trees = TreesOf(model) });
        }

        return Fit(context, task, train, null, best.Settings, threads);
    }

    private static int TreesOf(ITransformer model) => model switch
    {
        ISingleFeaturePredictionTransformer<LightGbmRegressionModelParameters> numbers => numbers.Model.TrainedTreeEnsemble.Trees.Count,
        ISingleFeaturePredictionTransformer<Microsoft.ML.Calibrators.CalibratedModelParametersBase<
            LightGbmBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>> yes =>
                yes.Model.SubModel.TrainedTreeEnsemble.Trees.Count,
        ISingleFeaturePredictionTransformer<OneVersusAllModelParameters> classes =>
            Interop.TreeInternals.PartsOf(classes.Model).OfType<LightGbmBinaryModelParameters>().First().TrainedTreeEnsemble.Trees.Count,
        _ => throw new NotSupportedException(model.GetType().Name),
    };

    /// <summary>A number whose logarithm is uniform.</summary>
    private static double Between(Random random, double low, double high) => low * Math.Pow(high / low, random.NextDouble());

    private static ITransformer Of<TTransformer, TModel>(ITrainerEstimator<TTransformer, TModel> trainer, IDataView train, IDataView? held)
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class => held is null ? trainer.Fit(train) : WithValidation(trainer, train, held);

    private static ITransformer WithValidation(object trainer, IDataView train, IDataView held) => trainer switch
    {
        LightGbmBinaryTrainer binary => binary.Fit(train, held),
        LightGbmMulticlassTrainer multiclass => multiclass.Fit(train, held),
        LightGbmRegressionTrainer regression => regression.Fit(train, held),
        _ => throw new NotSupportedException(trainer.GetType().Name),
    };

    private static TOptions With<TOptions>(TOptions options, LightGbmSettings? settings, int threads, bool endsEarly)
        where TOptions : class
    {
        switch (options)
        {
            case LightGbmBinaryTrainer.Options binary:
                Set(binary, settings, threads, endsEarly);
                break;
            case LightGbmMulticlassTrainer.Options multiclass:
                Set(multiclass, settings, threads, endsEarly);
                break;
            case LightGbmRegressionTrainer.Options regression:
                Set(regression, settings, threads, endsEarly);
                break;
        }

        return options;
    }

    private static void Set<TOptions, TOutput, TTransformer, TModel>(
        LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase options, LightGbmSettings? settings, int threads,
            bool endsEarly)
        where TOptions : LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase, new()
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        options.NumberOfThreads = threads;
        options.Seed = 1;
        if (settings is null)
            return;
        options.NumberOfIterations = settings.Trees;
        options.NumberOfLeaves = settings.Leaves;
        options.LearningRate = settings.Rate;
        options.MinimumExampleCountPerLeaf = settings.RowsPerLeaf;
        options.EarlyStoppingRound = endsEarly ? Patience : 0;
        options.Booster = new GradientBooster.Options
        {
            FeatureFraction = settings.Columns,
            SubsampleFraction = settings.Rows,
            SubsampleFrequency = 1,
            L2Regularization = settings.L2,
        };
    }
}
