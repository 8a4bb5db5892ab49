using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>
/// Rows behind fitted featurizers, kept in memory where they fit: every trial with the same featurizers learns from them.
/// </summary>
/// <param name="Featurizers">The fitted featurizers.</param>
/// <param name="Training">Featurised rows to learn from.</param>
/// <param name="Validation">Featurised rows to be measured on.</param>
/// <param name="Count">Number of rows to learn from.</param>
/// <param name="Bytes">Memory that the rows take; 0 where they are read from their source.</param>
internal sealed record FeaturisedRows(
    IReadOnlyList<ITransformer> Featurizers, IDataView Training, IDataView Validation, long Count, long Bytes)
{
    /// <summary>Fits featurizers and reads rows through them.</summary>
    /// <param name="context">A context that no trial ends with.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="budget">Most bytes that the rows may take; those that need more are read anew from their source.</param>
    public static FeaturisedRows Of(MLContext context, TrialPipeline pipeline, TrialRows rows, long budget)
    {
        var end = new ChainEnd();
        var model = pipeline.Featurizers.Aggregate(new EstimatorChain<ITransformer>(), (chain, estimator) => chain.Append(estimator))
            .Append(end).Fit(rows.Training);
        var (training, validation) = (end.Rows!, model.Transform(rows.Validation));
        var (count, bytes, features) = RowMemory.Estimate(training);
        bytes += RowMemory.Estimate(validation).Bytes;
        ITransformer[] featurizers = [.. model.SkipLast(1)];
        if (bytes > budget)
            return new FeaturisedRows(featurizers, training, validation, count, 0);
        (training, validation) = (context.Data.Cache(training), context.Data.Cache(validation));
        if (features is { } column)
        {
            RowMemory.Fill(training, column);
            RowMemory.Fill(validation, validation.Schema[column.Name]);
        }

        return new FeaturisedRows(featurizers, training, validation, count, bytes);
    }

    /// <summary>The model that a trainer's part makes with the featurizers.</summary>
    public TransformerChain<ITransformer> Model(IEnumerable<ITransformer> trained) => new([.. Featurizers, .. trained]);

    /// <summary>
    /// Takes the rows as the next estimator of a chain would get them: some transformers give other rows in training than later.
    /// </summary>
    private sealed class ChainEnd : IEstimator<ITransformer>
    {
        public IDataView? Rows { get; private set; }

        public ITransformer Fit(IDataView input)
        {
            Rows = input;
            return new TransformerChain<ITransformer>();
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}
