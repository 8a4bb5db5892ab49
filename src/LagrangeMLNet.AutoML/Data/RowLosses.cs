using LagrangeMLNet.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.AutoML.Data;

/// <summary>The loss of every scored row: log-loss in nats for classification, squared error for regression.</summary>
internal static class RowLosses
{
    /// <summary>A probability of 0 for what happened would cost infinitely much; ML.NET's evaluators clip at the same value.</summary>
    private const double LeastProbability = 1e-15;

    /// <exception cref="InvalidDataException">A score is missing, not a number, or no probability.</exception>
    public static float[] Of(ITransformer model, IDataView rows, PredictionTask task, string label) => task switch
    {
        PredictionTask.Binary => Read<bool, float>(model, rows, label, "Probability", (yes, probability) =>
            probability is >= 0 and <= 1 ? LogLoss(yes ? probability : 1 - probability)
            : throw new InvalidDataException(FormattableString.Invariant($"A row's Probability is {probability}; allowed is [0, 1]."))),
        PredictionTask.Multiclass => Read<uint, VBuffer<float>>(model, rows, label, "Score", MulticlassLoss),
        _ => Read<float, float>(model, rows, label, "Score", (actual, score) => float.IsFinite(score)
            ? ((double)actual - score) * ((double)actual - score)
            : throw new InvalidDataException(FormattableString.Invariant($"A row's Score is {score}, which is not a finite number."))),
    };

    private static double MulticlassLoss(uint actual, VBuffer<float> score)
    {
        double sum = 0;
        foreach (float probability in score.GetValues())
        {
            if (probability is not (>= 0 and <= 1.001f))
                throw new InvalidDataException(
                    FormattableString.Invariant($"A row's Score holds {probability}; allowed are the classes' probabilities."));
            sum += probability;
        }

        if (Math.Abs(sum - 1) > 0.01)
            throw new InvalidDataException(
                FormattableString.Invariant($"A row's Score sums to {sum}; the classes' probabilities sum to 1."));
        return LogLoss(actual <= score.Length ? score.GetItemOrDefault((int)actual - 1) : 0);
    }

    private static double LogLoss(double probability) => -Math.Log(Math.Max(LeastProbability, Math.Min(1, probability)));

    private static DataViewSchema.Column Column(DataViewSchema scored, string name) => scored.GetColumnOrNull(name)
        ?? throw new InvalidDataException($"The candidate's model adds no column '{name}', which this task is judged by.");

    private static float[] Read<TLabel, TScore>(
        ITransformer model, IDataView rows, string labelName, string scoreName, Func<TLabel, TScore, double> lossOf)
    {
        if (!model.IsRowToRowMapper)
        {
            var scored = model.Transform(rows);
            var scoreColumn = Column(scored.Schema, scoreName);
            using var both = scored.GetRowCursor([scored.Schema[labelName], scoreColumn]);
            return Read(both, both, labelName, scoreColumn, lossOf);
        }

        // Row by row on this thread: a transformed view's cursor spreads its work over all processors, which the trials beside this one
        // need.
        var mapper = model.GetRowToRowMapper(rows.Schema);
        var score = Column(mapper.OutputSchema, scoreName);
        var label = rows.Schema[labelName];
        using var cursor = rows.GetRowCursor(mapper.GetDependencies([score]).Append(label).DistinctBy(column => column.Index));
        using var row = mapper.GetRow(cursor, [score]);
        return Read(cursor, row, labelName, score, lossOf);
    }

    private static float[] Read<TLabel, TScore>(
        DataViewRowCursor cursor, DataViewRow row, string labelName, DataViewSchema.Column scoreColumn, Func<TLabel, TScore, double> lossOf)
    {
        var losses = new List<float>();
        var labels = cursor.GetGetter<TLabel>(cursor.Schema[labelName]);
        var scores = row.GetGetter<TScore>(scoreColumn);
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
