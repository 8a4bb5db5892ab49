using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.AutoML.Data;

/// <summary>The loss of every scored row: log-loss in nats for classification, squared error for regression.</summary>
internal static class RowLosses
{
    /// <summary>A probability of 0 for what happened would cost infinitely much; ML.NET's evaluators clip at the same value.</summary>
    private const double LeastProbability = 1e-15;

    /// <exception cref="InvalidDataException">A score is missing, not a number, or no probability.</exception>
    public static float[] Of(IDataView scored, SweepTask task, string label) => task switch
    {
        SweepTask.Binary => Read<bool, float>(scored, label, Column(scored, "Probability"), (yes, probability) =>
            probability is >= 0 and <= 1 ? LogLoss(yes ? probability : 1 - probability)
            : throw new InvalidDataException(FormattableString.Invariant($"A row's Probability is {probability}; allowed is [0, 1]."))),
        SweepTask.Multiclass => Read<uint, VBuffer<float>>(scored, label, Column(scored, "Score"), MulticlassLoss),
        _ => Read<float, float>(scored, label, Column(scored, "Score"), (actual, score) => float.IsFinite(score)
            ? ((double)actual - score) * ((double)actual - score)
            : throw new InvalidDataException(FormattableString.Invariant($"A row's Score is {score}, which is not a finite number."))),
    };

    private static double MulticlassLoss(uint actual, VBuffer<float> score)
    {
        double sum = 0;
        foreach (float probability in score.GetValues())
        {
            if (probability is not (>= 0 and <= 1.001f))
                throw new InvalidDataException(FormattableString.Invariant($"A row's Score holds {probability}; allowed are the classes' probabilities."));
            sum += probability;
        }

        if (Math.Abs(sum - 1) > 0.01)
            throw new InvalidDataException(FormattableString.Invariant($"A row's Score sums to {sum}; the classes' probabilities sum to 1."));
        return LogLoss(actual <= score.Length ? score.GetItemOrDefault((int)actual - 1) : 0);
    }

    private static double LogLoss(double probability) => -Math.Log(Math.Max(LeastProbability, Math.Min(1, probability)));

    private static DataViewSchema.Column Column(IDataView scored, string name) => scored.Schema.GetColumnOrNull(name)
        ?? throw new InvalidDataException($"The candidate's model adds no column '{name}', which this task is judged by.");

    private static float[] Read<TLabel, TScore>(
        IDataView scored, string labelName, DataViewSchema.Column scoreColumn, Func<TLabel, TScore, double> lossOf)
    {
        var losses = new List<float>();
        var labelColumn = scored.Schema[labelName];
        using var cursor = scored.GetRowCursor([labelColumn, scoreColumn]);
        var labels = cursor.GetGetter<TLabel>(labelColumn);
        var scores = cursor.GetGetter<TScore>(scoreColumn);
        TLabel label = default!;
        TScore score = default!;
        while (cursor.MoveNext())
        {
            labels(ref label);
            scores(ref score);
            losses.Add((float)lossOf(label, score));
        }

        return [.. losses];
    }
}
