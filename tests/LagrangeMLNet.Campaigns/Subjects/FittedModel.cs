using LagrangeMLNet.Campaigns.Problems;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Campaigns.Subjects;

/// <summary>A model and what its training told.</summary>
/// <param name="Transformer">The stock model.</param>
/// <param name="Schema">Of the data it was trained on.</param>
/// <param name="EffectiveParameters">How many parameters the data determined.</param>
internal sealed record FittedModel(ITransformer Transformer, DataViewSchema Schema, double EffectiveParameters)
{
    /// <summary>
    /// What the model predicts of each row: the log-odds, the classes' probabilities, the number, or the rate at offset 0.
    /// </summary>
    public float[][] Predict(Problem problem)
    {
        var scored = Transformer.Transform(problem.View());
        var column = scored.Schema["Score"];
        var predictions = new List<float[]>(problem.Rows);
        using var cursor = scored.GetRowCursor([column]);
        if (column.Type is VectorDataViewType)
        {
            var getter = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> value = default;
            while (cursor.MoveNext())
            {
                getter(ref value);
                predictions.Add([.. value.DenseValues()]);
            }
        }
        else
        {
            var getter = cursor.GetGetter<float>(column);
            float value = 0;
            while (cursor.MoveNext())
            {
                getter(ref value);
                predictions.Add([value]);
            }
        }

        return [.. predictions];
    }
}
