using LagrangeMLNet.Control.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Control.Policies;

/// <summary>A policy that is an ML.NET model with a probability of each action in its scores.</summary>
internal sealed class ModelPolicy(string name, ITransformer model, bool isGreedy) : Policy(name)
{
    private const string ScoreColumn = "Score";

    private protected override void Fill(DecisionLog log, double[] probabilities)
    {
        var scored = model.Transform(log.View);
        var column = FindScores(scored.Schema, log);
        using var cursor = scored.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> scores = default;
        int row = 0;
        for (; cursor.MoveNext(); row++)
        {
            if (row == log.Rows)
                DecisionErrors.RowsChanged(log.Rows, row + 1L);
            getter(ref scores);
            var target = probabilities.AsSpan(row * log.Actions, log.Actions);
            int a = 0;
            foreach (float score in scores.DenseValues())
                target[a++] = score;
            if (isGreedy)
                TakeBest(target);
        }

        if (row != log.Rows)
            DecisionErrors.RowsChanged(log.Rows, row);
    }

    /// <summary>The scores, if they are over the log's actions.</summary>
    private DataViewSchema.Column FindScores(DataViewSchema schema, DecisionLog log)
    {
        if (schema.GetColumnOrNull(ScoreColumn) is not { Type: VectorDataViewType type } column
            || type.ItemType != NumberDataViewType.Single)
        {
            DecisionErrors.OtherActions(Name, log.Actions, $"no '{ScoreColumn}' column that is a vector of Single");
            return default;
        }

        if (type.Size != log.Actions)
            DecisionErrors.OtherActions(Name, log.Actions, $"{type.Size} scores");
        if (column.HasSlotNames())
            CheckNames(column, log);
        return column;
    }

    private void CheckNames(DataViewSchema.Column column, DecisionLog log)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        int a = 0;
        foreach (var found in names.DenseValues())
        {
            string expected = log.ActionNames[a++];
            if (!found.Span.SequenceEqual(expected))
                DecisionErrors.OtherActions(Name, log.Actions, $"score {a} is of '{found}' and the log's action {a} is '{expected}'");
        }
    }

    private static void TakeBest(Span<double> probabilities)
    {
        int best = 0;
        for (int a = 0; a < probabilities.Length; a++)
        {
            // What is no number stays to be complained of.
            if (double.IsNaN(probabilities[a]))
                return;
            if (probabilities[a] > probabilities[best])
                best = a;
        }

        probabilities.Clear();
        probabilities[best] = 1;
    }
}
