using LagrangeMLNet.Design;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Data;

/// <summary>
/// An order of the training rows in which the first ones tell most: V-optimal for a linear model on the features, so that its predictions
/// on all training rows are as sure as so few rows can make them. No label is looked at but to keep the classes' shares.
/// </summary>
internal static class PlannedOrder
{
    /// <param name="plan">The division, with training rows in random order.</param>
    /// <param name="label">Label and rows.</param>
    /// <param name="featurization">What the columns are made to.</param>
    /// <param name="options">Seed and token.</param>
    /// <exception cref="OperationCanceledException">The end was asked for.</exception>
    public static RowPlan Of(RowPlan plan, LabelColumn label, Featurization featurization, SweepOptions options)
    {
        if (plan.Rungs.Count == 1)
            return plan;
        var context = new MLContext(options.Seed);
        bool[] training = plan.Training(plan.Rungs.Count - 1);
        var rows = new RowSubsetView(label.View, training);
        var features = featurization.Estimator(context).Fit(rows).Transform(rows);
        var chosen = context.Data.SelectPlannedRows(features, new PlannedRowsOptions
        {
            Count = plan.Rungs[^2],
            FeatureColumnName = Featurization.Features,
            Criterion = DesignCriterion.V,
            Intercept = true,
            Seed = options.Seed,
            CancellationToken = options.CancellationToken,
        });

        int[] places = [.. Enumerable.Range(0, training.Length).Where(row => training[row])];
        int[] first = [.. chosen.Report.RowIndices.Select(index => places[index])];
        return plan.InOrder([.. first, .. plan.TrainingRows.Except(first)], label.Strata);
    }
}
