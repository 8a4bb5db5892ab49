using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Labeling;

/// <summary>How far apart a classifier's two likeliest answers lie, in [0, 1].</summary>
internal static class AnswerMargins
{
    /// <summary>The margin of each row; 1 where a score is not finite, so that such a row comes last.</summary>
    /// <param name="scored">Rows scored by a binary or a multiclass model.</param>
    public static float[] Of(IDataView scored)
    {
        bool isBinary = scored.Schema["Score"].Type is not VectorDataViewType;
        bool isCalibrated = isBinary && scored.Schema.GetColumnOrNull("Probability") is not null;
        return [.. (isBinary
            ? scored.GetColumn<float>(isCalibrated ? "Probability" : "Score").Select(score => Binary(score, isCalibrated))
            : scored.GetColumn<VBuffer<float>>("Score").Select(Multiclass)).Select(margin => float.IsFinite(margin) ? margin : 1)];
    }

    private static float Binary(float score, bool isProbability) =>
        isProbability ? Math.Abs((2 * score) - 1) : MathF.Tanh(Math.Abs(score) / 2);

    private static float Multiclass(VBuffer<float> scores)
    {
        float first = float.NegativeInfinity, second = float.NegativeInfinity;
        foreach (float score in scores.DenseValues())
            (first, second) = score > first ? (score, first) : (first, Math.Max(second, score));
        return first - second;
    }
}
