using System.Globalization;
using LagrangeMLNet.AutoML.Data.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace LagrangeMLNet.AutoML.Data;

/// <summary>
/// Stock transforms that make features of numbers. What is infinite or beyond single precision is missing, whatever it is later asked for;
/// the mean stands for what is missing; and no scaled value is beyond ±10⁶, so that no score is.
/// </summary>
internal static class NumberFeatures
{
    /// <summary>Steps and the columns that they end in.</summary>
    /// <param name="context">Context.</param>
    /// <param name="column">The column.</param>
    /// <param name="names">Names that are free.</param>
    /// <param name="output">Name of the scaled numbers.</param>
    public static (IEnumerable<IEstimator<ITransformer>> Steps, IEnumerable<string> Outputs) Of(
        MLContext context, ColumnFacts column, ColumnNames names, string output)
    {
        var transforms = context.Transforms;
        var item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        bool isSingle = item == NumberDataViewType.Single;
        var steps = new List<IEstimator<ITransformer>>();
        string input = column.Name;
        if (item is TextDataViewType)
        {
            // The stock conversion takes an empty text for 0.
            steps.Add(transforms.Expression(output, "x : len(x) == 0 ? na(double(x)) : double(x)", input));
            input = output;
        }
        else if (!isSingle)
        {
            // Numbers that single precision would not tell apart are scaled before they are rounded.
            steps.Add(transforms.Conversion.ConvertType(output, input, DataKind.Double));
            input = output;
        }

        steps.Add(
            transforms.Expression(
                output, isSingle ? "x : x - x == 0 ? x : na(x)" : "x : abs(x) <= 3.4028234663852886e38 ? x : na(x)", input));
        if (column.Bounds is var (least, most))
        {
            steps.Add(transforms.Expression(output, isSingle
                ? $"x : min(max(x, {Literal((float)least)}), {Literal((float)most)})"
                : $"x : min(max(x, {Literal(least)}), {Literal(most)})", output));
        }

        var outputs = new List<string>();
        if (column.Role == ColumnRole.NumberWithGaps)
        {
            string gaps = names.New($"{column.Name} (missing)"), gapNumbers = names.New($"{column.Name} (is missing)");
            steps.Add(transforms.IndicateMissingValues(gaps, output));
            steps.Add(transforms.Conversion.ConvertType(gapNumbers, gaps));
            outputs.Add(gapNumbers);
        }

        // Also without gaps in training rows: a gap that comes later must not become a score that is not a number.
        steps.Add(transforms.ReplaceMissingValues(output, replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean));
        steps.Add(transforms.NormalizeMeanVariance(output, fixZero: false));
        steps.Add(transforms.Expression(output, isSingle ? "x : min(max(x, -1e6f), 1e6f)" : "x : single(min(max(x, -1e6), 1e6))", output));
        outputs.Add(output);
        return (steps, outputs);
    }

    private static string Literal(double value) => $"({value.ToString("E17", CultureInfo.InvariantCulture)})";

    private static string Literal(float value) => $"({value.ToString("E9", CultureInfo.InvariantCulture)}f)";
}
