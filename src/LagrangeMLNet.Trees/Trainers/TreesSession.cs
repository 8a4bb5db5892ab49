using System.Globalization;
using LagrangeMLNet.Boosting;
using LagrangeMLNet.Losses;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// What every tree trainer does around <see cref="TreeLearner"/>: checks schemas, listens for cancellation, speaks to the log, keeps the
/// report.
/// </summary>
internal sealed class TreesSession
{
    private readonly IEstimator<ITransformer> _stock;
    private readonly TreesSettings _settings;
    private readonly IProgress<LearningState>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly IHostEnvironment _environment;
    private readonly TrainingWatch.Subject _subject;

    /// <param name="env">Environment; the session registers a host of its own, which is what cancellation reaches.</param>
    /// <param name="options">Options; validated here, and copied, so that later changes to them change nothing.</param>
    /// <param name="stock">Makes the built-in trainer of the task from the names of label, features and weight.</param>
    /// <param name="balanceClasses">Whether classes count the same.</param>
    public TreesSession(
        IHostEnvironment env,
        LagrangianTreesOptions options,
        Func<string, string, string?, IEstimator<ITransformer>> stock,
        bool balanceClasses = false)
    {
        options.Validate();
        Host = env.Register("LagrangianTrees");
        Columns = new TrainingColumns(options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName);
        _settings = options.ToSettings(balanceClasses);
        _progress = options.Progress;
        _cancellation = options.CancellationToken;
        _environment = env;
        _subject = new TrainingWatch.Subject("LagrangianTrees", balanceClasses, options.ExampleWeightColumnName);
        _stock = stock(Columns.Label, Columns.Features, Columns.Weight);
    }

    public IHost Host { get; }

    public TrainingColumns Columns { get; }

    public TreesReport? Report { get; private set; }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _stock.GetOutputSchema(inputSchema);
    }

    /// <summary>Checks the data's schemas, then trains.</summary>
    /// <param name="loss">Makes the loss from a label column that passed the checks.</param>
    /// <param name="train">Training data.</param>
    /// <param name="validation">Validation data, or null.</param>
    /// <param name="start">An earlier model to which trees are added, or null.</param>
    /// <param name="keepsHeldOut">Whether the scores of held-out rows are asked for.</param>
    public LearntTrees Learn(
        Func<DataViewSchema.Column, TreeLoss> loss, IDataView train, IDataView? validation, EarlierTrees? start, bool keepsHeldOut = false)
    {
        Report = null;
        TrainingSession.CheckSchemas(GetOutputSchema, Columns, train, validation);
        TreeLoss descended = loss(train.Schema[Columns.Label]);
        start?.Check(descended.ModelOutputs, train.Schema[Columns.Features]);
        using var channel = new TrainingChannel(Host, _environment, _subject, _progress, _cancellation);
        channel.Hooks.CheckAlive();
        var problem = new TreesProblem(descended, train, validation, Columns, start is null ? null : start.Score)
        {
            KeepsHeldOut = keepsHeldOut,
        };
        (LearntTrees model, TreesReport report) = TreeLearner.Learn(problem, _settings, channel.Hooks);
        // An end asked for at the last moment counts too: whoever cancels gets no model.
        channel.Hooks.CheckAlive();
        Report = report;
        channel.End(report.Remarks, Describe(report));
        return model;
    }

    private static string Describe(TreesReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"Learnt from {report.Rows} rows with {report.Features} features in {report.Rounds} rounds; end: {report.StopReason}. "
        + $"Held-out loss {report.Floor:G6} ± {report.FloorStandardError:G2} nat / observation at round {report.BestRound}, {report.Trees} trees.");
}
