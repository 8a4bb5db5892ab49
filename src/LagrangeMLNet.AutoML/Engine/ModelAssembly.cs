using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.Data;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>Puts fitted parts together to the model that the caller gets, and takes it to bytes and back.</summary>
internal sealed class ModelAssembly(MLContext context, TrialData data)
{
    /// <summary>Featurisers, model, and for a label that was made a key the way back to its values.</summary>
    private ITransformer Assemble(TransformerPair parts)
    {
        var chain = parts.Featuriser.Append(parts.Model);
        if (!data.Label.IsMapped || data.Task != PredictionTask.Multiclass)
            return chain;
        var scored = chain.Transform(new RowSubsetView(data.Label.View, data.Plan.Test));
        return chain.Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored));
    }

    /// <summary>
    /// The model that the caller gets, of the stock types: one that a copy of its package fitted is saved and loaded for that.
    /// </summary>
    public ITransformer Finish(TransformerPair parts) => parts.IsCopy && Save(parts) is { } bytes ? Load(bytes) : Assemble(parts);

    /// <summary>The model as it would be saved; null where it has a part that cannot be.</summary>
    public byte[]? Save(TransformerPair parts)
    {
        using var file = new MemoryStream();
        try
        {
            context.Model.Save(Assemble(parts), data.Label.View.Schema, file);
            return file.ToArray();
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            // A candidate of the caller's need not be made to be saved; it only has to fit and score.
            return null;
        }
    }

    /// <summary>The model that was saved.</summary>
    public ITransformer Load(byte[] bytes)
    {
        using var file = new MemoryStream(bytes);
        return context.Model.Load(file, out _);
    }
}
