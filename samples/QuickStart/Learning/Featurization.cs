using LagrangeMLNet.Tables;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace QuickStart.Learning;

/// <summary>Turns the columns of a table into the vector that trainers read.</summary>
internal sealed class Featurization
{
    /// <summary>From so many values on a category is hashed: an indicator for each would be mostly noise.</summary>
    private const int MostIndicators = 500;

    /// <summary>Bits of the hash: 4,096 indicators.</summary>
    private const int HashBits = 12;

    private readonly TransformsCatalog _transforms;
    private readonly HashSet<string> _taken;
    private readonly List<string> _parts = [];
    private IEstimator<ITransformer> _pipeline = new EstimatorChain<ITransformer>();

    private Featurization(MLContext mlContext, DataViewSchema schema) =>
        (_transforms, _taken) = (mlContext.Transforms, [.. schema.Select(column => column.Name)]);

    /// <summary>
    /// Numbers are scaled to [0, 1], which the peers need, and their gaps filled by the mean; categories become indicators, hashed where they are
    /// many; text becomes counts of words and of character triples; a date becomes its place in time, in the year, in the week and in the day.
    /// </summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="columns">The columns to learn from.</param>
    /// <param name="schema">The table's columns: no name of theirs is taken.</param>
    public static IEstimator<ITransformer> For(MLContext mlContext, IReadOnlyList<ColumnReport> columns, DataViewSchema schema)
    {
        var features = new Featurization(mlContext, schema);
        features.AddNumbers([.. columns.SelectMany(column => IsNumber(schema[column.Name].Type) ? [column.Name] : Array.Empty<string>())
            .Concat(columns.Select(column => column.MissingIndicatorName).OfType<string>())]);
        foreach (var column in columns.Where(column => !IsNumber(schema[column.Name].Type)))
            features.Add(column, schema[column.Name].Type);
        return features._pipeline.Append(mlContext.Transforms.Concatenate("Features", [.. features._parts]));
    }

    /// <summary>What a column becomes, where that is not plain from its kind; null else.</summary>
    public static string? Note(ColumnReport column) => column.Kind switch
    {
        ColumnKind.Category when IsHashed(column) => $"hashed to {1 << HashBits} indicators",
        ColumnKind.Date => "places in time, year, week and day",
        _ => null,
    };

    private static bool IsHashed(ColumnReport column) => column.HasMoreValues || column.Values.Count > MostIndicators;

    private static bool IsNumber(DataViewType type) => type == NumberDataViewType.Single;

    private void AddNumbers(string[] names)
    {
        if (names.Length == 0)
            return;
        InputOutputColumnPair[] pairs = [.. names.Select(name => new InputOutputColumnPair(Unique($"{name} (number)"), name))];
        var all = Unique("(numbers)");
        Append(_transforms.ReplaceMissingValues(pairs, MissingValueReplacingEstimator.ReplacementMode.Mean));
        Append(_transforms.Concatenate(all, [.. pairs.Select(pair => pair.OutputColumnName)]));
        Append(_transforms.NormalizeMinMax(all));
        _parts.Add(all);
    }

    /// <summary>Each column gets an output of its own, so that a scored row still shows what was given.</summary>
    private void Add(ColumnReport column, DataViewType type)
    {
        var output = Unique($"{column.Name} ({column.Kind.ToString().ToLowerInvariant()})");
        _parts.Add(output);
        switch (column.Kind)
        {
            case ColumnKind.Number: // In double precision: single precision holds it once it is scaled.
                Append(_transforms.ReplaceMissingValues(output, column.Name, MissingValueReplacingEstimator.ReplacementMode.Mean));
                Append(_transforms.NormalizeMinMax(output, fixZero: false));
                Append(_transforms.Conversion.ConvertType(output));
                break;
            case ColumnKind.Boolean when type is BooleanDataViewType:
                Append(_transforms.Conversion.ConvertType(output, column.Name));
                break;
            case ColumnKind.Date:
                AddDate(column.Name, output);
                break;
            case ColumnKind.Text:
                Append(_transforms.Text.FeaturizeText(output, column.Name));
                break;
            default:
                Append(IsHashed(column)
                    ? _transforms.Categorical.OneHotHashEncoding(output, column.Name, numberOfBits: HashBits)
                    : _transforms.Categorical.OneHotEncoding(output, column.Name));
                break;
        }
    }

    /// <summary>Ticks are 100 ns, 8.64·10¹¹ a day; days count from 1 January 2000 (day 730,119), so that single precision holds them.</summary>
    private void AddDate(string name, string output)
    {
        string ticks = Unique($"{name} (ticks)"), days = Unique($"{name} (days)");
        Append(_transforms.Conversion.ConvertType(ticks, name, DataKind.Double));
        Append(_transforms.Expression(days, "t : single(t / 8.64e11 - 730119)", ticks));
        Append(_transforms.NormalizeMinMax(days, fixZero: false));
        var parts = new List<string> { days };
        foreach (var (cycle, period) in new[] { ("year", "365.2425"), ("week", "7"), ("day", "1") })
        {
            foreach (var wave in new[] { "sin", "cos" })
            {
                parts.Add(Unique($"{name} ({cycle}, {wave})"));
                Append(_transforms.Expression(parts[^1], $"t : single({wave}(2 * pi() * (t / 8.64e11) / {period}))", ticks));
            }
        }

        Append(_transforms.Concatenate(output, [.. parts]));
    }

    private void Append(IEstimator<ITransformer> step) => _pipeline = _pipeline.Append(step);

    /// <summary>A name that no column has yet.</summary>
    private string Unique(string name)
    {
        while (!_taken.Add(name))
            name += "'";
        return name;
    }
}
