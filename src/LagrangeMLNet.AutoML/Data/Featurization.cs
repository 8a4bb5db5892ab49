using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace LagrangeMLNet.AutoML.Data;

/// <summary>Stock transforms that make one vector of features from columns by their roles.</summary>
internal sealed class Featurization
{
    public const string Features = "Features";

    /// <summary>Bits of the hash for columns of many categories: 1,024 indicators.</summary>
    private const int HashBits = 10;

    private readonly ColumnFacts[] _columns;

    private Featurization(ColumnFacts[] columns) => _columns = columns;

    /// <summary>All columns but the label's, with their roles.</summary>
    public IReadOnlyList<ColumnFacts> Columns => _columns;

    /// <param name="rows">Training rows.</param>
    /// <param name="ignored">Columns that are not features: the label's, and those that the caller names.</param>
    /// <param name="token">Ends the look at the data.</param>
    /// <exception cref="InvalidOperationException">No column can be learnt from.</exception>
    public static Featurization Of(IDataView rows, IReadOnlySet<string> ignored, CancellationToken token)
    {
        ColumnFacts[] columns =
        [
            .. rows.Schema.Where(column => !column.IsHidden && !ignored.Contains(column.Name))
                .Select(column => ColumnFacts.Of(rows, column, token)),
        ];
        if (columns.All(column => column.Role == ColumnRole.LeftOut))
            SweepErrors.NoUsableColumn(columns.Select(column => $"{column.Name} ({column.Reason})").DefaultIfEmpty("nothing but the label"));
        return new Featurization(columns);
    }

    /// <summary>The transforms, not yet fitted.</summary>
    public IEstimator<ITransformer> Estimator(MLContext context)
    {
        var transforms = context.Transforms;
        IEstimator<ITransformer> chain = new EstimatorChain<ITransformer>();
        var parts = new List<string>();
        void Add(IEstimator<ITransformer> step) => chain = chain.Append(step);

        foreach (var column in _columns)
        {
            string output = $"{column.Name} ({column.Role})";
            switch (column.Role)
            {
                case ColumnRole.Number or ColumnRole.NumberWithGaps:
                    Add(transforms.Conversion.ConvertType(output, column.Name));
                    if (column.Role == ColumnRole.NumberWithGaps)
                    {
                        string gaps = $"{column.Name} (missing)", gapNumbers = $"{column.Name} (is missing)";
                        Add(transforms.IndicateMissingValues(gaps, output));
                        Add(transforms.Conversion.ConvertType(gapNumbers, gaps));
                        parts.Add(gapNumbers);
                    }

                    // Also without gaps in training rows: a gap that comes later must not become a score that is not a number.
                    Add(transforms.ReplaceMissingValues(output, replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean));
                    Add(transforms.NormalizeMeanVariance(output, fixZero: false));
                    break;
                case ColumnRole.Boolean:
                    Add(transforms.Conversion.ConvertType(output, column.Name));
                    break;
                case ColumnRole.Category:
                    Add(transforms.Categorical.OneHotEncoding(output, column.Name));
                    break;
                case ColumnRole.ManyCategories:
                    Add(transforms.Categorical.OneHotHashEncoding(output, column.Name, numberOfBits: HashBits));
                    break;
                case ColumnRole.Key:
                    Add(transforms.Conversion.MapKeyToVector(output, column.Name));
                    break;
                case ColumnRole.Text:
                    Add(transforms.Text.FeaturizeText(output, column.Name));
                    break;
                case ColumnRole.Date:
                    foreach (var step in DateSteps(context, column.Name, output))
                        Add(step);
                    break;
                default:
                    continue;
            }

            parts.Add(output);
        }

        return chain.Append(transforms.Concatenate(Features, [.. parts]));
    }

    /// <summary>What is done to each column, one line each.</summary>
    public IEnumerable<string> Describe() => _columns.Select(column => column.Role switch
    {
        ColumnRole.Number => $"{column.Name}: number, scaled to mean 0 and variance 1",
        ColumnRole.NumberWithGaps => $"{column.Name}: number, gaps filled by the mean and indicated, scaled to mean 0 and variance 1",
        ColumnRole.Boolean => $"{column.Name}: yes or no",
        ColumnRole.Category or ColumnRole.Key => $"{column.Name}: one indicator for each value",
        ColumnRole.ManyCategories => $"{column.Name}: values hashed to {1 << HashBits} indicators",
        ColumnRole.Text => $"{column.Name}: counts of words and of character triples",
        ColumnRole.Date => $"{column.Name}: days, and the places in year, week and day",
        _ => $"{column.Name}: left out, {column.Reason}",
    });

    /// <summary>Ticks are 100 ns, 8.64·10¹¹ a day; days count from 1 January 2000 (day 730,119), so that single precision holds them.</summary>
    private static IEnumerable<IEstimator<ITransformer>> DateSteps(MLContext context, string input, string output)
    {
        var transforms = context.Transforms;
        string ticks = $"{input} (ticks)", days = $"{input} (days)";
        yield return transforms.Conversion.ConvertType(ticks, input, DataKind.Double);
        yield return transforms.Expression(days, "t : single(t / 8.64e11 - 730119)", ticks);
        yield return transforms.NormalizeMeanVariance(days, fixZero: false);
        var parts = new List<string> { days };
        foreach (var (name, period) in new[] { ("year", "365.2425"), ("week", "7"), ("day", "1") })
        {
            foreach (string wave in new[] { "sin", "cos" })
            {
                string part = $"{input} ({name}, {wave})";
                yield return transforms.Expression(part, $"t : single({wave}(2 * pi() * (t / 8.64e11) / {period}))", ticks);
                parts.Add(part);
            }
        }

        yield return transforms.Concatenate(output, [.. parts]);
    }
}
