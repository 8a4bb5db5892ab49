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
    /// <param name="options">Seed, memory and the caller's token.</param>
    /// <param name="time">Set when the time for the search is over: the order stays random, which no trial will see.</param>
    /// <exception cref="OperationCanceledException">The caller asked for the end.</exception>
    public static RowPlan Of(RowPlan plan, LabelColumn label, Featurization featurization, SweepOptions options, CancellationToken time)
    {
        if (plan.Rungs.Count == 1)
            return plan;
        var context = new MLContext(options.Seed);
        bool[] training = plan.Training(plan.Rungs.Count - 1);
        var rows = new RowSubsetView(label.View, training);
        var made = featurization.Estimator(context).Fit(rows).Transform(rows);
        var features = context.Data.Cache(made, Featurization.Features);

        // Each subset is chosen from the one above it: the order within a choice is worth little where it is of very many rows.
        int[] places = [.. Enumerable.Range(0, training.Length).Where(row => training[row])];
        int[] chosen = [.. Enumerable.Range(0, places.Length)];
        var order = new List<int>();
        try
        {
            for (int rung = plan.Rungs.Count - 2; rung >= 0; rung--)
            {
                int[] pool = chosen;
                chosen = Choose(context, features, pool, places.Length, plan.Rungs[rung], options, time);
                order.InsertRange(0, pool.Except(chosen));
            }
        }
        catch (OperationCanceledException) when (!options.CancellationToken.IsCancellationRequested)
        {
            return plan;
        }

        return plan.InOrder([.. chosen.Concat(order).Select(row => places[row])], label.Strata);
    }

    /// <summary>Rows of a pool, told by their numbers in the view, in order of choice.</summary>
    private static int[] Choose(
        MLContext context, IDataView features, int[] pool, int all, int count, SweepOptions options, CancellationToken time)
    {
        var isInPool = new bool[all];
        foreach (int row in pool)
            isInPool[row] = true;
        int[] rows = [.. pool.Order()];
        var planned = context.Data.SelectPlannedRows(new RowSubsetView(features, isInPool), new PlannedRowsOptions
        {
            Count = count,
            FeatureColumnName = Featurization.Features,
            Criterion = DesignCriterion.V,
            Target = features,
            Intercept = true,
            Seed = options.Seed,
            MaximumMemoryInMegabytes = options.MaximumMemoryInMegabytes,
            CancellationToken = time,
        });
        return [.. planned.Report.RowIndices.Select(index => rows[index])];
    }
}
