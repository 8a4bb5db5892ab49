using Microsoft.ML.SearchSpace;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>What is swept of boosted trees, FastTree and LightGBM.</summary>
public sealed class BoostedTreesOptions
{
    /// <summary>Number of trees, 10 to 600. Default: 100.</summary>
    [Range(10, 601, 100, true)]
    public int NumberOfTrees { get; set; } = 100;

    /// <summary>Leaves of a tree, 4 to 256. Default: 20.</summary>
    [Range(4, 257, 20, true)]
    public int NumberOfLeaves { get; set; } = 20;

    /// <summary>Share of a tree's answer that is added. Default: 0.1.</summary>
    [Range(0.02, 0.5, 0.1, true)]
    public double LearningRate { get; set; } = 0.1;

    /// <summary>Fewest rows in a leaf, 1 to 100. Default: 10.</summary>
    [Range(1, 101, 10, true)]
    public int MinimumExampleCountPerLeaf { get; set; } = 10;

    /// <summary>Share of the features that a tree may use. Default: 1.</summary>
    [Range(0.3, 1.0, 1.0, false)]
    public double FeatureFraction { get; set; } = 1;

    /// <summary>
    /// Options that are good on many data: many small steps with a random share of the features each, of larger and of very small trees
    /// (Friedman, Annals of Statistics 29, 2001, and Computational Statistics and Data Analysis 38, 2002).
    /// </summary>
    internal static BoostedTreesOptions[] KnownGood { get; } =
    [
        new() { NumberOfTrees = 400, NumberOfLeaves = 32, LearningRate = 0.05, MinimumExampleCountPerLeaf = 20, FeatureFraction = 0.6 },
        new() { NumberOfTrees = 300, NumberOfLeaves = 8, LearningRate = 0.1, MinimumExampleCountPerLeaf = 20, FeatureFraction = 0.6 },
    ];

    /// <summary>LightGBM's cost relative to a linear model, as measured on tables of thousands of rows.</summary>
    internal double Cost => 1 + (NumberOfTrees / 100.0 * Math.Sqrt(NumberOfLeaves / 20.0));

    /// <summary>FastTree's cost relative to a linear model, as measured on tables of thousands of rows.</summary>
    internal double CostOfFastTree => 1 + (6 * (NumberOfTrees / 100.0) * Math.Pow(NumberOfLeaves / 20.0, 0.7));
}

/// <summary>What is swept of FastForest.</summary>
public sealed class RandomForestOptions
{
    /// <summary>Number of trees, 20 to 300. Default: 100.</summary>
    [Range(20, 301, 100, true)]
    public int NumberOfTrees { get; set; } = 100;

    /// <summary>Leaves of a tree, 8 to 512. Default: 64.</summary>
    [Range(8, 513, 64, true)]
    public int NumberOfLeaves { get; set; } = 64;

    /// <summary>Fewest rows in a leaf, 1 to 50. Default: 5.</summary>
    [Range(1, 51, 5, true)]
    public int MinimumExampleCountPerLeaf { get; set; } = 5;

    /// <summary>Share of the features that a tree may use. Default: 0.7.</summary>
    [Range(0.2, 1.0, 0.7, false)]
    public double FeatureFraction { get; set; } = 0.7;

    /// <summary>Cost relative to a linear model, as measured on tables of thousands of rows.</summary>
    internal double Cost => 1 + (6 * (NumberOfTrees / 100.0) * Math.Pow(NumberOfLeaves / 20.0, 0.7));

    /// <summary>These options with leaves that a tree, which sees 0.7 of the rows, can be divided into.</summary>
    internal RandomForestOptions ForRows(long rows)
    {
        var bounded = (RandomForestOptions)MemberwiseClone();
        bounded.MinimumExampleCountPerLeaf = (int)Math.Clamp(rows / 10, 1, MinimumExampleCountPerLeaf);
        return bounded;
    }
}
