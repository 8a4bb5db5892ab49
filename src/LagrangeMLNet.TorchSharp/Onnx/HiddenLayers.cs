using System.Runtime.CompilerServices;
using LagrangeMLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Onnx;

/// <summary>Hidden layers as ML.NET's own ONNX transformer.</summary>
internal static class HiddenLayers
{
    private static readonly MLContext Context = new(seed: 0);

    /// <summary>The files, each for as long as its transformer lives, in whatever chain.</summary>
    private static readonly ConditionalWeakTable<ITransformer, GraphFile> Files = [];

    /// <summary>A transformer that adds the units of the last hidden layer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="features">Name of the column with the slots.</param>
    /// <param name="hidden">Name of the new column.</param>
    public static ITransformer Transformer(NetworkWeights network, string features, string hidden)
    {
        var file = new GraphFile(NetworkGraph.Write(network, features, hidden));
        try
        {
            var transformer = Context.Transforms.ApplyOnnxModel([hidden], [features], file.Path)
                .Fit(Empty(features, network.Encoding.Slots));
            Files.Add(transformer, file);
            return transformer;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Deletes the file of a transformer that has been disposed of.</summary>
    public static void DeleteFile(ITransformer transformer)
    {
        if (Files.TryGetValue(transformer, out GraphFile? file))
            file.Dispose();
    }

    private static IDataView Empty(string features, int slots)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(features, new VectorDataViewType(NumberDataViewType.Single, slots));
        return new EmptyView(schema.ToSchema());
    }

    /// <summary>No rows: the transformer learns nothing from data, it only looks at the schema.</summary>
    private sealed class EmptyView(DataViewSchema schema) : IDataView
    {
        public bool CanShuffle => false;

        public DataViewSchema Schema => schema;

        public long? GetRowCount() => 0;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
            throw new NotSupportedException();

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            throw new NotSupportedException();
    }
}
