using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.TreesTests.Trainers;

/// <summary>The scores of a model, row after row.</summary>
internal static class Scores
{
    public static float[] Of(ITransformer model, IDataView data)
    {
        IDataView scored = model.Transform(data);
        return scored.Schema["Score"].Type is VectorDataViewType
            ? [.. scored.GetColumn<float[]>("Score").SelectMany(scores => scores)]
            : [.. scored.GetColumn<float>("Score")];
    }
}
