using LagrangeMLNet.Data;
using LagrangeMLNet.MicrosoftAutoML;
using LagrangeMLNet.Sweeps;
using LagrangeMLNet.Trainers;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

// As ML.NET's own extensions do, these appear wherever Microsoft.ML is imported.
namespace Microsoft.ML;

/// <summary>Adds the Lagrangian trainers, and trials that share what they have in common, to <c>Microsoft.ML.AutoML</c>.</summary>
public static class MicrosoftAutoMLCatalog
{
    /// <summary>Logistic regression for a pipeline of <c>Microsoft.ML.AutoML</c>.</summary>
    /// <param name="auto">The catalog, <c>mlContext.Auto()</c>.</param>
    /// <param name="options">
    /// Options that every trial starts from, copied here; what is swept takes the place of their values. Null for the defaults.
    /// </param>
    /// <param name="searchSpace">
    /// What is swept; null for what the attributes of the options say and, unless the options give it, the L2 penalty: decades from 0.001
    /// to 1000 beside <c>automatic</c>, with which an experiment begins and the trainer finds the penalty itself.
    /// </param>
    /// <returns>An estimator to append to a pipeline.</returns>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// SweepablePipeline pipeline = features.Append(mlContext.Auto().LagrangianLogisticRegression());
    /// </code>
    /// </example>
    public static SweepableEstimator LagrangianLogisticRegression(
        this AutoCatalog auto,
        LagrangianLogisticRegressionBinaryTrainer.Options? options = null,
        SearchSpace<LagrangianLogisticRegressionBinaryTrainer.Options>? searchSpace = null) =>
        SweepableTrainer.Of(
            auto, (context, swept) => context.BinaryClassification.Trainers.LagrangianLogisticRegression(swept), options, searchSpace);

    /// <summary>Maximum entropy classification for a pipeline of <c>Microsoft.ML.AutoML</c>.</summary>
    /// <inheritdoc cref="LagrangianLogisticRegression"/>
    /// <example>
    /// <code>
    /// SweepablePipeline pipeline = features.Append(mlContext.Auto().LagrangianMaximumEntropy());
    /// </code>
    /// </example>
    public static SweepableEstimator LagrangianMaximumEntropy(
        this AutoCatalog auto,
        LagrangianMaximumEntropyMulticlassTrainer.Options? options = null,
        SearchSpace<LagrangianMaximumEntropyMulticlassTrainer.Options>? searchSpace = null) =>
        SweepableTrainer.Of(
            auto, (context, swept) => context.MulticlassClassification.Trainers.LagrangianMaximumEntropy(swept), options, searchSpace);

    /// <summary>Linear regression with squared loss for a pipeline of <c>Microsoft.ML.AutoML</c>.</summary>
    /// <inheritdoc cref="LagrangianLogisticRegression"/>
    /// <example>
    /// <code>
    /// SweepablePipeline pipeline = features.Append(mlContext.Auto().Lagrangian());
    /// </code>
    /// </example>
    public static SweepableEstimator Lagrangian(
        this AutoCatalog auto,
        LagrangianRegressionTrainer.Options? options = null,
        SearchSpace<LagrangianRegressionTrainer.Options>? searchSpace = null) =>
        SweepableTrainer.Of(auto, (context, swept) => context.Regression.Trainers.Lagrangian(swept), options, searchSpace);

    /// <summary>Poisson regression of counts for a pipeline of <c>Microsoft.ML.AutoML</c>.</summary>
    /// <inheritdoc cref="LagrangianLogisticRegression"/>
    /// <example>
    /// <code>
    /// SweepablePipeline pipeline = features.Append(mlContext.Auto().LagrangianPoisson());
    /// </code>
    /// </example>
    public static SweepableEstimator LagrangianPoisson(
        this AutoCatalog auto,
        LagrangianPoissonRegressionTrainer.Options? options = null,
        SearchSpace<LagrangianPoissonRegressionTrainer.Options>? searchSpace = null) =>
        SweepableTrainer.Of(auto, (context, swept) => context.Regression.Trainers.LagrangianPoisson(swept), options, searchSpace);

    /// <summary>
    /// The trainers of ours for a binary label, to append to a pipeline beside <c>mlContext.Auto().BinaryClassification()</c>.
    /// </summary>
    /// <param name="auto">The catalog, <c>mlContext.Auto()</c>.</param>
    /// <param name="labelColumnName">Label column.</param>
    /// <param name="featureColumnName">Feature column.</param>
    /// <param name="useNetworks">
    /// Whether network trainers take part too: those of the package <c>LagrangeMLNet.TorchSharp</c>, which the application then references.
    /// A fit of a network takes from seconds to minutes, and an experiment tries trainers that it does not know early: give it the time.
    /// </param>
    /// <returns>Estimators to choose from.</returns>
    /// <exception cref="InvalidOperationException">
    /// Network trainers are wanted, and their package or a native library that it needs is not there; the message says which.
    /// </exception>
    /// <example>
    /// <code>
    /// var featurizer = mlContext.Auto().Featurizer(table, "Features", excludeColumns: ["Label"]);
    /// SweepablePipeline pipeline = featurizer.Append([mlContext.Auto().BinaryClassification(), .. mlContext.Auto().LagrangianBinaryTrainers()]);
    /// </code>
    /// </example>
    public static SweepableEstimator[] LagrangianBinaryTrainers(
        this AutoCatalog auto, string labelColumnName = "Label", string featureColumnName = "Features", bool useNetworks = false) =>
    [
        auto.LagrangianLogisticRegression(new() { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName }),
        .. Networks(useNetworks, PredictionTask.Binary, labelColumnName, featureColumnName),
    ];

    /// <summary>
    /// The trainers of ours for a label of several classes, to append beside <c>mlContext.Auto().MultiClassification()</c>.
    /// </summary>
    /// <inheritdoc cref="LagrangianBinaryTrainers"/>
    /// <example>
    /// <code>
    /// var featurizer = mlContext.Auto().Featurizer(table, "Features", excludeColumns: ["Label"]);
    /// SweepablePipeline pipeline = featurizer.Append([mlContext.Auto().MultiClassification(), .. mlContext.Auto().LagrangianMulticlassTrainers()]);
    /// </code>
    /// </example>
    public static SweepableEstimator[] LagrangianMulticlassTrainers(
        this AutoCatalog auto, string labelColumnName = "Label", string featureColumnName = "Features", bool useNetworks = false) =>
    [
        auto.LagrangianMaximumEntropy(new() { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName }),
        .. Networks(useNetworks, PredictionTask.Multiclass, labelColumnName, featureColumnName),
    ];

    /// <summary>
    /// The trainers of ours for a numeric label, to append beside <c>mlContext.Auto().Regression()</c>; not
    /// <see cref="LagrangianPoisson"/>, which is for counts.
    /// </summary>
    /// <inheritdoc cref="LagrangianBinaryTrainers"/>
    /// <example>
    /// <code>
    /// var featurizer = mlContext.Auto().Featurizer(table, "Features", excludeColumns: ["Label"]);
    /// SweepablePipeline pipeline = featurizer.Append([mlContext.Auto().Regression(), .. mlContext.Auto().LagrangianRegressionTrainers()]);
    /// </code>
    /// </example>
    public static SweepableEstimator[] LagrangianRegressionTrainers(
        this AutoCatalog auto, string labelColumnName = "Label", string featureColumnName = "Features", bool useNetworks = false) =>
    [
        auto.Lagrangian(new() { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName }),
        .. Networks(useNetworks, PredictionTask.Regression, labelColumnName, featureColumnName),
    ];

    /// <summary>
    /// Trials share what they have in common: rows are featurised once for all trials with the same featurizers and kept in memory, and a
    /// proposal that was tried before is not fitted again. Trainers of ours in them get the trial's token, and end when they can no longer
    /// win. To be called after <c>SetPipeline</c>, which would put its own runner in this one's place.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The experiment's tuner sees what it would see otherwise: losses of fits to all rows, and for a trial that was tried before the loss
    /// and the duration that it had; durations leave out the time of featurising rows for all. No trial is judged by a fit to fewer rows:
    /// the tuners climb by comparing losses, each trainer from a start that is cheap and poor, and what a fit to few rows loses against
    /// another trainer's best says nothing of where the climb ends. A Lagrangian trainer's fit ends where the floor of its velocity lies
    /// above where the best fit of the same pipeline has ended, by more than both errors, and only for metrics that its likelihood is the
    /// measure of (log-loss; squared error for squared loss). Once a trial has succeeded, none takes more than half of the experiment's
    /// time. Of a trial that was ended the tuner is told the best loss of the same estimators.
    /// </para>
    /// <para>
    /// A trial that throws is a failure, told to the experiment's monitor and to <see cref="LagrangianExperimentOptions.Progress"/>,
    /// and the experiment goes on, also where it is the first; but before any trial has succeeded, an error that two trainers in a row, or
    /// all choices of the pipeline, say in the same words ends the experiment. The experiment's monitors stay what they are.
    /// </para>
    /// </remarks>
    /// <param name="experiment">The experiment, with a pipeline.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <returns>The experiment.</returns>
    /// <exception cref="InvalidOperationException">The experiment has no pipeline yet.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that cannot be used; the message says which.</exception>
    /// <example>
    /// <code>
    /// var experiment = mlContext.Auto().CreateExperiment()
    ///     .SetPipeline(features.Append(mlContext.Auto().LagrangianBinaryTrainers()))
    ///     .SetDataset(train, validation)
    ///     .SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve)
    ///     .SetTrainingTimeInSeconds(60)
    ///     .UseLagrangian();
    /// </code>
    /// </example>
    public static AutoMLExperiment UseLagrangian(this AutoMLExperiment experiment, LagrangianExperimentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ExperimentErrors.CheckPipeline(experiment);
        var race = new TrialRace(options ?? new LagrangianExperimentOptions());
        return experiment.SetTrialRunner(provider => new LagrangianTrialRunner(race, provider));
    }

    private static IReadOnlyList<SweepableEstimator> Networks(bool areUsed, PredictionTask task, string label, string features) =>
        areUsed ? new NetworkSweepables(task, label, features).Of(TrainerOffers.Present) : [];
}
