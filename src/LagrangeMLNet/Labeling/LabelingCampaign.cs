using System.Collections;
using LagrangeMLNet.Design;
using LagrangeMLNet.Interop;
using LagrangeMLNet.Mechanics;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace LagrangeMLNet.Labeling;

/// <summary>
/// The labelling of a pool, batch by batch: rows are chosen, labelled and learnt from, and the motion of the loss says whether more labels
/// are worth their cost. Kept in a file, it can be stopped, or killed, at any moment and opened again with nothing lost.
/// </summary>
/// <remarks>
/// <para>
/// A batch is made up of rows drawn at random, which measure the velocity (the loss, before they are learnt from), and rows planned: in
/// the first batch rows that stand for the pool; later, where there are classes, a sample in which each row is as probable as its answer is
/// uncertain, or those that the classifier can tell least, as long as its loss on rows that it has learnt from is less than half of that on
/// new rows. For numbers all rows after the first batch are drawn at random. When a batch is complete the model is refitted and the next
/// batch is chosen. The same pool, options and labels give the same batches, whether or not the campaign was interrupted.
/// </para>
/// <para>
/// A campaign is for one thread at a time: calls from several threads must be put in order by the caller, with a lock for instance. Two
/// processes never have the same file open.
/// </para>
/// <para>
/// Source: margin sampling (Scheffer, Decomain and Wrobel, 2001), Neyman allocation (Cochran, Sampling Techniques (1977)), the expected
/// excess loss by the Fisher information ratio (Zhang and Oles, ICML 2000); the decision is <see cref="StoppingRule"/>'s and
/// <see cref="Kinematics"/>', with the velocity falling like v(n) = v∞ + A/n.
/// </para>
/// </remarks>
public sealed class LabelingCampaign : IDisposable
{
    private readonly IHost _host;
    private readonly LabelingCampaignOptions _options;
    private readonly LabelSpace _space;
    private readonly IDataView _pool;
    private readonly long _rows;
    private readonly float[]? _costs;
    private readonly BatchPlanner _planner;
    private readonly CampaignFile _file;
    private readonly CampaignLedger _ledger;
    private readonly CampaignLearner _learner;
    private readonly List<string> _remarks = [];
    private LabelingState? _state;

    internal LabelingCampaign(IHostEnvironment env, IDataView pool, LabelingCampaignOptions options)
    {
        _space = CampaignOptions.Validate(options);
        _host = env.Register(nameof(LabelingCampaign));
        (_options, _pool) = (options.Copy(), pool);
        PoolColumns.CheckFeatures(pool, options.FeatureColumnName, "pool");
        var fingerprint = PoolFingerprint.Of(pool, options.FeatureColumnName, options.LabelColumnName, out var usable, CheckAlive);
        _rows = fingerprint.Rows;
        _costs = options.CostColumnName is { } cost ? PoolColumns.Costs(pool, cost, CheckAlive) : null;
        CheckUsable(usable);
        _planner = new BatchPlanner(_host, pool, usable, _costs, new BatchSettings
        {
            FeatureColumnName = options.FeatureColumnName,
            CostColumnName = options.CostColumnName,
            RandomShare = options.RandomShare,
            Seed = options.Seed,
            CancellationToken = options.CancellationToken,
        });
        _file = CampaignFile.Open(options.Path);
        try
        {
            _remarks.AddRange(_file.Remarks);
            _ledger = new CampaignLedger(_space, usable);
            _learner = new CampaignLearner(_host, pool, _options, _space, _ledger, _remarks, CheckAlive);
            var begun = new CampaignBegun(CampaignFile.Version, fingerprint, CampaignOptions.Terms(options));
            if (_file.Events.Count == 0)
                _file.Append(begun);
            else
                CampaignOptions.Check((CampaignBegun)_file.Events[0].Event, begun, _file.Name);
            foreach (var (line, one) in _file.Events.Skip(1))
                if (_ledger.Problem(one) is { } problem)
                    LabelingErrors.CorruptLine(_file.Name, line, problem);
                else
                    _ledger.Take(one);
            Advance();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Where the campaign stands.</summary>
    public LabelingState State => _state ??= Decide();

    /// <summary>
    /// Positions in the pool, counted from 0, of the rows that wait for their labels: ascending, empty when there are none.
    /// </summary>
    public IReadOnlyList<long> PendingRows => _ledger.Pending;

    /// <summary>The rows that wait for their labels, in the order of <see cref="PendingRows"/>, with all columns of the pool.</summary>
    public IDataView Pending => new RowSubset(_pool, _ledger.Pending);

    /// <summary>
    /// The rows labelled so far, in the order of the pool, with their labels in the label column: what any trainer can learn from.
    /// </summary>
    public IDataView LabeledRows => _learner.Labeled(_ledger.Labels.Keys);

    /// <summary>
    /// The model that has learnt from all labels so far; null before there is one. Trained when it is asked for, unless it was needed
    /// before.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller asked for an end.</exception>
    public ITransformer? Model => _ledger.Labels.Count == 0 ? null : _learner.Fit([.. _ledger.Labels.Keys]);

    /// <summary>What was noticed and gone on from.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Labels batch after batch until the campaign advises an end.</summary>
    /// <typeparam name="TLabel"><see cref="bool"/>, <see cref="string"/> or a number, as the task needs.</typeparam>
    /// <param name="label">
    /// Gives the labels of some rows, in their order. Each label is on the disk before the next one is asked for, so that an iterator that
    /// waits for a person can be interrupted anywhere.
    /// </param>
    /// <returns>Where the campaign stands then.</returns>
    /// <exception cref="InvalidOperationException">A label cannot be used, or their number is wrong; the labels before it are
    /// kept.</exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end.</exception>
    public LabelingState Run<TLabel>(Func<IDataView, IEnumerable<TLabel>> label)
    {
        ArgumentNullException.ThrowIfNull(label);
        while (State.Advice == LabelingAdvice.LabelOn)
        {
            long[] rows = _ledger.Pending;
            int given = 0;
            try
            {
                foreach (var one in label(Pending))
                {
                    CheckAlive();
                    if (given == rows.Length)
                        LabelingErrors.TooManyLabels(rows.Length);
                    Write($"Label {given + 1} of {rows.Length}, row {rows[given]}", rows[given], one);
                    given++;
                }
            }
            finally
            {
                // Also after a label that could not be used: those before it may have completed the batch.
                Advance();
            }

            if (given < rows.Length)
                LabelingErrors.TooFewLabels(given, rows.Length);
        }

        return State;
    }

    /// <summary>
    /// Takes labels of pending rows. When all are labelled or skipped, the campaign learns from them and chooses the next ones.
    /// </summary>
    /// <typeparam name="TLabel"><see cref="bool"/>, <see cref="string"/> or a number, as the task needs.</typeparam>
    /// <param name="labels">Positions of rows in the pool, and their labels. A label given before is passed over if it is the same.</param>
    /// <returns>Number of labels that are new.</returns>
    /// <exception cref="InvalidOperationException">A label cannot be used, or none was asked for; the labels before it are
    /// kept.</exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end.</exception>
    public int AddLabels<TLabel>(IEnumerable<KeyValuePair<long, TLabel>> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        int added = 0;
        try
        {
            foreach (var (row, label) in labels)
                added += Write($"Label of row {row}", row, label) ? 1 : 0;
        }
        finally
        {
            Advance();
        }

        return added;
    }

    /// <summary>Gives up on labels of pending rows, for instance because nobody can tell them. They are never asked for again.</summary>
    /// <param name="rows">Positions of rows in the pool.</param>
    /// <exception cref="InvalidOperationException">A row is not pending; the rows before it are skipped.</exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end.</exception>
    public void SkipRows(IEnumerable<long> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        try
        {
            foreach (long row in rows)
            {
                if (!_ledger.IsPending(row))
                    LabelingErrors.NotAsked($"Skipped row {row}", row);
                Append(new RowSkipped(row));
            }
        }
        finally
        {
            Advance();
        }
    }

    /// <summary>
    /// Writes the pending rows as comma-separated values: columns <c>Row</c> and the label's, which is empty and to be filled in, then the
    /// single-valued columns of the pool. The file appears whole or not at all. Texts that a spreadsheet would run as formulas are defused
    /// (<see cref="LabelingCampaignOptions.DefusesFormulas"/>).
    /// </summary>
    /// <param name="path">File to write; an existing one is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void WritePending(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        LabelCsv.Write(path, _options.LabelColumnName, Pending, _ledger.Pending, _options.DefusesFormulas);
    }

    /// <summary>
    /// Reads labels from a table with the columns <c>Row</c> and the label's, separated by commas, semicolons or tabs; other columns are
    /// ignored, and rows whose label is empty stay pending. All are checked before any is taken; labels read before are passed over if they
    /// are the same.
    /// </summary>
    /// <param name="path">File to read.</param>
    /// <returns>Number of labels that are new.</returns>
    /// <exception cref="InvalidOperationException">A label cannot be used; the message names line and column.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end.</exception>
    public int ReadLabels(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var events = new List<RowLabeled>();
        var seen = new Dictionary<long, string>();
        foreach (var (line, row, text) in LabelCsv.Read(path, _options.LabelColumnName))
        {
            if (_space.Parse(text) is not { } label)
            {
                LabelingErrors.CsvCell(path, line, _options.LabelColumnName, text, _space.Allowed);
                return 0;
            }

            string shown = _space.Show(label);
            if (seen.TryAdd(row, shown))
            {
                if (IsNew($"'{path}', line {line}", row, label))
                    events.Add(new RowLabeled(row, shown));
            }
            else if (seen[row] != shown)
            {
                LabelingErrors.AlreadyLabeled($"'{path}', line {line}", row, seen[row], text);
            }
        }

        Append([.. events]);
        Advance();
        return events.Count;
    }

    /// <summary>Closes the file. What the campaign has is in it.</summary>
    public void Dispose() => _file.Dispose();

    /// <returns>False if the row has this label already.</returns>
    private bool Write(string where, long row, object? given)
    {
        if (_space.Parse(given) is not { } label)
        {
            LabelingErrors.BadLabel(where, given, _space.Allowed);
            return false;
        }

        if (!IsNew(where, row, label))
            return false;
        Append(new RowLabeled(row, _space.Show(label)));
        return true;
    }

    private bool IsNew(string where, long row, float label)
    {
        if (row < 0 || row >= _rows)
            LabelingErrors.UnknownRow(where, row, _rows);
        if (_ledger.Labels.TryGetValue(row, out float before))
        {
            if (!before.Equals(label))
                LabelingErrors.AlreadyLabeled(where, row, _space.Show(before), _space.Show(label));
            return false;
        }

        if (!_ledger.IsPending(row))
            LabelingErrors.NotAsked(where, row);
        return true;
    }

    /// <summary>To the disk, then to memory.</summary>
    private void Append(params ReadOnlySpan<CampaignEvent> events)
    {
        ObjectDisposedException.ThrowIf(_file.IsDisposed, this);
        _file.Append(events);
        _state = null;
        foreach (var one in events)
            _ledger.Take(one);
    }

    /// <summary>When nothing is pending: measures the velocity, learns, and chooses the next rows.</summary>
    private void Advance()
    {
        while (_ledger.PendingCount == 0)
        {
            CheckAlive();
            if (_ledger.LooksAreDue)
                Append(Look());
            var known = _ledger.Labels.Keys.ToList();
            int count = known.Count == 0 ? _options.SeedRows : (int)Math.Ceiling(_options.BatchGrowth * known.Count);
            var fit = known.Count == 0 ? null : _learner.TryFit(known);
            var model = fit is null ? null : CampaignOptions.Linear(fit, _pool, _options, _remarks);
            var classifier = _learner.IsClassifier ? fit : null;
            bool lacksLabels = classifier is not null && _learner.LacksLabels(classifier);
            var batch = _planner.Next(known, _ledger.Gone, count, LeftToSpend(), model, classifier, lacksLabels);
            if (batch.Random.Length == 0)
                break;
            double? forecast = batch.Report is not { } report || (model is null && _options.Task != LabelingTask.Regression)
                ? null
                : 0.5 * report.CriterionValue * Math.Max(1, _space.Classes.Count - 1);
            Append(new BatchChosen(batch.Random, batch.Planned, forecast is { } v && double.IsFinite(v) ? v : null));
        }

        if (State.Learning is { } learning)
            _options.Progress?.Report(learning);
    }

    /// <summary>The velocity on the random rows of the last batch, which the model before them has not seen.</summary>
    private VelocitySeen Look()
    {
        long[] rows = [.. _ledger.RandomLabeled.Order()];
        int before = _ledger.KnownBefore.Count;
        float[] labels = [.. rows.Select(row => _ledger.Labels[row])];
        var look = rows.Length == 0 ? new Observation(before, double.NaN)
            : before == 0 ? LabelSurprise.OfSeed(_options.Task, Math.Max(2, _space.Classes.Count), labels)
            : _learner.TryFit(_ledger.KnownBefore) is not { } model ? new Observation(before, double.NaN)
            : LabelSurprise.Of(before, _options.Task, model.Transform(_learner.Labeled(rows)), labels);
        return new VelocitySeen(before, rows.Length, Finite(look.Velocity), Finite(look.StandardError));

        static double? Finite(double value) => double.IsFinite(value) ? value : null;
    }

    private LabelingState Decide()
    {
        double pendingCost = _ledger.Pending.Sum(Cost);
        var facts = new LabelingFacts
        {
            Labels = _ledger.Labels.Count,
            Pending = _ledger.PendingCount,
            PendingCost = pendingCost,
            PoolIsSpent = _ledger.Gone.Count >= _planner.Rows,
            ForecastNow = _ledger.ForecastNow,
            ForecastNext = _ledger.ForecastNext,
            OnlyClass = OnlyClass(),
        };
        var (learning, measured, planned, advice, reason) = LabelingDecision.Decide(_options, _ledger.Looks, facts);
        return new LabelingState
        {
            Labels = facts.Labels,
            Skipped = _ledger.Gone.Count - facts.Labels,
            Pending = facts.Pending,
            Cost = _ledger.Labels.Keys.Sum(Cost),
            PendingCost = pendingCost,
            Learning = learning,
            Looks = [.. _ledger.Looks.Select(look => look.Velocity)],
            MeasuredGain = measured,
            PlannedGain = planned,
            Advice = advice,
            Reason = reason,
        };
    }

    /// <summary>The name of the class that all labels have, where there are classes; else null.</summary>
    private string? OnlyClass() =>
        _learner.IsClassifier && _ledger.OnlyLabel is { } only
            ? _space.Show(only)
            : null;

    private double Cost(long row) => _costs is null ? _options.CostPerLabel : _costs[row];

    /// <summary>In the planner's unit, in which a label costs 1 where no column says otherwise.</summary>
    private double LeftToSpend()
    {
        if (_options.Budget is not { } budget)
            return double.PositiveInfinity;
        double left = budget - _ledger.Labels.Keys.Sum(Cost);
        // A sum of costs like 0.1 may miss the budget by its rounding.
        return (_costs is null ? left / _options.CostPerLabel : left) + (1e-9 * budget);
    }

    private void CheckUsable(BitArray usable)
    {
        if (_costs is not null)
            for (int row = 0; row < usable.Length; row++)
                usable[row] &= !float.IsNaN(_costs[row]);
        int missing = usable.Cast<bool>().Count(isUsable => !isUsable);
        if (missing == usable.Length)
            LabelingErrors.NothingUsable(_options.FeatureColumnName, usable.Length);
        if (missing > 0)
            _remarks.Add($"Passed over {missing} rows with missing features or cost.");
    }

    private void CheckAlive()
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        MLNetInternals.CheckAlive(null, _host);
    }
}
