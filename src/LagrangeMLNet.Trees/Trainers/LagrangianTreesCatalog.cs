using LagrangeMLNet.Interop;
using LagrangeMLNet.Trainers;
using Microsoft.ML.Runtime;

// The overloads with optional arguments differ in what they extend; no call can mean two of them.
#pragma warning disable RS0026

// As ML.NET's own extensions do, these appear wherever Microsoft.ML is imported.
namespace Microsoft.ML;

/// <summary>Adds the tree trainers to ML.NET's trainer catalogs.</summary>
public static class LagrangianTreesCatalog
{
    /// <summary>Creates a <see cref="LagrangianTreesBinaryTrainer"/>: boosted trees.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="labelColumnName">Name of the label column, a <see cref="bool"/>.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">
    /// Name of the column of example weights, a <see cref="float"/>; null when all rows weigh 1.
    /// </param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var fitted = mlContext.BinaryClassification.Trainers.LagrangianTrees().Fit(rows);
    /// mlContext.Model.Save(fitted, rows.Schema, "trees.zip");
    /// </code>
    /// </example>
    public static LagrangianTreesBinaryTrainer LagrangianTrees(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null) =>
        LagrangianTrees(catalog, new LagrangianTreesBinaryTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
        });

    /// <summary>Creates a <see cref="LagrangianTreesBinaryTrainer"/> with options.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var rising = mlContext.BinaryClassification.Trainers.LagrangianTrees(
    ///     new LagrangianTreesBinaryTrainer.Options { MonotoneConstraints = [0, 1] });
    /// var fitted = rising.Fit(rows);
    /// Console.WriteLine(rising.LastReport);
    /// </code>
    /// </example>
    public static LagrangianTreesBinaryTrainer LagrangianTrees(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, LagrangianTreesBinaryTrainer.Options options) =>
        new(EnvironmentOf(catalog), options);

    /// <summary>Creates a <see cref="LagrangianTreesMulticlassTrainer"/>: boosted trees.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="labelColumnName">Name of the label column, a key of known count.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">
    /// Name of the column of example weights, a <see cref="float"/>; null when all rows weigh 1.
    /// </param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var fitted = mlContext.MulticlassClassification.Trainers.LagrangianTrees().Fit(classes);
    /// mlContext.Model.Save(fitted, classes.Schema, "trees.zip");
    /// </code>
    /// </example>
    public static LagrangianTreesMulticlassTrainer LagrangianTrees(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null) =>
        LagrangianTrees(catalog, new LagrangianTreesMulticlassTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
        });

    /// <summary>Creates a <see cref="LagrangianTreesMulticlassTrainer"/> with options.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var small = mlContext.MulticlassClassification.Trainers.LagrangianTrees(
    ///     new LagrangianTreesMulticlassTrainer.Options { NumberOfLeaves = 8 });
    /// var fitted = small.Fit(classes);
    /// Console.WriteLine(small.LastReport);
    /// </code>
    /// </example>
    public static LagrangianTreesMulticlassTrainer LagrangianTrees(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, LagrangianTreesMulticlassTrainer.Options options) =>
        new(EnvironmentOf(catalog), options);

    /// <summary>Creates a <see cref="LagrangianTreesRegressionTrainer"/>: boosted trees.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="labelColumnName">Name of the label column, a <see cref="float"/>.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">
    /// Name of the column of example weights, a <see cref="float"/>; null when all rows weigh 1.
    /// </param>
    /// <param name="loss">What the trees minimise.</param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var fitted = mlContext.Regression.Trainers.LagrangianTrees().Fit(numbers);
    /// mlContext.Model.Save(fitted, numbers.Schema, "trees.zip");
    /// </code>
    /// </example>
    public static LagrangianTreesRegressionTrainer LagrangianTrees(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        TreesRegressionLoss loss = TreesRegressionLoss.Squared) =>
        LagrangianTrees(catalog, new LagrangianTreesRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Loss = loss,
        });

    /// <summary>Creates a <see cref="LagrangianTreesRegressionTrainer"/> with options.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var rising = mlContext.Regression.Trainers.LagrangianTrees(
    ///     new LagrangianTreesRegressionTrainer.Options { MonotoneConstraints = [0, 1] });
    /// var fitted = rising.Fit(numbers);
    /// Console.WriteLine(rising.LastReport);
    /// </code>
    /// </example>
    public static LagrangianTreesRegressionTrainer LagrangianTrees(
        this RegressionCatalog.RegressionTrainers catalog, LagrangianTreesRegressionTrainer.Options options) =>
        new(EnvironmentOf(catalog), options);

    /// <summary>Creates a <see cref="LagrangianTreesPoissonRegressionTrainer"/>: boosted trees for counts and rates.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="labelColumnName">Name of the label column, a <see cref="float"/> that is not negative.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">
    /// Name of the column of example weights, a <see cref="float"/>; null when all rows weigh 1.
    /// </param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var fitted = mlContext.Regression.Trainers.LagrangianTreesPoisson().Fit(numbers);
    /// mlContext.Model.Save(fitted, numbers.Schema, "rates.zip");
    /// </code>
    /// </example>
    public static LagrangianTreesPoissonRegressionTrainer LagrangianTreesPoisson(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null) =>
        LagrangianTreesPoisson(catalog, new LagrangianTreesPoissonRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
        });

    /// <summary>Creates a <see cref="LagrangianTreesPoissonRegressionTrainer"/> with options.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var rates = mlContext.Regression.Trainers.LagrangianTreesPoisson(
    ///     new LagrangianTreesPoissonRegressionTrainer.Options { MonotoneConstraints = [0, 1] });
    /// var fitted = rates.Fit(numbers);
    /// Console.WriteLine(rates.LastReport);
    /// </code>
    /// </example>
    public static LagrangianTreesPoissonRegressionTrainer LagrangianTreesPoisson(
        this RegressionCatalog.RegressionTrainers catalog, LagrangianTreesPoissonRegressionTrainer.Options options) =>
        new(EnvironmentOf(catalog), options);

    /// <summary>Creates a <see cref="LagrangianTreesIntervalTrainer"/>: boosted trees that predict a mean and an interval.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="labelColumnName">Name of the label column, a <see cref="float"/>.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">
    /// Name of the column of example weights, a <see cref="float"/>; null when all rows weigh 1.
    /// </param>
    /// <param name="confidenceLevel">Share of labels that are to lie between the bounds, in (0, 1).</param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var fitted = mlContext.Regression.Trainers.LagrangianTreesInterval(confidenceLevel: 0.9).Fit(numbers);
    /// float[] lower = [.. fitted.Transform(numbers).GetColumn&lt;float&gt;("LowerBound")];
    /// </code>
    /// </example>
    public static LagrangianTreesIntervalTrainer LagrangianTreesInterval(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        double confidenceLevel = 0.9) =>
        LagrangianTreesInterval(catalog, new LagrangianTreesIntervalTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            ConfidenceLevel = confidenceLevel,
        });

    /// <summary>Creates a <see cref="LagrangianTreesIntervalTrainer"/> with options.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var between = mlContext.Regression.Trainers.LagrangianTreesInterval(
    ///     new LagrangianTreesIntervalTrainer.Options { ConfidenceLowerBoundColumn = "Low", ConfidenceUpperBoundColumn = "High" });
    /// var fitted = between.Fit(numbers);
    /// Console.WriteLine(between.LastReport);
    /// </code>
    /// </example>
    public static LagrangianTreesIntervalTrainer LagrangianTreesInterval(
        this RegressionCatalog.RegressionTrainers catalog, LagrangianTreesIntervalTrainer.Options options) =>
        new(EnvironmentOf(catalog), options);

    private static IHostEnvironment EnvironmentOf(TrainCatalogBase.CatalogInstantiatorBase catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return MLNetInternals.GetEnvironment(MLNetInternals.GetOwner(catalog));
    }
}
