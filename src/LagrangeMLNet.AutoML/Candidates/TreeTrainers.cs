using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>Sets what is swept on the stock tree trainers' own options, whose fields no JSON reaches.</summary>
internal static class TreeTrainers
{
    /// <summary>
    /// A tree's splits are sought in histograms of up to 255 bins, however few the rows are: as measured, a fit of 20 leaves takes as long
    /// for them as for reading so many rows.
    /// </summary>
    public const double FixedRowsOfLightGbm = 5000, FixedRowsOfFastTree = 10_000, FixedRowsOfFastForest = 5000;

    /// <summary>FastTree for any of its tasks.</summary>
    public static TOptions Boosted<TOptions>(TOptions options, BoostedTreesOptions swept, TrialSettings settings)
        where TOptions : BoostedTreeOptions
    {
        options.NumberOfTrees = swept.NumberOfTrees;
        options.NumberOfLeaves = swept.NumberOfLeaves;
        options.LearningRate = swept.LearningRate;
        options.MinimumExampleCountPerLeaf = swept.MinimumExampleCountPerLeaf;
        options.FeatureFraction = swept.FeatureFraction;
        return Common(options, settings);
    }

    /// <summary>FastForest for any of its tasks.</summary>
    public static TOptions Forest<TOptions>(TOptions options, RandomForestOptions swept, TrialSettings settings)
        where TOptions : FastForestOptionsBase
    {
        options.NumberOfTrees = swept.NumberOfTrees;
        options.NumberOfLeaves = swept.NumberOfLeaves;
        options.MinimumExampleCountPerLeaf = swept.MinimumExampleCountPerLeaf;
        options.FeatureFraction = swept.FeatureFraction;
        return Common(options, settings);
    }

    /// <summary>LightGBM for any of its tasks.</summary>
    public static TOptions LightGbm<TOptions, TOutput, TTransformer, TModel>(
        LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase options, BoostedTreesOptions swept, TrialSettings settings)
        where TOptions : LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase, new()
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        options.NumberOfIterations = swept.NumberOfTrees;
        options.NumberOfLeaves = swept.NumberOfLeaves;
        options.LearningRate = swept.LearningRate;
        options.MinimumExampleCountPerLeaf = swept.MinimumExampleCountPerLeaf;
        options.Booster = new GradientBooster.Options { FeatureFraction = swept.FeatureFraction };
        options.NumberOfThreads = settings.NumberOfThreads;
        options.Seed = settings.Seed;
        options.Deterministic = true;
        options.ForceRowWise = true;
        options.LabelColumnName = settings.LabelColumnName;
        options.FeatureColumnName = settings.FeatureColumnName;
        options.ExampleWeightColumnName = settings.ExampleWeightColumnName;
        return (TOptions)options;
    }

    private static TOptions Common<TOptions>(TOptions options, TrialSettings settings)
        where TOptions : TreeOptions
    {
        options.NumberOfThreads = settings.NumberOfThreads;
        options.Seed = options.FeatureSelectionSeed = settings.Seed;
        options.LabelColumnName = settings.LabelColumnName;
        options.FeatureColumnName = settings.FeatureColumnName;
        options.ExampleWeightColumnName = settings.ExampleWeightColumnName;
        return options;
    }
}
