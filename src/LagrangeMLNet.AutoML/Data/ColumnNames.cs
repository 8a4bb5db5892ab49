using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Data;

/// <summary>Names for columns that a pipeline adds: none is a column's of the data, nor one that a trainer adds.</summary>
internal sealed class ColumnNames
{
    /// <summary>
    /// What pipelines and trainers call their own columns: a column of the data that is needed behind them needs another name.
    /// </summary>
    private static readonly string[] s_ofPipelines = [Featurization.Features, "Score", "Probability", "PredictedLabel"];

    private readonly HashSet<string> _taken;

    /// <param name="schema">The data's columns.</param>
    public ColumnNames(DataViewSchema schema) => _taken = [.. schema.Select(column => column.Name), .. s_ofPipelines];

    /// <summary>Whether a trainer, or the features, would hide a column of this name.</summary>
    public static bool IsHidden(string name) => s_ofPipelines.Contains(name);

    /// <summary>The name wished for where it is free; else with a number.</summary>
    public string New(string wish)
    {
        string name = wish;
        for (int number = 2; !_taken.Add(name); number++)
            name = $"{wish} {number}";
        return name;
    }
}
