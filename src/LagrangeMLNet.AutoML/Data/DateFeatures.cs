using LagrangeMLNet.AutoML.Data.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace LagrangeMLNet.AutoML.Data;

/// <summary>
/// Stock transforms that make features of dates; a date that was not given, which is the first day of the year 1, is missing.
/// </summary>
internal static class DateFeatures
{
    /// <summary>
    /// Steps and the columns that they end in. Ticks are 100 ns, 8.64·10¹¹ a day; days count from 1 January 2000 (day 730,119).
    /// </summary>
    /// <param name="context">Context.</param>
    /// <param name="column">The column.</param>
    /// <param name="names">Names that are free.</param>
    public static (IEnumerable<IEstimator<ITransformer>> Steps, IEnumerable<string> Outputs) Of(
        MLContext context, ColumnFacts column, ColumnNames names)
    {
        var transforms = context.Transforms;
        string ticks = names.New($"{column.Name} (ticks)"), days = names.New($"{column.Name} (days)");
        string input = column.Name;
        var steps = new List<IEstimator<ITransformer>>();
        if (column.Type is TextDataViewType)
        {
            string date = names.New($"{column.Name} (date)");
            steps.Add(transforms.Conversion.ConvertType(date, input, DataKind.DateTime));
            input = date;
        }

        steps.Add(transforms.Conversion.ConvertType(ticks, input, DataKind.Double));
        steps.Add(transforms.Expression(days, "t : t > 0 ? t / 8.64e11 - 730119 : na(t)", ticks));
        steps.Add(transforms.ReplaceMissingValues(days, replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean));
        steps.Add(transforms.NormalizeMeanVariance(days, fixZero: false));
        steps.Add(transforms.Expression(days, "x : single(min(max(x, -1e6), 1e6))", days));
        var outputs = new List<string> { days };
        void Add(string wish, string expression)
        {
            string part = names.New(wish);
            steps.Add(transforms.Expression(part, expression, ticks));
            outputs.Add(part);
        }

        if (column.Role == ColumnRole.DateWithGaps)
            Add($"{column.Name} (missing)", "t : t > 0 ? single(0) : single(1)");
        foreach (var (name, period) in new[] { ("year", "365.2425"), ("week", "7"), ("day", "1") })
        {
            foreach (string wave in new[] { "sin", "cos" })
                Add($"{column.Name} ({name}, {wave})", $"t : t > 0 ? single({wave}(2 * pi() * (t / 8.64e11) / {period})) : single(0)");
        }

        return (steps, outputs);
    }
}
