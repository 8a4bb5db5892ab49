using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Labeling;

/// <summary>What a classifier expects of rows whose labels it has not seen.</summary>
/// <param name="Deviations">
/// √(Σ p(1 − p)) over the classes of each row, the root of the trace of its Fisher information in the scores: how far its label moves a
/// model on the average. 0 where a score is not finite.
/// </param>
/// <param name="Answers">Rows of like answers have like numbers: the probability of yes, or the likeliest class and how probable it
/// is.</param>
internal readonly record struct AnswerUncertainty(float[] Deviations, float[] Answers)
{
    /// <param name="scored">Rows scored by a binary or a multiclass model.</param>
    public static AnswerUncertainty Of(IDataView scored)
    {
        bool isBinary = scored.Schema["Score"].Type is not VectorDataViewType;
        bool isCalibrated = isBinary && scored.Schema.GetColumnOrNull("Probability") is not null;
        (float Deviation, float Answer)[] rows = [.. isBinary
            ? scored.GetColumn<float>(isCalibrated ? "Probability" : "Score")
                .Select(score => Binary(isCalibrated ? score : 1 / (1 + MathF.Exp(-score))))
            : scored.GetColumn<VBuffer<float>>("Score").Select(Multiclass)];
        return new AnswerUncertainty([.. rows.Select(row => row.Deviation)], [.. rows.Select(row => row.Answer)]);
    }

    private static (float Deviation, float Answer) Binary(float probability) =>
        float.IsFinite(probability) ? (MathF.Sqrt(2 * probability * (1 - probability)), probability) : (0, 0);

    private static (float Deviation, float Answer) Multiclass(VBuffer<float> probabilities)
    {
        double variance = 0;
        var (likeliest, highest) = (0, float.NegativeInfinity);
        foreach (var (label, p) in probabilities.Items(all: true))
        {
            variance += p * (1.0 - p);
            if (p > highest)
                (likeliest, highest) = (label, p);
        }

        // Halves keep the most probable answer of a class apart from the least probable one of the next.
        return double.IsFinite(variance) ? ((float)Math.Sqrt(Math.Max(0, variance)), likeliest + (highest / 2)) : (0, 0);
    }
}
