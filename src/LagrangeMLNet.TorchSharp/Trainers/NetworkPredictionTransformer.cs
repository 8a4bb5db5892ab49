using LagrangeMLNet.Networks;
using LagrangeMLNet.Onnx;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// A trained network: the hidden layers as a graph in ML.NET's <c>ApplyOnnxModel</c>, followed by a stock linear model, the head.
/// </summary>
/// <remarks>
/// <para>
/// It is saved as exactly these stock parts. <c>Model.Load</c> returns them, as an ML.NET transformer chain, in a program that references
/// <c>Microsoft.ML</c>, <c>Microsoft.ML.OnnxTransformer</c> and the native <c>Microsoft.ML.OnnxRuntime</c>.
/// </para>
/// <para>
/// As a predictor of the feature column it works with cross-validation, prediction engines and <c>PermutationFeatureImportance</c>. Sparse
/// features are filled up with zeros, row by row, by ML.NET's ONNX transformer.
/// </para>
/// </remarks>
/// <typeparam name="TModel">Type of the head.</typeparam>
public sealed class NetworkPredictionTransformer<TModel> : ISingleFeaturePredictionTransformer<TModel>, IDisposable
    where TModel : class
{
    private readonly ITransformer _hidden;
    private readonly TransformerChain<ISingleFeaturePredictionTransformer<TModel>> _parts;
    private bool _isDisposed;

    internal NetworkPredictionTransformer(
        NetworkWeights network,
        DataViewSchema inputSchema,
        string features,
        Func<DataViewSchema, string, ISingleFeaturePredictionTransformer<TModel>> head)
    {
        Network = network;
        FeatureColumnName = features;
        FeatureColumnType = inputSchema[features].Type;
        HiddenColumnName = HiddenColumn.NameFor(features);
        _hidden = HiddenLayers.Transformer(network, features, HiddenColumnName);
        _parts = new TransformerChain<ISingleFeaturePredictionTransformer<TModel>>(
            _hidden, head(_hidden.GetOutputSchema(inputSchema), HiddenColumnName));
    }

    /// <summary>Name of the column that the network reads.</summary>
    public string FeatureColumnName { get; }

    /// <summary>Type of that column in the training data.</summary>
    public DataViewType FeatureColumnType { get; }

    /// <summary>
    /// Name of the column with the units of the last hidden layer, a vector of <see cref="float"/>: the head's features, and an embedding
    /// of the row for other uses.
    /// </summary>
    public string HiddenColumnName { get; }

    /// <summary>The head: a linear model of the units of the last hidden layer.</summary>
    public TModel Model => _parts.LastTransformer.Model;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal NetworkWeights Network { get; }

    private TransformerChain<ISingleFeaturePredictionTransformer<TModel>> Parts =>
        !_isDisposed ? _parts : throw new ObjectDisposedException(
        GetType().Name,
        "This network was disposed of: its session and its file are gone. Save it and score with it before Dispose, or load it from where "
        + "it was saved.");

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Parts.GetOutputSchema(inputSchema);

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The network was disposed of.</exception>
    public IDataView Transform(IDataView input) => Parts.Transform(input);

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => ((ITransformer)Parts).GetRowToRowMapper(inputSchema);

    /// <summary>Frees the ONNX runtime's session and deletes its temporary file.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _parts.Dispose();
        HiddenLayers.DeleteFile(_hidden);
    }

    // What is written is the chain, under the chain's own name: nothing in the file asks for this type.
    void ICanSaveModel.Save(ModelSaveContext ctx) => ((ICanSaveModel)Parts).Save(ctx);
}
