using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Trainers;
using Microsoft.ML.AutoML;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>What a trainer's velocity says of the metric of an experiment.</summary>
internal static class TrialMetric
{
    /// <summary>Whether a trainer's velocity falls exactly when the metric gets better: where its likelihood is the metric's own.</summary>
    public static bool IsMeasuredBy(IMetricManager manager, TrainingWatch.Subject subject) =>
        !subject.IsBalanced && subject.WeightColumn is null && (manager.MetricName, subject.Trainer) is
            (nameof(MulticlassClassificationMetric.LogLoss), "LagrangianLogisticRegression" or "LagrangianMaximumEntropy")
            or (nameof(RegressionMetric.RSquared), "LagrangianRegression")
            or (nameof(RegressionMetric.MeanSquaredError), "LagrangianRegression")
            or (nameof(RegressionMetric.RootMeanSquaredError), "LagrangianRegression");

    /// <summary>Whether what a velocity will fall to lies above where the best one has ended, by more than both errors.</summary>
    /// <param name="velocities">Velocities seen so far; time in observations.</param>
    /// <param name="now">The last state.</param>
    /// <param name="best">Where the best fit has ended.</param>
    /// <param name="quantile">Normal quantile of the confidence.</param>
    public static bool CannotReach(ReadOnlySpan<Observation> velocities, in LearningState now, in LearningState best, double quantile)
    {
        double floor = now.Floor, error = now.FloorStandardError;
        if (!double.IsFinite(floor) || !double.IsFinite(error))
        {
            var motion = Kinematics.Estimate(velocities);
            (floor, error) = (motion.Floor(double.PositiveInfinity), motion.FloorStandardError(double.PositiveInfinity));
        }

        double margin = quantile * (error + (double.IsFinite(best.FloorStandardError) ? best.FloorStandardError : double.PositiveInfinity));
        return floor - margin > best.Velocity;
    }
}
