using System.Buffers.Binary;
using System.IO.Compression;
using LagrangeMLNet.Networks;
using LagrangeMLNet.Onnx;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms.Onnx;

namespace LagrangeMLNet.Trainers;

/// <summary>The network inside a model to resume from: what a fit returned, or the stock parts that were saved and loaded again.</summary>
internal static class EarlierNetwork
{
    private static readonly MLContext Context = new(seed: 0);

    /// <summary>The last network of a task among a model's transformers.</summary>
    /// <typeparam name="TModel">The task's head.</typeparam>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static NetworkWeights Of<TModel>(ITransformer model)
        where TModel : class
    {
        ArgumentNullException.ThrowIfNull(model);
        ITransformer[] parts = [.. Parts(model)];
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i] is NetworkPredictionTransformer<TModel> trained)
                return trained.Network;
            if (i > 0 && parts[i - 1] is OnnxTransformer hidden && Head((parts[i] as IPredictionTransformer<object>)?.Model as TModel) is { } head
                && NetworkGraph.TryRead(OnnxContent.Read(Graph(hidden)), head.Weights, head.Biases) is { } network)
                return network;
        }

        throw NetworkErrors.NoNetwork(model.GetType());
    }

    private static IEnumerable<ITransformer> Parts(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Parts) : [model];

    /// <summary>Weights and biases of the stock head.</summary>
    private static Training.LinearWeights? Head(object? model) => model switch
    {
        CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> binary => WarmStart.From(binary),
        LinearMulticlassModelParametersBase multiclass => WarmStart.From(multiclass),
        LinearRegressionModelParameters regression => WarmStart.From(regression),
        _ => null,
    };

    /// <summary>The bytes of the transformer's graph, which it gives out only when it is saved: a length, and as many bytes.</summary>
    private static byte[] Graph(OnnxTransformer hidden)
    {
        using var saved = new MemoryStream();
        Context.Model.Save(hidden, null, saved);
        using var archive = new ZipArchive(saved, ZipArchiveMode.Read);
        ZipArchiveEntry? entry = archive.Entries.FirstOrDefault(entry => entry.Name == "OnnxModel");
        if (entry is null)
            return [];
        using var content = new MemoryStream();
        using (Stream stream = entry.Open())
            stream.CopyTo(content);
        ReadOnlySpan<byte> bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        return bytes.Slice(sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(bytes)).ToArray();
    }
}
