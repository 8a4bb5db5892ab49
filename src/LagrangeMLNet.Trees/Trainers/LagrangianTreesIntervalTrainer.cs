using System.Globalization;
using LagrangeMLNet.Boosting;
using LagrangeMLNet.Interop;
using LagrangeMLNet.Losses;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// Boosted trees for a <see cref="float"/> label that predict an interval: the mean, the standard deviation, and bounds between which the
/// label lies with a given probability.
/// </summary>
/// <remarks>
/// Two ensembles learn a Gaussian's mean and the logarithm of its standard deviation σ by natural gradients. The bounds are mean + q σ,
/// with q the quantiles of (label − mean)/σ over rows that the trees did not learn from: they hold for labels that are not Gaussian, too,
/// as long as new rows are like those learnt from. Source: Lei et al., JASA 113 (2018), 1094–1111, section 5.2, with
/// folds as in Barber et al., Annals of Statistics 49 (2021), 486–507. All parts are ML.NET's own: they are saved, loaded and scored by
/// plain
/// <c>Microsoft.ML</c> and <c>Microsoft.ML.FastTree</c>.
/// </remarks>
public sealed class LagrangianTreesIntervalTrainer : IEstimator<TransformerChain<ITransformer>>
{
    private const string Score = "Score";
    private static readonly MLContext Context = new(seed: 0);

    private readonly TreesSession _session;
    private readonly double _level;
    private readonly (string Deviation, string Lower, string Upper) _names;

    internal LagrangianTreesIntervalTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(options);
        OptionErrors.Check(options.ConfidenceLevel is > 0 and < 1, options.ConfidenceLevel, nameof(options.ConfidenceLevel), "(0, 1)");
        OptionErrors.CheckName(options.StandardDeviationColumn, nameof(options.StandardDeviationColumn));
        OptionErrors.CheckName(options.ConfidenceLowerBoundColumn, nameof(options.ConfidenceLowerBoundColumn));
        OptionErrors.CheckName(options.ConfidenceUpperBoundColumn, nameof(options.ConfidenceUpperBoundColumn));
        _names = (options.StandardDeviationColumn, options.ConfidenceLowerBoundColumn, options.ConfidenceUpperBoundColumn);
        string[] names = [Score, _names.Deviation, _names.Lower, _names.Upper];
        if (names.Distinct().Count() < names.Length)
            throw new ArgumentException(
                $"Two of the columns {string.Join(", ", names.Select(name => $"'{name}'"))} have the same name; give each one of its own.",
                nameof(options));
        _level = options.ConfidenceLevel;
        _session = new TreesSession(env, options, StockSchema.Regression);
    }

    /// <summary>What the last successful fit did; null before it, and after one that failed.</summary>
    public TreesReport? LastReport => _session.Report;

    /// <summary>Trains a model.</summary>
    /// <param name="input">Training data.</param>
    /// <returns>Stock ML.NET transformers that add the mean as <c>Score</c>, the standard deviation and the bounds.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The data holds no usable row, or a value that cannot be learnt from.</exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end.</exception>
    public TransformerChain<ITransformer> Fit(IDataView input) => Train(input, null);

    /// <summary>Trains a model and measures its loss, and the width of its intervals, on data of its own.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="validationData">
    /// Data that is never learnt from, with the same columns; learning ends when the loss on it has ceased to fall.
    /// </param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public TransformerChain<ITransformer> Fit(IDataView trainData, IDataView validationData) => Train(trainData, validationData);

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        SchemaShape shape = Deviation().GetOutputSchema(_session.GetOutputSchema(inputSchema));
        return Bounds(-1, 1).Aggregate(shape, (before, bound) => bound.GetOutputSchema(before));
    }

    private TransformerChain<ITransformer> Train(IDataView train, IDataView? validation)
    {
        LearntTrees learnt = _session.Learn(_ => TreeLoss.LocationScale, train, validation, start: null, keepsHeldOut: true);
        PredictiveSpread spread = PredictiveSpread.Of(learnt.HeldOut, _level);
        IHost host = _session.Host;
        string features = _session.Columns.Features;
        var scale = TreeInternals.NewExponentialModel(
            host,
            StockTrees.Ensemble(learnt, 1, null, Math.Log(spread.Scale * learnt.LabelScale), 1),
            learnt.Slots,
            innerArgs: null);
        var mean = TreeInternals.NewRegressionModel(host, StockTrees.Ensemble(learnt, 0, null), learnt.Slots, innerArgs: null);
        var steps = new List<ITransformer>();
        IDataView view = train;
        Append(MLNetInternals.Transformer<FastTreeTweedieModelParameters>.NewRegression(host, scale, view.Schema, features));
        Append(Deviation().Fit(view));
        Append(MLNetInternals.Transformer<FastTreeRegressionModelParameters>.NewRegression(host, mean, view.Schema, features));
        foreach (IEstimator<ITransformer> bound in Bounds(spread.Lower, spread.Upper))
            Append(bound.Fit(view));
        return new TransformerChain<ITransformer>([.. steps]);

        void Append(ITransformer step)
        {
            steps.Add(step);
            view = step.Transform(view);
        }
    }

    private IEstimator<ITransformer> Deviation() => Context.Transforms.Expression(_names.Deviation, "s : s", Score);

    /// <summary>The bounds, in standard deviations from the mean.</summary>
    private IEnumerable<IEstimator<ITransformer>> Bounds(double lower, double upper)
    {
        yield return Bound(_names.Lower, lower);
        yield return Bound(_names.Upper, upper);

        IEstimator<ITransformer> Bound(string name, double quantile) => Context.Transforms.Expression(
            name,
            string.Create(CultureInfo.InvariantCulture, $"(s, d) : s {(quantile < 0 ? '-' : '+')} {Math.Abs(quantile):F9}f * d"),
            Score,
            _names.Deviation);
    }

    /// <summary>Options of <see cref="LagrangianTreesIntervalTrainer"/>.</summary>
    /// <example>
    /// <code>
    /// var options = new LagrangianTreesIntervalTrainer.Options { ConfidenceLevel = 0.8 };
    /// var chosen = mlContext.Regression.Trainers.LagrangianTreesInterval(options);
    /// </code>
    /// </example>
    public sealed class Options : LagrangianTreesOptions
    {
        /// <summary>
        /// Share of labels that are to lie between the bounds, in (0, 1); as many below as above. Default: 0.9.
        /// </summary>
        public double ConfidenceLevel { get; set; } = 0.9;

        /// <summary>Name of the column of standard deviations, in units of the label. Default: <c>StandardDeviation</c>.</summary>
        public string StandardDeviationColumn { get; set; } = "StandardDeviation";

        /// <summary>Name of the column of lower bounds. Default: <c>LowerBound</c>.</summary>
        public string ConfidenceLowerBoundColumn { get; set; } = "LowerBound";

        /// <summary>Name of the column of upper bounds. Default: <c>UpperBound</c>.</summary>
        public string ConfidenceUpperBoundColumn { get; set; } = "UpperBound";
    }
}
