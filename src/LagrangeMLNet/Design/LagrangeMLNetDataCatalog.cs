using LagrangeMLNet.Design;
using LagrangeMLNet.Interop;

// As ML.NET's own extensions do, these appear wherever Microsoft.ML is imported.
namespace Microsoft.ML;

/// <summary>Adds planned choices of rows to ML.NET's data operations.</summary>
public static class LagrangeMLNetDataCatalog
{
    /// <summary>
    /// Chooses which rows of a pool to label next, so that a model learns as much as it can from <paramref name="count"/> labels. Labels
    /// are neither needed nor looked at.
    /// </summary>
    /// <param name="catalog">The data operations.</param>
    /// <param name="pool">Rows to choose from. Rows with missing features are passed over and counted.</param>
    /// <param name="count">Number of rows, at least 1; a pool of fewer rows is chosen whole.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/> of known size.</param>
    /// <param name="criterion">
    /// What rows are chosen for: to stand for the pool, or, where the labels are known to be linear in the features, to make a variance
    /// small.
    /// </param>
    /// <param name="seed">Seed of the random starts; null means 0.</param>
    /// <returns>The chosen rows in order of choice, and what is known of the choice.</returns>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <exception cref="InvalidOperationException">The pool cannot be used; the message names column and row.</exception>
    /// <example>
    /// <code>
    /// var chosen = mlContext.Data.SelectPlannedRows(pool, count: 50);
    /// Console.WriteLine(string.Join(", ", chosen.Report.RowIndices));
    /// </code>
    /// </example>
    public static PlannedRows SelectPlannedRows(
        this DataOperationsCatalog catalog,
        IDataView pool,
        int count,
        string featureColumnName = "Features",
        DesignCriterion criterion = DesignCriterion.Representative,
        int? seed = null) =>
        SelectPlannedRows(catalog, pool, new PlannedRowsOptions
        {
            Count = count,
            FeatureColumnName = featureColumnName,
            Criterion = criterion,
            Seed = seed ?? 0,
        });

    /// <summary>Chooses which rows of a pool to label next, with options: what is labelled already, a model, costs, groups and
    /// more.</summary>
    /// <param name="catalog">The data operations.</param>
    /// <param name="pool">Rows to choose from. Rows with missing features are passed over and counted.</param>
    /// <param name="options">Options; only a count or a budget has to be set.</param>
    /// <returns>The chosen rows in order of choice, and what is known of the choice.</returns>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <exception cref="InvalidOperationException">The pool cannot be used; the message names column and row.</exception>
    /// <exception cref="OperationCanceledException">The end was asked for.</exception>
    /// <example>
    /// <code>
    /// var chosen = mlContext.Data.SelectPlannedRows(pool, new PlannedRowsOptions { Count = 100, Labeled = labeled });
    /// Console.WriteLine(chosen.Report);
    /// </code>
    /// </example>
    public static PlannedRows SelectPlannedRows(this DataOperationsCatalog catalog, IDataView pool, PlannedRowsOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(options);
        return new PlannedRowsSession(MLNetInternals.GetEnvironment(catalog), options).Select(pool);
    }
}
