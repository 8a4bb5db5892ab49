using System.Globalization;
using LagrangeMLNet.Data;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Networks;
using LagrangeMLNet.Networks.Checkpoints;
using LagrangeMLNet.Networks.Training;
using LagrangeMLNet.Runtime;
using LagrangeMLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// What every network trainer does around <see cref="NetworkLearner"/>: checks schemas, listens for cancellation, speaks to the log, keeps
/// the report.
/// </summary>
internal sealed class NetworkSession
{
    private readonly IEstimator<ITransformer> _stock;
    private readonly NetworkSettings _settings;
    private readonly IProgress<LearningState>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly IHostEnvironment _environment;
    private readonly TrainingWatch.Subject _subject;

    /// <param name="env">Environment; the session registers a host of its own, which is what cancellation reaches.</param>
    /// <param name="options">Options; validated here, and copied, so that later changes to them change nothing.</param>
    /// <param name="stock">Makes the built-in trainer of the task from the names of label, features and weight.</param>
    /// <param name="balanceClasses">Whether classes count the same.</param>
    public NetworkSession(
        IHostEnvironment env,
        LagrangianNetworkOptions options,
        Func<string, string, string?, IEstimator<ITransformer>> stock,
        bool balanceClasses = false)
    {
        options.Validate();
        Host = env.Register("LagrangianNetwork");
        Columns = new TrainingColumns(options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName);
        _settings = options.ToSettings(balanceClasses);
        _progress = options.Progress;
        _cancellation = options.CancellationToken;
        _environment = env;
        _subject = new TrainingWatch.Subject("LagrangianNetwork", balanceClasses, options.ExampleWeightColumnName);
        _stock = stock(Columns.Label, Columns.Features, Columns.Weight);
    }

    public IHost Host { get; }

    public TrainingColumns Columns { get; }

    public NetworkReport? Report { get; private set; }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return HiddenColumn.AddTo(_stock.GetOutputSchema(inputSchema), Columns.Features);
    }

    /// <summary>Checks the data's schemas, then trains.</summary>
    /// <param name="task">What is learnt.</param>
    /// <param name="classes">Counts the classes of a label column that passed the checks.</param>
    /// <param name="train">Training data.</param>
    /// <param name="validation">Validation data, or null.</param>
    /// <param name="start">An earlier network to resume from, or null.</param>
    /// <param name="make">Makes the model of the network.</param>
    public TTransformer Learn<TTransformer>(
        PredictionTask task,
        Func<DataViewSchema.Column, int> classes,
        IDataView train,
        IDataView? validation,
        NetworkWeights? start,
        Func<NetworkWeights, TTransformer> make)
    {
        Report = null;
        TrainingSession.CheckSchemas(GetOutputSchema, Columns, train, validation);
        // Both libraries, the one that trains and the one that scores, are asked for before anything is learnt that could then be lost.
        TorchRuntime.EnsureAvailable();
        OnnxLibrary.EnsureAvailable();
        using CheckpointLock? taken = _settings.CheckpointPath is { } kept ? CheckpointLock.Take(kept) : null;
        using var channel = new TrainingChannel(Host, _environment, _subject, _progress, _cancellation);
        channel.Hooks.CheckAlive();
        var problem = new NetworkProblem(task, classes(train.Schema[Columns.Label]), train, validation, Columns);
        (NetworkWeights network, NetworkReport report) = new NetworkLearner().Learn(problem, _settings, start, channel.Hooks);
        // An end asked for at the last moment counts too: whoever cancels gets no model.
        channel.Hooks.CheckAlive();
        Report = report;
        channel.End(report.Remarks, Describe(report));
        TTransformer model = make(network);
        // Only now nothing can be lost any more.
        if (_settings.CheckpointPath is { } checkpoint && CheckpointFile.TryDelete(checkpoint) is { } complaint)
            channel.Hooks.Warning(complaint);
        return model;
    }

    private static string Describe(NetworkReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"Learnt from {report.Rows} rows with {report.Features} features in {report.Epochs:0.##} epochs on {report.Device}; end: "
        + $"{report.StopReason}. "
        + $"Held-out loss {report.HeldOutLoss:G6} at epoch {report.BestEpoch:0.##}, floor {report.Floor:G6} ± "
        + $"{report.FloorStandardError:G2} nat / observation.");
}
