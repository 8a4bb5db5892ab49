using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Data;

/// <summary>
/// Rows as trials see them. For each rung, featurisers are fitted on that rung's training rows alone; trials of one rung learn from the
/// same rows, so they share them.
/// </summary>
internal sealed class TrialData
{
    private readonly Lazy<FittedRows[]>[] _rungs;
    private readonly int _seed;

    public TrialData(LabelColumn label, RowPlan plan, Featurization featurization, SweepTask task, int seed)
    {
        (Label, Plan, Featurization, Task, _seed) = (label, plan, featurization, task, seed);
        _rungs =
        [
            .. Enumerable.Range(0, plan.Rungs.Count).Select(rung => new Lazy<FittedRows[]>(
                () => [.. plan.Folds.Select((held, fold) => Fit(fold == 0 ? plan.Training(rung) : plan.TrainingFor(fold), held))])),
        ];
    }

    /// <summary>Reads the label, divides the rows, and finds what each column is from the training rows.</summary>
    /// <param name="context">Context.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="labelColumnName">Label column.</param>
    /// <param name="task">Task.</param>
    /// <param name="options">Options of the sweep.</param>
    /// <param name="time">Set when the caller asks for the end, or the time for the search is over; null for the caller's token alone.</param>
    public static TrialData Of(MLContext context, IDataView rows, string labelColumnName, SweepTask task, SweepOptions options, CancellationToken? time = null)
    {
        var label = LabelColumn.Prepare(context, rows, labelColumnName, task, options.CancellationToken);
        var plan = RowPlan.Of(label.Strata, options.Seed, options.RungFactor, labelColumnName);
        var ignored = new HashSet<string>([labelColumnName, label.Name, .. options.IgnoredColumnNames]);
        var training = new RowSubsetView(label.View, plan.Training(plan.Rungs.Count - 1));
        var featurization = Featurization.Of(training, ignored, options.CancellationToken);
        if (options.Subsets == SweepSubsets.Planned)
            plan = PlannedOrder.Of(plan, label, featurization, options, time ?? options.CancellationToken);
        return new TrialData(label, plan, featurization, task, options.Seed);
    }

    public LabelColumn Label { get; }

    public RowPlan Plan { get; }

    public Featurization Featurization { get; }

    public SweepTask Task { get; }

    /// <summary>Training and validation rows of a rung, of folds those of the first. Safe to call from any thread.</summary>
    public FittedRows Rung(int rung) => Folds(rung)[0];

    /// <summary>Training and validation rows of each fold. Safe to call from any thread; the first call does the work.</summary>
    public IReadOnlyList<FittedRows> Folds(int rung) => _rungs[rung].Value;

    /// <summary>Fits featurisers on some rows and applies them to these and to others.</summary>
    public FittedRows Fit(bool[] training, bool[] others)
    {
        var context = new MLContext(_seed);
        var rows = new RowSubsetView(Label.View, training);
        var featuriser = Featurization.Estimator(context).Fit(rows);
        return new FittedRows(featuriser, Keep(context, featuriser.Transform(rows)),
            Keep(context, featuriser.Transform(new RowSubsetView(Label.View, others))));
    }

    private IDataView Keep(MLContext context, IDataView view)
    {
        var columns = context.Transforms.SelectColumns(Featurization.Features, Label.Name).Fit(view).Transform(view);
        return context.Data.Cache(columns, Featurization.Features, Label.Name);
    }
}

/// <summary>Rows with features made by featurisers that were fitted on the training rows.</summary>
/// <param name="Featuriser">The fitted featurisers.</param>
/// <param name="Training">Rows to learn from: features and label.</param>
/// <param name="Held">Rows to be scored: features and label.</param>
internal sealed record FittedRows(ITransformer Featuriser, IDataView Training, IDataView Held);
