using System.Globalization;
using LagrangeMLNet.Interop;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// What every trainer does around <see cref="LinearLearner"/>: checks schemas, listens for cancellation, speaks to the log, keeps the
/// report.
/// </summary>
internal sealed class TrainingSession
{
    public static readonly TrainerInfo Info = MLNetInternals.NewTrainerInfo(
        normalization: false, calibration: false, caching: false, supportValid: true, supportIncrementalTrain: true, supportTest: false);

    private readonly Lazy<IEstimator<ITransformer>> _stock;
    private readonly Func<DataViewType, bool> _isLabel;
    private readonly TrainingSettings _settings;
    private readonly IProgress<LearningState>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly IHostEnvironment _environment;
    private readonly TrainingWatch.Subject _subject;

    /// <param name="env">Environment; the session registers a host of its own, which is what cancellation reaches.</param>
    /// <param name="name">Name of the trainer in the log.</param>
    /// <param name="options">Options; validated here, and copied, so that later changes to them change nothing.</param>
    /// <param name="stock">Makes the built-in trainer of the task from the names of label, features and weight.</param>
    /// <param name="isLabel">Whether the built-in trainer takes labels of a type.</param>
    /// <param name="offset">Name of the offset column, or null.</param>
    /// <param name="balanceClasses">Whether classes count the same.</param>
    public TrainingSession(
        IHostEnvironment env,
        string name,
        LagrangianTrainerOptions options,
        Func<string, string, string?, IEstimator<ITransformer>> stock,
        Func<DataViewType, bool> isLabel,
        string? offset = null,
        bool balanceClasses = false)
    {
        options.Validate();
        Host = env.Register(name);
        Columns = new TrainingColumns(options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName, offset);
        _settings = options.ToSettings(balanceClasses);
        _progress = options.Progress;
        _cancellation = options.CancellationToken;
        _environment = env;
        _subject = new TrainingWatch.Subject(name, balanceClasses, options.ExampleWeightColumnName);
        _stock = new(() => stock(Columns.Label, Columns.Features, Columns.Weight));
        _isLabel = isLabel;
    }

    public IHost Host { get; }

    public TrainingColumns Columns { get; }

    public LearningReport? Report { get; private set; }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var output = _stock.Value.GetOutputSchema(inputSchema);
        if (Columns.Offset is { } offset)
            CheckOffset(inputSchema, offset);
        return output;
    }

    /// <summary>Checks the data's schemas, then trains.</summary>
    /// <param name="likelihood">Makes the likelihood from a training schema that passed the checks.</param>
    /// <param name="train">Training data.</param>
    /// <param name="validation">Validation data, or null.</param>
    /// <param name="start">Where to start from, or null.</param>
    public LinearWeights Learn(Func<DataViewSchema, Likelihood> likelihood, IDataView train, IDataView? validation, LinearWeights? start)
    {
        Report = null;
        if (!IsSound(train) || validation is not null)
            CheckSchemas(GetOutputSchema, Columns, train, validation);
        var explains = likelihood(train.Schema);
        WarmStart.Check(start, explains.Outputs, train.Schema[Columns.Features]);
        using var channel = new TrainingChannel(Host, _environment, _subject, _progress, _cancellation);
        channel.Hooks.CheckAlive();
        var outcome = LinearLearner.Learn(explains, train, validation, Columns, _settings, start, channel.Hooks);
        // An end asked for at the last moment counts too: whoever cancels gets no model.
        channel.Hooks.CheckAlive();
        Report = outcome.Report;
        channel.End(Report.Remarks, Describe(Report));
        return outcome.Model;
    }

    /// <summary>
    /// Whether the columns are of the types that they should be. Where they are not, the built-in trainer says it in its own words; to ask
    /// it each time would take a good part of a process's first fit.
    /// </summary>
    private bool IsSound(IDataView train)
    {
        ArgumentNullException.ThrowIfNull(train);
        var schema = train.Schema;
        return schema.GetColumnOrNull(Columns.Label) is { } label && _isLabel(label.Type)
            && schema.GetColumnOrNull(Columns.Features)?.Type is VectorDataViewType { Size: > 0 } features
            && features.ItemType == NumberDataViewType.Single
            && IsSingle(Columns.Weight) && IsSingle(Columns.Offset);

        bool IsSingle(string? name) => name is null || schema.GetColumnOrNull(name)?.Type == NumberDataViewType.Single;
    }

    private static string Describe(LearningReport report)
    {
        string floor = double.IsFinite(report.Floor)
            ? string.Create(CultureInfo.InvariantCulture, $", floor {report.Floor:G6} ± {report.FloorStandardError:G2}")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Learnt from {report.Rows} rows with {report.Features} features in {report.Passes:0.##} passes; end: {report.StopReason}. "
            + $"Loss {report.TrainingLoss:G6}{floor} nat / observation. "
            + $"L1 {report.L1Regularization:G4}, L2 {report.L2Regularization:G4} ({report.RegularizationMethod}).");
    }

    /// <summary>Throws unless both views have the columns that a trainer needs, of the same types.</summary>
    /// <param name="outputSchema">The trainer's own check.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="train">Training data.</param>
    /// <param name="validation">Validation data, or null.</param>
    internal static void CheckSchemas(
        Func<SchemaShape, SchemaShape> outputSchema, TrainingColumns columns, IDataView train, IDataView? validation)
    {
        ArgumentNullException.ThrowIfNull(train);
        outputSchema(MLNetInternals.CreateSchemaShape(null, train.Schema));
        if (validation is null)
            return;
        outputSchema(MLNetInternals.CreateSchemaShape(null, validation.Schema));
        CheckSameType("feature", columns.Features, train, validation);
        CheckSameType("label", columns.Label, train, validation);
    }

    private static void CheckOffset(SchemaShape inputSchema, string name)
    {
        var column = inputSchema.FirstOrDefault(c => c.Name == name);
        if (column.Name is null)
            throw new ArgumentOutOfRangeException(nameof(inputSchema), $"Could not find offset column '{name}'");
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.IsKey || column.ItemType != NumberDataViewType.Single)
            throw new ArgumentOutOfRangeException(
                nameof(inputSchema),
                $"Schema mismatch for offset column '{name}': expected Single, got {TypeOf(column)}");
    }

    /// <summary>A column's type as ML.NET spells it.</summary>
    private static string TypeOf(SchemaShape.Column column)
    {
        string item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;
        return column.Kind switch
        {
            SchemaShape.Column.VectorKind.Vector => $"Vector<{item}>",
            SchemaShape.Column.VectorKind.VariableVector => $"VarVector<{item}>",
            _ => item,
        };
    }

    private static void CheckSameType(string role, string name, IDataView train, IDataView validation)
    {
        var expected = train.Schema[name].Type;
        var found = validation.Schema[name].Type;
        if (!expected.Equals(found))
            throw new ArgumentOutOfRangeException(
                nameof(validation),
                $"Schema mismatch for {role} column '{name}' of the validation data: expected {expected}, got {found}. "
                + "Prepare both with the same transformer.");
    }
}
