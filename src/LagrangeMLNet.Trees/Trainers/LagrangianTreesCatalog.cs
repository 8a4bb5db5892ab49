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
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    public static LagrangianTreesRegressionTrainer LagrangianTrees(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null) =>
        LagrangianTrees(catalog, new LagrangianTreesRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
        });

    /// <summary>Creates a <see cref="LagrangianTreesRegressionTrainer"/> with options.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    public static LagrangianTreesRegressionTrainer LagrangianTrees(
        this RegressionCatalog.RegressionTrainers catalog, LagrangianTreesRegressionTrainer.Options options) =>
        new(EnvironmentOf(catalog), options);

    private static IHostEnvironment EnvironmentOf(TrainCatalogBase.CatalogInstantiatorBase catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return MLNetInternals.GetEnvironment(MLNetInternals.GetOwner(catalog));
    }
}
