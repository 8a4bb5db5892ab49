using LagrangeMLNet.Data;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Data;

/// <summary>
/// Rows as trials see them. For each subset, featurisers are fitted on that subset's training rows alone; trials of one subset learn from
/// the same rows, so they share them.
/// </summary>
internal sealed class TrialData
{
    private readonly Lazy<FittedRows[]>[] _rungs;
    private readonly int _seed;

    public TrialData(LabelColumn label, RowWeights weights, RowPlan plan, Featurization featurization, PredictionTask task, int seed)
    {
        (Label, Weights, Plan, Featurization, Task, _seed) = (label, weights, plan, featurization, task, seed);
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
    /// <param name="time">
    /// Set when the caller asks for the end, or the time for the search is over; null for the caller's token alone.
    /// </param>
    public static TrialData Of(
        MLContext context,
        IDataView rows,
        string labelColumnName,
        PredictionTask task,
        SweepOptions options,
        CancellationToken? time = null)
    {
        CheckRoles(rows.Schema, labelColumnName, options.ColumnRoles);
        var weights = RowWeights.Read(context, rows, options.ColumnRoles, options.CancellationToken);
        var label = LabelColumn.Prepare(context, weights.View, labelColumnName, task, options.CancellationToken, weights);
        var plan = RowPlan.Of(label.Strata, options.Seed, options.RungFactor, labelColumnName);
        var given = rows.Schema.Select(column => column.Name).ToHashSet();
        var ignored = label.View.Schema.Select(column => column.Name).Where(name => !given.Contains(name))
            .Concat([labelColumnName, .. options.IgnoredColumnNames])
            .Concat(
                options.ColumnRoles.Where(role => role.Value is SweepColumnRole.Ignored or SweepColumnRole.Weight).Select(role => role.Key))
            .ToHashSet();
        var featurization = Featurization.Of(
            label.View, plan.Training(plan.Rungs.Count - 1), ignored, options.ColumnRoles, options.CancellationToken);
        if (options.Subsets == SweepSubsets.Planned)
            plan = PlannedOrder.Of(plan, label, featurization, options, time ?? options.CancellationToken);
        var data = new TrialData(label, weights, plan, featurization, task, options.Seed);
        data.Remarks = [.. DataRemarks.Of(data, options.IgnoredColumnNames)];
        data.Columns = [.. ColumnsOf(data, rows.Schema, labelColumnName)];
        return data;
    }

    public LabelColumn Label { get; }

    public RowWeights Weights { get; }

    /// <summary>What a reader should know of the data.</summary>
    public IReadOnlyList<string> Remarks { get; private set; } = [];

    /// <summary>The caller's columns but the label, and what was made of them.</summary>
    public IReadOnlyList<SweepColumn> Columns { get; private set; } = [];

    public RowPlan Plan { get; }

    public Featurization Featurization { get; }

    public PredictionTask Task { get; }

    /// <summary>Training and validation rows of a subset, of folds those of the first. Safe to call from any thread.</summary>
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
            Keep(context, featuriser.Transform(new RowSubsetView(Label.View, others))),
            Weights.Relative(others, ReferenceEquals(others, Plan.Test) ? [others] : Plan.Folds));
    }

    /// <summary>
    /// The loss of every row that was held back, times its weight relative to the mean weight, so that the mean over rows is the weighted
    /// one.
    /// </summary>
    public float[] LossesOf(ITransformer model, FittedRows rows)
    {
        float[] losses = RowLosses.Of(model, rows.Held, Task, Label.Name);
        for (int i = 0; i < rows.HeldWeights.Length; i++)
            losses[i] *= rows.HeldWeights[i];
        return losses;
    }

    private IDataView Keep(MLContext context, IDataView view)
    {
        string[] names = Weights.Name is { } weight ? [Featurization.Features, Label.Name, weight] : [Featurization.Features, Label.Name];
        var columns = context.Transforms.SelectColumns(names).Fit(view).Transform(view);
        return context.Data.Cache(columns, names);
    }

    private static void CheckRoles(DataViewSchema schema, string label, IReadOnlyDictionary<string, SweepColumnRole> roles)
    {
        string[] names = [.. schema.Where(column => !column.IsHidden).Select(column => column.Name)];
        foreach (var (name, role) in roles)
        {
            if (!names.Contains(name))
                SweepErrors.ColumnRoleUnknown(name, names);
            if (name == label)
                SweepErrors.ColumnRoleOfLabel(name, role);
        }
    }

    private static IEnumerable<SweepColumn> ColumnsOf(TrialData data, DataViewSchema schema, string label)
    {
        var facts = data.Featurization.Columns.ToDictionary(column => column.Name);
        return schema.Where(column => !column.IsHidden && column.Name != label).Select(column =>
            facts.TryGetValue(column.Name, out var fact) ? fact.ToRecord()
            : column.Name == data.Weights.Source ? new SweepColumn(column.Name, SweepColumnRole.Weight, "the rows' weights")
            : new SweepColumn(column.Name, SweepColumnRole.Ignored, "left out, as the caller says"));
    }
}

/// <summary>Rows with features made by featurisers that were fitted on the training rows.</summary>
/// <param name="Featuriser">The fitted featurisers.</param>
/// <param name="Training">Rows to learn from: features and label.</param>
/// <param name="Held">Rows to be scored: features and label.</param>
/// <param name="HeldWeights">
/// Weights of the rows to be scored, relative to the mean of all that are compared; empty where all weigh 1.
/// </param>
internal sealed record FittedRows(ITransformer Featuriser, IDataView Training, IDataView Held, float[] HeldWeights);
