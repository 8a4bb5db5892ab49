using LagrangeMLNet.Networks;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.TorchTests.Trainers;

/// <summary>One of the three trainers, for tests that hold for all.</summary>
internal sealed record NetworkCase
{
    public required string Name { get; init; }

    public required Func<MLContext, Action<LagrangianNetworkOptions>?, IEstimator<ITransformer>> Trainer { get; init; }

    /// <summary>The network inside what a fit returned.</summary>
    public required Func<ITransformer, NetworkWeights> Network { get; init; }

    /// <summary>What the trainer's last fit did.</summary>
    public required Func<IEstimator<ITransformer>, NetworkReport?> Report { get; init; }

    /// <summary>Fits with validation data.</summary>
    public required Func<IEstimator<ITransformer>, IDataView, IDataView, ITransformer> Validated { get; init; }

    /// <summary>The network inside stock parts.</summary>
    public required Func<ITransformer, NetworkWeights> Read { get; init; }

    /// <summary>Fits, going on from an earlier model.</summary>
    public required Func<IEstimator<ITransformer>, IDataView, ITransformer, ITransformer> GoneOn { get; init; }

    public static TheoryData<string> Names => [.. All.Select(one => one.Name)];

    public static IReadOnlyList<NetworkCase> All { get; } =
    [
        new()
        {
            Name = "binary",
            Trainer = (context, set) => context.BinaryClassification.Trainers.LagrangianNetwork(
                With(new LagrangianNetworkBinaryTrainer.Options { LabelColumnName = nameof(NetworkRow.Yes) }, set)),
            Network = model => ((NetworkPredictionTransformer<Microsoft.ML.Calibrators.CalibratedModelParametersBase<
                Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>>)model).Network,
            Report = trainer => ((LagrangianNetworkBinaryTrainer)trainer).LastReport,
            Validated = (trainer, train, validation) => ((LagrangianNetworkBinaryTrainer)trainer).Fit(train, validation),
            Read = model => EarlierNetwork.Of<Microsoft.ML.Calibrators.CalibratedModelParametersBase<
                Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>>(model),
            GoneOn = (trainer, train, model) => ((LagrangianNetworkBinaryTrainer)trainer).Fit(train, model),
        },
        new()
        {
            Name = "multiclass",
            Trainer = (context, set) => context.MulticlassClassification.Trainers.LagrangianNetwork(
                With(new LagrangianNetworkMulticlassTrainer.Options { LabelColumnName = nameof(NetworkRow.Class) }, set)),
            Network = model => ((NetworkPredictionTransformer<Microsoft.ML.Trainers.MaximumEntropyModelParameters>)model).Network,
            Report = trainer => ((LagrangianNetworkMulticlassTrainer)trainer).LastReport,
            Validated = (trainer, train, validation) => ((LagrangianNetworkMulticlassTrainer)trainer).Fit(train, validation),
            Read = model => EarlierNetwork.Of<Microsoft.ML.Trainers.MaximumEntropyModelParameters>(model),
            GoneOn = (trainer, train, model) => ((LagrangianNetworkMulticlassTrainer)trainer).Fit(train, model),
        },
        new()
        {
            Name = "regression",
            Trainer = (context, set) => context.Regression.Trainers.LagrangianNetwork(
                With(new LagrangianNetworkRegressionTrainer.Options { LabelColumnName = nameof(NetworkRow.Number) }, set)),
            Network = model => ((NetworkPredictionTransformer<Microsoft.ML.Trainers.LinearRegressionModelParameters>)model).Network,
            Report = trainer => ((LagrangianNetworkRegressionTrainer)trainer).LastReport,
            Validated = (trainer, train, validation) => ((LagrangianNetworkRegressionTrainer)trainer).Fit(train, validation),
            Read = model => EarlierNetwork.Of<Microsoft.ML.Trainers.LinearRegressionModelParameters>(model),
            GoneOn = (trainer, train, model) => ((LagrangianNetworkRegressionTrainer)trainer).Fit(train, model),
        },
    ];

    public static NetworkCase Of(string name) => All.Single(one => one.Name == name);

    /// <summary>Small and quick, on the processor.</summary>
    private static TOptions With<TOptions>(TOptions options, Action<LagrangianNetworkOptions>? set)
        where TOptions : LagrangianNetworkOptions
    {
        (options.Width, options.EmbeddingPieces, options.MaximumNumberOfEpochs) = (32, 8, 5);
        options.Device = NetworkDevice.Cpu;
        set?.Invoke(options);
        return options;
    }
}
