using LagrangeMLNet.Interop;
using LagrangeMLNet.Trainers;
using Microsoft.ML.Runtime;

// As ML.NET's own extensions do, these appear wherever Microsoft.ML is imported.
namespace Microsoft.ML;

/// <summary>Adds the Lagrangian trainers to ML.NET's trainer catalogs.</summary>
public static class LagrangeMLNetCatalog
{
    /// <summary>Creates a <see cref="LagrangianLogisticRegressionBinaryTrainer"/>: logistic regression.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="labelColumnName">Name of the label column, a <see cref="bool"/>.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">
    /// Name of the column of example weights, a <see cref="float"/>; null when all rows weigh 1.
    /// </param>
    /// <param name="l1Regularization">Strength of the L1 penalty, at least 0, with LBFGS's meaning; null means none.</param>
    /// <param name="l2Regularization">
    /// Strength of the L2 penalty, at least 0, with LBFGS's meaning; null (recommended) means that the trainer finds it.
    /// </param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var pipeline = features.Append(mlContext.BinaryClassification.Trainers.LagrangianLogisticRegression());
    /// mlContext.Model.Save(pipeline.Fit(table), table.Schema, "model.zip");
    /// </code>
    /// </example>
    public static LagrangianLogisticRegressionBinaryTrainer LagrangianLogisticRegression(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        float? l1Regularization = null,
        float? l2Regularization = null) =>
        LagrangianLogisticRegression(catalog, new LagrangianLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L1Regularization = l1Regularization,
            L2Regularization = l2Regularization,
        });

    /// <summary>Creates a <see cref="LagrangianLogisticRegressionBinaryTrainer"/> with options.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var balanced = mlContext.BinaryClassification.Trainers.LagrangianLogisticRegression(
    ///     new LagrangianLogisticRegressionBinaryTrainer.Options { BalanceClasses = true });
    /// var fitted = balanced.Fit(train, validation);
    /// Console.WriteLine(balanced.LastReport);
    /// </code>
    /// </example>
    public static LagrangianLogisticRegressionBinaryTrainer LagrangianLogisticRegression(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, LagrangianLogisticRegressionBinaryTrainer.Options options) =>
        new(EnvironmentOf(catalog), options);

    /// <summary>Creates a <see cref="LagrangianMaximumEntropyMulticlassTrainer"/>: maximum entropy classification.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="labelColumnName">Name of the label column, a key of known count.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">
    /// Name of the column of example weights, a <see cref="float"/>; null when all rows weigh 1.
    /// </param>
    /// <param name="l1Regularization">Strength of the L1 penalty, at least 0, with LBFGS's meaning; null means none.</param>
    /// <param name="l2Regularization">
    /// Strength of the L2 penalty, at least 0, with LBFGS's meaning; null (recommended) means that the trainer finds it.
    /// </param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var byClass = mlContext.Transforms.Conversion.MapValueToKey("Label", "Calls")
    ///     .Append(mlContext.MulticlassClassification.Trainers.LagrangianMaximumEntropy())
    ///     .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    /// var fitted = byClass.Fit(rows);
    /// </code>
    /// </example>
    public static LagrangianMaximumEntropyMulticlassTrainer LagrangianMaximumEntropy(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        float? l1Regularization = null,
        float? l2Regularization = null) =>
        LagrangianMaximumEntropy(catalog, new LagrangianMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L1Regularization = l1Regularization,
            L2Regularization = l2Regularization,
        });

    /// <summary>Creates a <see cref="LagrangianMaximumEntropyMulticlassTrainer"/> with options.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var sparse = mlContext.MulticlassClassification.Trainers.LagrangianMaximumEntropy(
    ///     new LagrangianMaximumEntropyMulticlassTrainer.Options { L1Regularization = 1 });
    /// var fitted = sparse.Fit(classes);
    /// </code>
    /// </example>
    public static LagrangianMaximumEntropyMulticlassTrainer LagrangianMaximumEntropy(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        LagrangianMaximumEntropyMulticlassTrainer.Options options) =>
        new(EnvironmentOf(catalog), options);

    /// <summary>Creates a <see cref="LagrangianRegressionTrainer"/>: linear regression with squared loss.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="labelColumnName">Name of the label column, a <see cref="float"/>.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">
    /// Name of the column of example weights, a <see cref="float"/>; null when all rows weigh 1.
    /// </param>
    /// <param name="l1Regularization">Strength of the L1 penalty, at least 0, with LBFGS's meaning; null means none.</param>
    /// <param name="l2Regularization">
    /// Strength of the L2 penalty, at least 0, with LBFGS's meaning; null (recommended) means that the trainer finds it.
    /// </param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var fitted = mlContext.Regression.Trainers.Lagrangian().Fit(numbers);
    /// Console.WriteLine(mlContext.Regression.Evaluate(fitted.Transform(numbers)).RootMeanSquaredError);
    /// </code>
    /// </example>
    public static LagrangianRegressionTrainer Lagrangian(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        float? l1Regularization = null,
        float? l2Regularization = null) =>
        Lagrangian(catalog, new LagrangianRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L1Regularization = l1Regularization,
            L2Regularization = l2Regularization,
        });

    /// <summary>Creates a <see cref="LagrangianRegressionTrainer"/> with options.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var watched = mlContext.Regression.Trainers.Lagrangian(new LagrangianRegressionTrainer.Options
    /// {
    ///     Progress = new Progress&lt;LearningState&gt;(state =&gt;
    ///         Console.WriteLine($"{state.Velocity:0.000} nats, {state.Remaining:0.000} remain")),
    /// });
    /// var fitted = watched.Fit(numbers);
    /// </code>
    /// </example>
    public static LagrangianRegressionTrainer Lagrangian(
        this RegressionCatalog.RegressionTrainers catalog, LagrangianRegressionTrainer.Options options) =>
        new(EnvironmentOf(catalog), options);

    /// <summary>Creates a <see cref="LagrangianPoissonRegressionTrainer"/>: Poisson regression of counts.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="labelColumnName">Name of the label column, a <see cref="float"/> that is not negative.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">
    /// Name of the column of example weights, a <see cref="float"/>; null when all rows weigh 1.
    /// </param>
    /// <param name="l1Regularization">Strength of the L1 penalty, at least 0, with LBFGS's meaning; null means none.</param>
    /// <param name="l2Regularization">
    /// Strength of the L2 penalty, at least 0, with LBFGS's meaning; null (recommended) means that the trainer finds it.
    /// </param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var fitted = mlContext.Regression.Trainers.LagrangianPoisson().Fit(numbers);
    /// Console.WriteLine(fitted.Model.Bias);
    /// </code>
    /// </example>
    public static LagrangianPoissonRegressionTrainer LagrangianPoisson(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        float? l1Regularization = null,
        float? l2Regularization = null) =>
        LagrangianPoisson(catalog, new LagrangianPoissonRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L1Regularization = l1Regularization,
            L2Regularization = l2Regularization,
        });

    /// <summary>Creates a <see cref="LagrangianPoissonRegressionTrainer"/> with options.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var given = mlContext.Regression.Trainers.LagrangianPoisson(
    ///     new LagrangianPoissonRegressionTrainer.Options { L2Regularization = 1, NumberOfThreads = 1 });
    /// var fitted = given.Fit(numbers);
    /// </code>
    /// </example>
    public static LagrangianPoissonRegressionTrainer LagrangianPoisson(
        this RegressionCatalog.RegressionTrainers catalog, LagrangianPoissonRegressionTrainer.Options options) =>
        new(EnvironmentOf(catalog), options);

    /// <summary>Creates a <see cref="LagrangianNegativeBinomialRegressionTrainer"/>: negative binomial regression of
    /// counts that vary more than a Poisson's.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="labelColumnName">Name of the label column, a <see cref="float"/> that is not negative.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">
    /// Name of the column of example weights, a <see cref="float"/>; null when all rows weigh 1.
    /// </param>
    /// <param name="l1Regularization">Strength of the L1 penalty, at least 0, with LBFGS's meaning; null means none.</param>
    /// <param name="l2Regularization">
    /// Strength of the L2 penalty, at least 0, with LBFGS's meaning; null (recommended) means that the trainer finds it.
    /// </param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var fitted = mlContext.Regression.Trainers.LagrangianNegativeBinomial().Fit(numbers);
    /// Console.WriteLine(fitted.Model.Bias);
    /// </code>
    /// </example>
    public static LagrangianNegativeBinomialRegressionTrainer LagrangianNegativeBinomial(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        float? l1Regularization = null,
        float? l2Regularization = null) =>
        LagrangianNegativeBinomial(catalog, new LagrangianNegativeBinomialRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L1Regularization = l1Regularization,
            L2Regularization = l2Regularization,
        });

    /// <summary>Creates a <see cref="LagrangianNegativeBinomialRegressionTrainer"/> with options.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var given = mlContext.Regression.Trainers.LagrangianNegativeBinomial(
    ///     new LagrangianNegativeBinomialRegressionTrainer.Options { Dispersion = 0.5 });
    /// var fitted = given.Fit(numbers);
    /// </code>
    /// </example>
    public static LagrangianNegativeBinomialRegressionTrainer LagrangianNegativeBinomial(
        this RegressionCatalog.RegressionTrainers catalog, LagrangianNegativeBinomialRegressionTrainer.Options options) =>
        new(EnvironmentOf(catalog), options);

    /// <summary>Creates a <see cref="LagrangianHuberRegressionTrainer"/>: linear regression with outliers.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="labelColumnName">Name of the label column, a <see cref="float"/>.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">
    /// Name of the column of example weights, a <see cref="float"/>; null when all rows weigh 1.
    /// </param>
    /// <param name="l1Regularization">Strength of the L1 penalty, at least 0, with LBFGS's meaning; null means none.</param>
    /// <param name="l2Regularization">
    /// Strength of the L2 penalty, at least 0, with LBFGS's meaning; null (recommended) means that the trainer finds it.
    /// </param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var fitted = mlContext.Regression.Trainers.LagrangianHuber().Fit(numbers);
    /// Console.WriteLine(fitted.Model.Bias);
    /// </code>
    /// </example>
    public static LagrangianHuberRegressionTrainer LagrangianHuber(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        float? l1Regularization = null,
        float? l2Regularization = null) =>
        LagrangianHuber(catalog, new LagrangianHuberRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L1Regularization = l1Regularization,
            L2Regularization = l2Regularization,
        });

    /// <summary>Creates a <see cref="LagrangianHuberRegressionTrainer"/> with options.</summary>
    /// <param name="catalog">The trainers of the task.</param>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var given = mlContext.Regression.Trainers.LagrangianHuber(
    ///     new LagrangianHuberRegressionTrainer.Options { Delta = 1.5 });
    /// var fitted = given.Fit(numbers);
    /// </code>
    /// </example>
    public static LagrangianHuberRegressionTrainer LagrangianHuber(
        this RegressionCatalog.RegressionTrainers catalog, LagrangianHuberRegressionTrainer.Options options) =>
        new(EnvironmentOf(catalog), options);

    private static IHostEnvironment EnvironmentOf(TrainCatalogBase.CatalogInstantiatorBase catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return MLNetInternals.GetEnvironment(MLNetInternals.GetOwner(catalog));
    }
}
