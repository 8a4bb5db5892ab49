using System.Diagnostics;
using System.Globalization;
using LagrangeMLNet.Interop;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LagrangeMLNet.Design;

/// <summary>From a pool and options to chosen rows and a report: checks, reads, plans, speaks to the log.</summary>
internal sealed class PlannedRowsSession
{
    /// <summary>Share of the memory that the process may use.</summary>
    private const double ShareOfMemory = 0.7;

    /// <summary>A pool of at most this size is held even when it is to be streamed: it is less than the working set may take.</summary>
    private const long StreamingMemory = 32 << 20;

    private readonly IHost _host;
    private readonly PlannedRowsOptions _options;
    private readonly List<string> _remarks = [];

    public PlannedRowsSession(IHostEnvironment env, PlannedRowsOptions options)
    {
        Validate(options);
        _host = env.Register("SelectPlannedRows");
        _options = options;
    }

    public PlannedRows Select(IDataView view) => Select(view, mayTellNothing: false)!;

    /// <summary>The same; null where the rows tell nothing, because no feature of any, as the model weighs rows, differs from 0.</summary>
    public PlannedRows? TrySelect(IDataView view) => Select(view, mayTellNothing: true);

    private PlannedRows? Select(IDataView view, bool mayTellNothing)
    {
        long started = Stopwatch.GetTimestamp();
        using var channel = _host.Start("Selecting");
        CheckAlive();
        PoolColumns.CheckFeatures(view, _options.FeatureColumnName, "pool");
        CheckOther(_options.Labeled, nameof(PlannedRowsOptions.Labeled), view);
        if (ReadsTarget)
            CheckOther(_options.Target, nameof(PlannedRowsOptions.Target), view);
        var weights = Weights(view);
        var passes = new PoolPasses(_options.NumberOfThreads ?? Environment.ProcessorCount, CheckAlive);
        var reader = new PoolReader(_options.FeatureColumnName, weights, _options.Intercept ?? _options.Model is not null, MaximumBytes(),
            passes);
        _options.Progress?.Report(new PlanningState(PlanningStage.Reading, 0, 0, double.NaN, 0));
        var costs = _options.CostColumnName is { } cost ? PoolColumns.Costs(view, cost, CheckAlive) : null;
        var groups = _options.GroupColumnName is { } group ? PoolColumns.Groups(view, group, CheckAlive) : null;
        int width = ((VectorDataViewType)view.Schema[_options.FeatureColumnName].Type).Size;
        bool isWide = width >= FullMatrixPlanner.MostParameters;
        var pool = reader.ReadPool(
            view, isWide || _options.Criterion == DesignCriterion.E ? PoolScale.AllAlike : PoolScale.EachColumn, costs, groups);
        if (mayTellNothing && !pool.TellsAnything())
            return null;
        int complete = pool.Excluded is null ? pool.Rows : Enumerable.Range(0, pool.Rows).Count(row => pool.MayChoose(row));
        long skipped = pool.SkippedPositions.Count + pool.Rows - complete;
        if (complete == 0)
            DesignErrors.NoRows(_options.FeatureColumnName, skipped);
        if (skipped > 0)
            _remarks.Add($"Passed over {skipped} rows with missing features, cost or group.");
        if (_options.Count > complete)
            _remarks.Add(string.Create(
                CultureInfo.InvariantCulture, $"{_options.Count} rows were asked for, but the pool has {complete} complete ones."));
        var labeled = _options.Labeled is null ? null : reader.ReadAlike(_options.Labeled, pool, nameof(PlannedRowsOptions.Labeled));
        var target = _options.Target is null || !ReadsTarget
            ? null
            : reader.ReadAlike(_options.Target, pool, nameof(PlannedRowsOptions.Target));
        var task = new DesignTask(pool, labeled, target, _options, passes, _remarks.Add);
        var plan = !isWide ? new FullMatrixPlanner(task).Plan()
            : _options.Criterion == DesignCriterion.Representative ? new RepresentativeChoice(task).Plan()
            : new WidePlanner(task).Plan();
        long[] positions = [.. plan.Rows.Select(row => pool.PositionOf(row))];
        if (plan.Rows.Length < Math.Min(_options.Count ?? 0, complete - plan.Capped))
            _remarks.Add(string.Create(
                CultureInfo.InvariantCulture, $"{_options.Count} rows were asked for, but the limits leave {plan.Rows.Length}."));
        var rows = RowSnapshot.Of(view, positions, CheckAlive);
        CheckAlive();
        foreach (string remark in _remarks)
            channel.Warning(MessageSensitivity.Unknown, remark);
        return new PlannedRows(rows, new PlannedRowsReport
        {
            RowIndices = positions,
            Criterion = _options.Criterion,
            CriterionValue = plan.Value,
            LowerBound = plan.LowerBound,
            Efficiencies = plan.Efficiencies,
            Parameters = pool.Parameters,
            EstimableParameters = plan.EstimableParameters,
            Ridge = plan.Ridge,
            RidgeWasChosen = plan.RidgeWasChosen,
            TotalCost = pool.Costs is null ? positions.Length : plan.Rows.Sum(row => (double)pool.Costs[row]),
            PoolRows = complete,
            SkippedRows = skipped,
            CappedRows = plan.Capped,
            LabeledRows = labeled?.Rows ?? 0,
            Algorithm = plan.Algorithm,
            Passes = plan.Passes,
            RowsPerSecond = complete / Stopwatch.GetElapsedTime(started).TotalSeconds,
            Remarks = _remarks,
        });
    }

    /// <summary>Whether the choice is judged by predictions on a target view.</summary>
    private bool ReadsTarget => _options.Criterion is DesignCriterion.V or DesignCriterion.Representative;

    private static void Validate(PlannedRowsOptions options)
    {
        if (options.Count is null && options.Budget is null)
            DesignErrors.NothingAsked();
        DesignErrors.Check(options.Count is null or >= 1, options.Count, nameof(options.Count), "[1, 2147483647] or null");
        DesignErrors.CheckName(options.FeatureColumnName, nameof(options.FeatureColumnName), optional: false);
        DesignErrors.CheckName(options.CostColumnName, nameof(options.CostColumnName), optional: true);
        DesignErrors.CheckName(options.GroupColumnName, nameof(options.GroupColumnName), optional: true);
        DesignErrors.Check(Enum.IsDefined(options.Criterion), (int)options.Criterion, nameof(options.Criterion),
            "Representative, A, D, V or E");
        DesignErrors.Check(
            Enum.IsDefined(options.Algorithm), (int)options.Algorithm, nameof(options.Algorithm),
            "Automatic, Greedy, Exchange, Approximate, Streaming or Balance");
        bool isBalanced = options.Criterion == DesignCriterion.Representative;
        if (isBalanced
            ? options.Algorithm is not (DesignAlgorithm.Automatic or DesignAlgorithm.Streaming or DesignAlgorithm.Balance)
            : options.Algorithm == DesignAlgorithm.Balance)
            DesignErrors.AlgorithmOfAnother(options.Algorithm, options.Criterion);
        DesignErrors.Check(
            options.Ridge is null or (>= 0 and < double.PositiveInfinity), options.Ridge, nameof(options.Ridge), "[0, ∞) or null");
        DesignErrors.Check(
            options.Budget is null or (> 0 and < double.PositiveInfinity), options.Budget, nameof(options.Budget), "(0, ∞) or null");
        DesignErrors.Check(options.MaximumPerGroup >= 1, options.MaximumPerGroup, nameof(options.MaximumPerGroup), "[1, 2147483647]");
        DesignErrors.Check(
            options.MaximumLeverage is null or (> 0 and < double.PositiveInfinity),
            options.MaximumLeverage,
            nameof(options.MaximumLeverage),
            "(0, ∞) or null");
        DesignErrors.Check(
            options.MaximumMemoryInMegabytes is null or >= 1,
            options.MaximumMemoryInMegabytes,
            nameof(options.MaximumMemoryInMegabytes),
            "[1, 2147483647] or null");
        DesignErrors.Check(options.NumberOfThreads is null or >= 1, options.NumberOfThreads, nameof(options.NumberOfThreads),
            "[1, 2147483647] or null");
    }

    private void CheckOther(IDataView? other, string what, IDataView pool)
    {
        if (other is null)
            return;
        string name = _options.FeatureColumnName;
        PoolColumns.CheckFeatures(other, name, what);
        int found = ((VectorDataViewType)other.Schema[name].Type).Size, expected = ((VectorDataViewType)pool.Schema[name].Type).Size;
        if (found != expected)
            DesignErrors.WidthDiffers($"{what} view", found, name, expected);
    }

    private FisherWeights? Weights(IDataView pool)
    {
        if (_options.Model is null)
            return null;
        var weights = FisherWeights.Of(_options.Model, out int features);
        int expected = ((VectorDataViewType)pool.Schema[_options.FeatureColumnName].Type).Size;
        if (features != expected)
            DesignErrors.WidthDiffers("model", features, _options.FeatureColumnName, expected);
        return weights;
    }

    private long MaximumBytes() =>
        _options.Algorithm == DesignAlgorithm.Streaming ? StreamingMemory
        : _options.MaximumMemoryInMegabytes is { } limit ? (long)limit << 20
        : (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * ShareOfMemory);

    private void CheckAlive()
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        MLNetInternals.CheckAlive(null, _host);
    }
}
