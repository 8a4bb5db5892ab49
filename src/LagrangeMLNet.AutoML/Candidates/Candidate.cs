using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LagrangeMLNet.AutoML.SearchSpaces;
using LagrangeMLNet.Data;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>A trainer that takes part in a sweep: a name, a factory, and the options that are swept.</summary>
/// <remarks>
/// The estimator made is fitted on a label and a feature column and has to add what its task is judged by: <c>Probability</c> (binary),
/// <c>Score</c> with one probability a class (multiclass), or <c>Score</c> (regression). Any <see cref="IEstimator{TTransformer}"/> will
/// do.
/// </remarks>
public sealed class Candidate
{
    private readonly Func<MLContext, JsonObject, TrialSettings, IEstimator<ITransformer>> _create;
    private readonly Func<JsonObject, double> _cost;
    private readonly double _fixedRows;

    private Candidate(
        string name,
        SearchSpace space,
        Func<MLContext, JsonObject, TrialSettings, IEstimator<ITransformer>> create,
        Func<JsonObject, double> cost,
        double fixedRows)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!(fixedRows >= 0))
            throw new ArgumentOutOfRangeException(
                nameof(fixedRows),
                string.Create(CultureInfo.InvariantCulture, $"{nameof(fixedRows)} of '{name}' is {fixedRows}; allowed is 0 or more."));
        (Name, Space, _create, _cost, _fixedRows) = (name, space, create, cost, fixedRows);
    }

    /// <summary>Name, shown to people and written to the ledger.</summary>
    public string Name { get; }

    /// <summary>The options that are swept.</summary>
    public SearchSpace Space { get; }

    /// <summary>Makes a candidate.</summary>
    /// <typeparam name="TOptions">Options: a class of plain properties that can be read from JSON.</typeparam>
    /// <param name="name">Name, unique in the sweep.</param>
    /// <param name="factory">Makes the estimator. It is called once for every subset, each time with a context of its own.</param>
    /// <param name="space">The options that are swept; null for those that the attributes on <typeparamref name="TOptions"/> name.</param>
    /// <param name="cost">
    /// Relative cost of a fit with these options, above 0, 1 for a linear model; null for 1. Among proposals of like promise the cheaper
    /// is preferred. It is declared and not measured, because proposals that depend on a clock would not repeat.
    /// </param>
    /// <param name="fixedRows">
    /// The part of a fit's time that does not depend on the number of rows, in rows that take as long; 0 or more, infinite where none of it
    /// does. A trainer of which much is fixed is not fitted to few rows first: it would take nearly as long as all. Declared for the same
    /// reason as the cost. Default: 0.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The name is blank, the attributes do not make a space, or the fixed part is negative.
    /// </exception>
    public static Candidate Create<TOptions>(
        string name,
        Func<MLContext, TOptions, TrialSettings, IEstimator<ITransformer>> factory,
        SearchSpace? space = null,
        Func<TOptions, double>? cost = null,
        double fixedRows = 0)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new Candidate(
            name,
            space ?? SearchSpace.Of<TOptions>(),
            (context, options, settings) => factory(context, Read<TOptions>(options), settings),
            options => cost?.Invoke(Read<TOptions>(options)) ?? 1,
            fixedRows);
    }

    /// <summary>Makes the estimator for options given as JSON.</summary>
    /// <param name="context">Context that the estimator belongs to.</param>
    /// <param name="options">The options that differ from their defaults.</param>
    /// <param name="settings">Columns, seed and threads.</param>
    /// <returns>An estimator that has not been fitted.</returns>
    public IEstimator<ITransformer> CreateEstimator(MLContext context, JsonObject options, TrialSettings settings) =>
        _create(context, options, settings);

    /// <summary>Positions that are known to be good on many data, beside the defaults.</summary>
    internal IReadOnlyList<double[]> Starts { get; private init; } = [];

    /// <summary>The task of a default candidate that ML.NET trains one model of at a time in a process; null for all others.</summary>
    internal PredictionTask? StockTrees { get; private init; }

    /// <summary>The same candidate, with options that are known to be good on many data.</summary>
    /// <param name="starts">Options, of the candidate's type.</param>
    internal Candidate StartingFrom<TOptions>(params IReadOnlyList<TOptions> starts) => new(Name, Space, _create, _cost, _fixedRows)
    {
        Starts = [.. starts.Select(options => Space.PositionOf(JsonSerializer.SerializeToNode(options)!.AsObject()))],
        StockTrees = StockTrees,
    };

    /// <summary>The same candidate, one of the stock trees of a task (<see cref="TreePackages"/>).</summary>
    internal Candidate OfStockTrees(PredictionTask task) =>
        new(Name, Space, _create, _cost, _fixedRows) { Starts = Starts, StockTrees = task };

    /// <summary>Relative cost of a fit; 1 where the declared one is not a positive number.</summary>
    internal double CostOf(JsonObject options) => _cost(options) is > 0 and < double.PositiveInfinity and var cost ? cost : 1;

    /// <summary>Time of a fit to some rows, as a share of that of a fit to all.</summary>
    internal double TimeShare(int rows, int allRows) =>
        double.IsPositiveInfinity(_fixedRows) ? 1 : (rows + _fixedRows) / (allRows + _fixedRows);

    private static TOptions Read<TOptions>(JsonObject options) =>
        options.Deserialize<TOptions>() ?? throw new JsonException($"{typeof(TOptions).Name} cannot be read from {options}.");
}
