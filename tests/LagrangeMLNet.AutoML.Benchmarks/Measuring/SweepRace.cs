using LagrangeMLNet.AutoML.Benchmarks.Sets;
using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.AutoML.Ledgers;
using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Benchmarks.Measuring;

/// <summary>Sweeps of one set and one seed, all on the same division of the rows.</summary>
internal sealed class SweepRace
{
    private readonly EvaluationCache _cache;
    private readonly SweepSet _set;
    private readonly int _seed;
    private readonly SweepSubsets _subsets;
    private readonly TrialData _data;
    private readonly IReadOnlyList<Candidate> _candidates;

    public SweepRace(SweepSet set, IDataView rows, int seed, SweepSubsets subsets, EvaluationCache cache)
    {
        (_set, _seed, _subsets, _cache) = (set, seed, subsets, cache);
        _data = TrialData.Of(new MLContext(1), rows, SweepSet.Label, set.Task, Options(SweepSearch.Random));
        _candidates = set.Candidates(_data);
    }

    public IReadOnlyList<int> Rungs => _data.Plan.Rungs;

    /// <summary>Fits that were not in the cache.</summary>
    public int Fitted { get; private set; }

    /// <summary>Runs a sweep until it has enough.</summary>
    /// <param name="search">How trials are proposed.</param>
    /// <param name="rule">When they are pruned.</param>
    /// <param name="maximum">Most trials.</param>
    /// <param name="isEnough">Whether the trials so far, in order, are enough.</param>
    public IReadOnlyList<TrialOutcome> Run(
        SweepSearch search, IPruningRule rule, int maximum, Func<IReadOnlyList<SweepTrial>, bool>? isEnough = null)
    {
        using var enough = new CancellationTokenSource();
        var seen = new List<SweepTrial>();
        var options = Options(search);
        options.MaximumNumberOfTrials = maximum;
        options.CancellationToken = enough.Token;
        options.Progress = new Watch(progress =>
        {
            if (progress.Latest is not { } trial)
                return;
            seen.Add(trial);
            if (isEnough?.Invoke(seen) == true)
                enough.Cancel();
        });
        using var trials = new TrialRunner(_data, _candidates, options, MemoryBudget.OfProcess);
        var runner = new MeasuredRunner(
            $"{_set.Name}|{_set.Rows}|{_seed}", _subsets, _data, _candidates, trials, _cache);
        using var ledger = SweepLedger.Create(null);
        ledger.Bind("");
        using var budget = new SweepBudget(options);
        var models = new BestModels(new ModelAssembly(new MLContext(1), _data), ledger);
        var outcomes = new SweepEngine(
            runner, _data.Plan, _candidates, ledger, models, budget, new ProgressReporter(options), options, rule, new NoFitRule()).Search();
        Fitted += runner.Fitted;
        return outcomes.All;
    }

    private SweepOptions Options(SweepSearch search) => new()
    {
        Search = search,
        Seed = _seed,
        Subsets = _subsets,
        NumberOfWorkers = 1,
        MaximumTrialDuration = null,
        TimeProvider = new CpuClock(),
    };

    private sealed class Watch(Action<SweepProgress> see) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => see(value);
    }
}
