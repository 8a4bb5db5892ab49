using LagrangeMLNet.AutoML.Data.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Text;

namespace LagrangeMLNet.AutoML.Data;

/// <summary>Stock transforms that make one vector of features from columns by their roles.</summary>
internal sealed class Featurization
{
    public const string Features = "Features";

    /// <summary>Bits of the hash for columns of many categories: 1,024 indicators.</summary>
    public const int HashBits = 10;

    private readonly ColumnFacts[] _columns;
    private readonly DataViewSchema _schema;

    private Featurization(ColumnFacts[] columns, DataViewSchema schema, ulong fingerprint) =>
        (_columns, _schema, Fingerprint) = (columns, schema, fingerprint);

    /// <summary>All columns but the label's and the weights', with their roles.</summary>
    public IReadOnlyList<ColumnFacts> Columns => _columns;

    /// <summary>Whether features are made from text.</summary>
    public bool HasText => _columns.Any(column => column.Role is ColumnRole.Text or ColumnRole.Characters);

    /// <summary>A hash of the names, types and values of all columns that are read, in the order of the rows.</summary>
    public ulong Fingerprint { get; }

    /// <param name="rows">All rows.</param>
    /// <param name="training">Which of them may say what a column is.</param>
    /// <param name="ignored">Columns that are not features: the label's, and those that the caller names.</param>
    /// <param name="roles">What the caller says of columns.</param>
    /// <param name="token">Ends the reading.</param>
    /// <exception cref="ArgumentException">A column cannot be what the caller says.</exception>
    /// <exception cref="InvalidOperationException">No column can be learnt from.</exception>
    public static Featurization Of(
        IDataView rows, bool[] training, IReadOnlySet<string> ignored, IReadOnlyDictionary<string, SweepColumnRole> roles, CancellationToken token)
    {
        var profiles = ColumnSurvey.Read(
            rows, rows.Schema.Where(column => !column.IsHidden && !ignored.Contains(column.Name)), training, token);
        ColumnFacts[] columns =
        [
            .. profiles.Select(profile => profile.Conclude(roles.TryGetValue(profile.Column.Name, out var role) ? role : null)),
        ];
        if (columns.All(column => column.Role == ColumnRole.LeftOut))
            SweepErrors.NoUsableColumn(
                columns.Select(column => $"{column.Name} ({column.Reason})").DefaultIfEmpty("nothing but the label"));
        return new Featurization(
            columns, rows.Schema, profiles.Aggregate(0UL, (hash, profile) => StableHash.Mix(hash, profile.Fingerprint)));
    }

    /// <summary>The transforms, not yet fitted.</summary>
    public IEstimator<ITransformer> Estimator(MLContext context)
    {
        IEstimator<ITransformer> chain = new EstimatorChain<ITransformer>();
        var names = new ColumnNames(_schema);
        var parts = new List<string>();
        foreach (var column in _columns.Where(column => column.Role != ColumnRole.LeftOut))
        {
            var (steps, outputs) = Steps(context, column, names);
            foreach (var step in steps)
                chain = chain.Append(step);
            parts.AddRange(outputs);
        }

        return chain.Append(context.Transforms.Concatenate(Features, [.. parts]));
    }

    /// <summary>What is done to each column, one line each.</summary>
    public IEnumerable<string> Describe() => _columns.Select(column => $"{column.Name}: {column.Treatment}");

    private static (IEnumerable<IEstimator<ITransformer>> Steps, IEnumerable<string> Outputs) Steps(
        MLContext context, ColumnFacts column, ColumnNames names)
    {
        var transforms = context.Transforms;
        string output = names.New($"{column.Name} ({column.Role})");
        IEnumerable<IEstimator<ITransformer>> One(params IEstimator<ITransformer>[] steps) => steps;
        return column.Role switch
        {
            ColumnRole.Number or ColumnRole.NumberWithGaps => NumberFeatures.Of(context, column, names, output),
            ColumnRole.Date or ColumnRole.DateWithGaps => DateFeatures.Of(context, column, names),
            ColumnRole.Boolean => (One(transforms.Conversion.ConvertType(output, column.Name)), [output]),
            // Of a key those values become indicators that occur, and not all that are declared.
            ColumnRole.Category when IsKey(column.Type) => (One(
                transforms.Conversion.MapValueToKey(output, column.Name), transforms.Conversion.MapKeyToVector(output, output)), [output]),
            ColumnRole.Category => (One(transforms.Categorical.OneHotEncoding(output, column.Name)), [output]),
            ColumnRole.ManyCategories =>
                (One(transforms.Categorical.OneHotHashEncoding(output, column.Name, numberOfBits: HashBits)), [output]),
            ColumnRole.Characters => (One(transforms.Text.FeaturizeText(
                output,
                new TextFeaturizingEstimator.Options
                {
                    WordFeatureExtractor = null,
                    CharFeatureExtractor = new WordBagEstimator.Options { NgramLength = 3, UseAllLengths = true },
                },
                column.Name)), [output]),
            _ => (One(transforms.Text.FeaturizeText(output, column.Name)), [output]),
        };
    }

    private static bool IsKey(DataViewType type) => type is KeyDataViewType or VectorDataViewType { ItemType: KeyDataViewType };
}
