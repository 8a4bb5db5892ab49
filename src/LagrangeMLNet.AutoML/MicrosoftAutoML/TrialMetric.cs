using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.Mechanics;
using Microsoft.ML;
using Microsoft.ML.AutoML;

namespace LagrangeMLNet.AutoML.MicrosoftAutoML;

/// <summary>The experiment's metric on validation rows, as a loss, with what is needed to tell its error.</summary>
internal static class TrialMetric
{
    /// <summary>Parts of the validation rows that the metric is taken on for itself; their spread is its error.</summary>
    private const int Parts = 16;

    private const int FewestInPart = 20;

    /// <summary>
    /// The mean of sixteen numbers has an error that follows Student's law with 15 degrees of freedom; the rule that it goes to asks the
    /// normal one. At 95 % the quantile is 1.753 instead of 1.645, so the parts are spread out by that.
    /// </summary>
    private const double StudentToNormal = 1.753 / 1.645;

    /// <summary>Scores rows and takes the metric.</summary>
    /// <param name="manager">The metric.</param>
    /// <param name="context">Context of the trial.</param>
    /// <param name="model">The model.</param>
    /// <param name="rows">Validation rows.</param>
    /// <param name="subsets">Parts of the rows, null where no error is needed.</param>
    /// <param name="key">What stands for the rows.</param>
    /// <returns>The metric; the loss of every part, NaN where it is not known.</returns>
    public static (double Metric, float[] PartLosses) Take(
        IEvaluateMetricManager manager, MLContext context, ITransformer model, IDataView rows, RowSubsets? subsets, object key)
    {
        var scored = model.Transform(rows);
        var losses = new float[Parts];
        Array.Fill(losses, float.NaN);
        bool[][] parts = subsets?.Parts(key, rows, Parts, FewestInPart) ?? [];
        if (parts.Length == 0)
            return (manager.Evaluate(context, scored), losses);

        // Scored once, read once for each part and once for all.
        var cached = context.Data.Cache(scored);
        double metric = manager.Evaluate(context, cached);
        try
        {
            for (int i = 0; i < Parts; i++)
                losses[i] = (float)Loss(manager, manager.Evaluate(context, new RowSubsetView(cached, parts[i])));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A part without one of the classes has no such metric: then the error is not known, and the trial is not ended.
            Array.Fill(losses, float.NaN);
            return (metric, losses);
        }

        float mean = losses.Average();
        for (int i = 0; i < Parts; i++)
            losses[i] = mean + (float)(StudentToNormal * (losses[i] - mean));
        return (metric, losses);
    }

    /// <summary>The metric as a loss: lower is better.</summary>
    public static double Loss(IMetricManager manager, double metric) => manager.IsMaximize ? -metric : metric;

    /// <summary>Whether a trainer's velocity falls exactly when the metric gets better: where its likelihood is the metric's own.</summary>
    public static bool IsMeasuredBy(IMetricManager manager, Trainers.TrainingWatch.Subject subject) =>
        !subject.IsBalanced && subject.WeightColumn is null && (manager.MetricName, subject.Trainer) is
            (nameof(MulticlassClassificationMetric.LogLoss), "LagrangianLogisticRegression" or "LagrangianMaximumEntropy")
            or (nameof(RegressionMetric.RSquared), "LagrangianRegression")
            or (nameof(RegressionMetric.MeanSquaredError), "LagrangianRegression")
            or (nameof(RegressionMetric.RootMeanSquaredError), "LagrangianRegression");

    /// <summary>Whether what a velocity will fall to lies above where the best one has ended, by more than both errors.</summary>
    /// <param name="looks">Velocities seen so far; time in observations.</param>
    /// <param name="now">The last state.</param>
    /// <param name="best">Where the best fit has ended.</param>
    /// <param name="quantile">Normal quantile of the confidence.</param>
    public static bool CannotReach(ReadOnlySpan<Observation> looks, in LearningState now, in LearningState best, double quantile)
    {
        double floor = now.Floor, error = now.FloorStandardError;
        if (!double.IsFinite(floor) || !double.IsFinite(error))
        {
            var motion = Kinematics.Estimate(looks);
            (floor, error) = (motion.Floor(double.PositiveInfinity), motion.FloorStandardError(double.PositiveInfinity));
        }

        double margin = quantile * (error + (double.IsFinite(best.FloorStandardError) ? best.FloorStandardError : double.PositiveInfinity));
        return floor - margin > best.Velocity;
    }
}
