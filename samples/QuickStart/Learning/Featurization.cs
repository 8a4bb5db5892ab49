using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using QuickStart.Reading;

namespace QuickStart.Learning;

/// <summary>Turns the columns of a table into the vector that trainers read.</summary>
internal static class Featurization
{
    /// <summary>
    /// Numbers are scaled to [0, 1], which the peers need, and their gaps filled by the mean; categories become indicators; text becomes
    /// counts of words and of character triples.
    /// </summary>
    public static IEstimator<ITransformer> For(MLContext mlContext, IReadOnlyList<Column> columns)
    {
        var transforms = mlContext.Transforms;
        IEstimator<ITransformer> pipeline = new EstimatorChain<ITransformer>();
        var parts = new List<string>();

        var numbers = Pairs(columns, "number", ColumnKind.Number);
        if (numbers.Length > 0)
        {
            pipeline = pipeline
                .Append(transforms.ReplaceMissingValues(numbers, MissingValueReplacingEstimator.ReplacementMode.Mean))
                .Append(transforms.Concatenate("(numbers)", Outputs(numbers)))
                .Append(transforms.NormalizeMinMax("(numbers)"));
            parts.Add("(numbers)");
        }

        var categories = Pairs(columns, "category", ColumnKind.Boolean, ColumnKind.Category);
        if (categories.Length > 0)
            pipeline = pipeline.Append(transforms.Categorical.OneHotEncoding(categories));
        parts.AddRange(Outputs(categories));

        foreach (var text in Pairs(columns, "text", ColumnKind.Text))
        {
            pipeline = pipeline.Append(transforms.Text.FeaturizeText(text.OutputColumnName, text.InputColumnName));
            parts.Add(text.OutputColumnName);
        }

        return pipeline.Append(transforms.Concatenate("Features", [.. parts]));
    }

    /// <summary>The columns of some kinds, each with an output of its own, so that a scored row still shows what was given.</summary>
    private static InputOutputColumnPair[] Pairs(IReadOnlyList<Column> columns, string role, params ReadOnlySpan<ColumnKind> kinds)
    {
        var pairs = new List<InputOutputColumnPair>();
        foreach (var column in columns)
        {
            if (kinds.Contains(column.Kind))
                pairs.Add(new InputOutputColumnPair($"{column.Name} ({role})", column.Name));
        }

        return [.. pairs];
    }

    private static string[] Outputs(InputOutputColumnPair[] pairs) => [.. pairs.Select(pair => pair.OutputColumnName)];
}
