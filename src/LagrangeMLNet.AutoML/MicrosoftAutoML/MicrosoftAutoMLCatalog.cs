using LagrangeMLNet.AutoML.MicrosoftAutoML;
using LagrangeMLNet.Trainers;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

// As ML.NET's own extensions do, these appear wherever Microsoft.ML is imported.
namespace Microsoft.ML;

/// <summary>Adds the Lagrangian trainers, and trials that end by their kinematics, to <c>Microsoft.ML.AutoML</c>.</summary>
public static class MicrosoftAutoMLCatalog
{
    /// <summary>Logistic regression for a pipeline of <c>Microsoft.ML.AutoML</c>.</summary>
    /// <param name="auto">The catalog, <c>mlContext.Auto()</c>.</param>
    /// <param name="options">
    /// Options that every trial starts from, copied here; what is swept takes the place of their values. Null for the defaults.
    /// </param>
    /// <param name="searchSpace">What is swept; null for what the attributes of the options say.</param>
    /// <returns>An estimator to append to a pipeline.</returns>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    public static SweepableEstimator LagrangianLogisticRegression(
        this AutoCatalog auto,
        LagrangianLogisticRegressionBinaryTrainer.Options? options = null,
        SearchSpace<LagrangianLogisticRegressionBinaryTrainer.Options>? searchSpace = null) =>
        SweepableTrainer.Of(
            auto, (context, swept) => context.BinaryClassification.Trainers.LagrangianLogisticRegression(swept), options, searchSpace);

    /// <summary>Maximum entropy classification for a pipeline of <c>Microsoft.ML.AutoML</c>.</summary>
    /// <inheritdoc cref="LagrangianLogisticRegression"/>
    public static SweepableEstimator LagrangianMaximumEntropy(
        this AutoCatalog auto,
        LagrangianMaximumEntropyMulticlassTrainer.Options? options = null,
        SearchSpace<LagrangianMaximumEntropyMulticlassTrainer.Options>? searchSpace = null) =>
        SweepableTrainer.Of(
            auto, (context, swept) => context.MulticlassClassification.Trainers.LagrangianMaximumEntropy(swept), options, searchSpace);

    /// <summary>Linear regression with squared loss for a pipeline of <c>Microsoft.ML.AutoML</c>.</summary>
    /// <inheritdoc cref="LagrangianLogisticRegression"/>
    public static SweepableEstimator Lagrangian(
        this AutoCatalog auto,
        LagrangianRegressionTrainer.Options? options = null,
        SearchSpace<LagrangianRegressionTrainer.Options>? searchSpace = null) =>
        SweepableTrainer.Of(auto, (context, swept) => context.Regression.Trainers.Lagrangian(swept), options, searchSpace);

    /// <summary>Poisson regression of counts for a pipeline of <c>Microsoft.ML.AutoML</c>.</summary>
    /// <inheritdoc cref="LagrangianLogisticRegression"/>
    public static SweepableEstimator LagrangianPoisson(
        this AutoCatalog auto,
        LagrangianPoissonRegressionTrainer.Options? options = null,
        SearchSpace<LagrangianPoissonRegressionTrainer.Options>? searchSpace = null) =>
        SweepableTrainer.Of(auto, (context, swept) => context.Regression.Trainers.LagrangianPoisson(swept), options, searchSpace);

    /// <summary>
    /// Trials end as soon as their learning has decelerated too far to win, hand their token to the Lagrangian trainers in them, and are
    /// reported. To be called after <c>SetPipeline</c>, which would put its own runner in this one's place.
    /// </summary>
    /// <remarks>
    /// <para>
    /// A trial learns from nested random subsets of the training rows, each four times the one before, and its metric on the validation rows
    /// is a point of its learning curve. It ends where that curve, carried forward as far as it can fall, stays behind the best trial's by
    /// more than its error (the spread of the difference over sixteen parts of the validation rows); its result has the loss that it had got
    /// to. Within a fit to more rows than the first subset, a Lagrangian trainer is also ended when the floor of its velocity lies above
    /// where the best trial of the same trainer has ended; only for metrics that its likelihood is the measure of (log-loss;
    /// squared error for squared loss).
    /// </para>
    /// <para>
    /// With cross-validation the subsets are those of the first fold. A trial that throws is a result of infinite loss, told to the log and to
    /// <see cref="LagrangianExperimentOptions.Progress"/>, and the experiment goes on; but before any trial has succeeded, the second
    /// error in a row of the same words ends the experiment.
    /// </para>
    /// </remarks>
    /// <param name="experiment">The experiment, with a pipeline.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <returns>The experiment.</returns>
    /// <exception cref="InvalidOperationException">The experiment has no pipeline yet.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is not in (0.5, 1).</exception>
    public static AutoMLExperiment UseLagrangian(this AutoMLExperiment experiment, LagrangianExperimentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ExperimentErrors.CheckPipeline(experiment);
        var race = new TrialRace(options ?? new LagrangianExperimentOptions());
        return experiment
            .SetTrialRunner(provider => new LagrangianTrialRunner(race, provider))
            .SetMonitor(provider => new TrialMonitor(race, provider));
    }
}
