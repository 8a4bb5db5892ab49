using LagrangeMLNet.Interop;
using LagrangeMLNet.Labeling;

// As ML.NET's own extensions do, these appear wherever Microsoft.ML is imported.
namespace Microsoft.ML;

/// <summary>Adds labelling campaigns to ML.NET's data operations.</summary>
public static class LabelingCampaignCatalog
{
    /// <summary>Begins a labelling campaign, or goes on with it where its file exists.</summary>
    /// <param name="catalog">The data operations.</param>
    /// <param name="pool">
    /// Rows to label, with the feature column; the same rows in the same order each time. It is read once in each round: cache it
    /// (<c>mlContext.Data.Cache</c>) if its features are computed. Rows with missing features are passed over.
    /// </param>
    /// <param name="path">File that keeps the campaign; null keeps it in memory only.</param>
    /// <param name="task">What the labels are; for several classes, use the overload with options.</param>
    /// <param name="trainer">What learns from the labels; null means the Lagrangian trainer of the task.</param>
    /// <param name="labelColumnName">Name of the label column of the labelled rows.</param>
    /// <param name="featureColumnName">Name of the feature column, a vector of <see cref="float"/> of known size.</param>
    /// <returns>The campaign, with the rows to label next. Dispose it to let go of the file.</returns>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <exception cref="InvalidOperationException">
    /// The pool cannot be used, or the file is in use, damaged, or about another pool; the message says which.
    /// </exception>
    /// <example>
    /// <code>
    /// using var opened = mlContext.Data.OpenLabelingCampaign(pool, "churn.campaign");
    /// opened.WritePending("to-label.csv");
    /// // When people have filled in the column Label:
    /// opened.ReadLabels("to-label.csv");
    /// Console.WriteLine(opened.State.Reason);
    /// </code>
    /// </example>
    public static LabelingCampaign OpenLabelingCampaign(
        this DataOperationsCatalog catalog,
        IDataView pool,
        string? path,
        LabelingTask task = LabelingTask.BinaryClassification,
        IEstimator<ITransformer>? trainer = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features") =>
        OpenLabelingCampaign(catalog, pool, new LabelingCampaignOptions
        {
            Path = path,
            Task = task,
            Trainer = trainer,
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
        });

    /// <summary>
    /// Begins a labelling campaign, or goes on with it where its file exists, with options: classes, costs, values and more.
    /// </summary>
    /// <param name="catalog">The data operations.</param>
    /// <param name="pool">
    /// Rows to label, with the feature column; the same rows in the same order each time. It is read once in each round: cache it
    /// (<c>mlContext.Data.Cache</c>) if its features are computed. Rows with missing features are passed over.
    /// </param>
    /// <param name="options">Options; every default serves, apart from the task.</param>
    /// <returns>The campaign, with the rows to label next. Dispose it to let go of the file.</returns>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    /// <exception cref="InvalidOperationException">
    /// The pool cannot be used, or the file is in use, damaged, or about another pool; the message says which.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end.</exception>
    /// <example>
    /// <code>
    /// using var opened = mlContext.Data.OpenLabelingCampaign(
    ///     pool, new LabelingCampaignOptions { Path = "calls.campaign", Task = LabelingTask.Regression, Budget = 100 });
    /// var state = opened.Run(Ask);
    /// Console.WriteLine($"{state.Labels} labels: {state.Advice}");
    /// </code>
    /// </example>
    public static LabelingCampaign OpenLabelingCampaign(this DataOperationsCatalog catalog, IDataView pool, LabelingCampaignOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(options);
        return new LabelingCampaign(MLNetInternals.GetEnvironment(catalog), pool, options);
    }
}
