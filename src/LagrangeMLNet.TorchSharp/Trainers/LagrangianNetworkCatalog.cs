using LagrangeMLNet.Interop;
using LagrangeMLNet.Trainers;
using Microsoft.ML.Runtime;

// The overloads with optional arguments differ in what they extend; no call can mean two of them.
#pragma warning disable RS0026

// As ML.NET's own extensions do, these appear wherever Microsoft.ML is imported.
namespace Microsoft.ML;

/// <summary>Adds the network trainers to ML.NET's trainer catalogs.</summary>
public static class LagrangianNetworkCatalog
{
    /// <summary>Creates a <see cref="LagrangianNetworkBinaryTrainer"/>: a residual network.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="labelColumnName">Name of the label column, a <see cref="bool"/>.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">
    /// Name of the column of example weights, a <see cref="float"/>; null when all rows weigh 1.
    /// </param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var network = mlContext.BinaryClassification.Trainers.LagrangianNetwork();
    /// var fitted = network.Fit(rows);
    /// Console.WriteLine(network.LastReport);
    /// </code>
    /// </example>
    public static LagrangianNetworkBinaryTrainer LagrangianNetwork(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null) =>
        LagrangianNetwork(catalog, new LagrangianNetworkBinaryTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
        });

    /// <summary>Creates a <see cref="LagrangianNetworkBinaryTrainer"/> with options.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var small = mlContext.BinaryClassification.Trainers.LagrangianNetwork(
    ///     new LagrangianNetworkBinaryTrainer.Options { Width = 64, Members = 1, CheckpointPath = "network.checkpoint" });
    /// var fitted = small.Fit(rows);
    /// </code>
    /// </example>
    public static LagrangianNetworkBinaryTrainer LagrangianNetwork(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, LagrangianNetworkBinaryTrainer.Options options) =>
        new(EnvironmentOf(catalog), options);

    /// <summary>Creates a <see cref="LagrangianNetworkMulticlassTrainer"/>: a residual network.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="labelColumnName">Name of the label column, a key of known count.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">
    /// Name of the column of example weights, a <see cref="float"/>; null when all rows weigh 1.
    /// </param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var network = mlContext.MulticlassClassification.Trainers.LagrangianNetwork();
    /// var fitted = network.Fit(classes);
    /// Console.WriteLine(network.LastReport);
    /// </code>
    /// </example>
    public static LagrangianNetworkMulticlassTrainer LagrangianNetwork(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null) =>
        LagrangianNetwork(catalog, new LagrangianNetworkMulticlassTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
        });

    /// <summary>Creates a <see cref="LagrangianNetworkMulticlassTrainer"/> with options.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var small = mlContext.MulticlassClassification.Trainers.LagrangianNetwork(
    ///     new LagrangianNetworkMulticlassTrainer.Options { Width = 64, Members = 1, CheckpointPath = "network.checkpoint" });
    /// var fitted = small.Fit(classes);
    /// </code>
    /// </example>
    public static LagrangianNetworkMulticlassTrainer LagrangianNetwork(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        LagrangianNetworkMulticlassTrainer.Options options) =>
        new(EnvironmentOf(catalog), options);

    /// <summary>Creates a <see cref="LagrangianNetworkRegressionTrainer"/>: a residual network.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="labelColumnName">Name of the label column, a <see cref="float"/>.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">
    /// Name of the column of example weights, a <see cref="float"/>; null when all rows weigh 1.
    /// </param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var network = mlContext.Regression.Trainers.LagrangianNetwork();
    /// var fitted = network.Fit(numbers);
    /// Console.WriteLine(network.LastReport);
    /// </code>
    /// </example>
    public static LagrangianNetworkRegressionTrainer LagrangianNetwork(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null) =>
        LagrangianNetwork(catalog, new LagrangianNetworkRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
        });

    /// <summary>Creates a <see cref="LagrangianNetworkRegressionTrainer"/> with options.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var small = mlContext.Regression.Trainers.LagrangianNetwork(
    ///     new LagrangianNetworkRegressionTrainer.Options { Width = 64, Members = 1, CheckpointPath = "network.checkpoint" });
    /// var fitted = small.Fit(numbers);
    /// </code>
    /// </example>
    public static LagrangianNetworkRegressionTrainer LagrangianNetwork(
        this RegressionCatalog.RegressionTrainers catalog, LagrangianNetworkRegressionTrainer.Options options) =>
        new(EnvironmentOf(catalog), options);

    private static IHostEnvironment EnvironmentOf(TrainCatalogBase.CatalogInstantiatorBase catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return MLNetInternals.GetEnvironment(MLNetInternals.GetOwner(catalog));
    }
}
