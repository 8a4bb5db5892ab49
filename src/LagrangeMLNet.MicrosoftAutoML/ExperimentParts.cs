using Microsoft.ML;
using Microsoft.ML.AutoML;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>What an experiment was set up with, as its own runner finds it.</summary>
internal sealed class ExperimentParts(IServiceProvider provider)
{
    public SweepablePipeline Pipeline { get; } = ExperimentErrors.Required<SweepablePipeline>(provider, "SetPipeline");

    public IDatasetManager Data { get; } = ExperimentErrors.Required<IDatasetManager>(provider, "SetDataset");

    public IEvaluateMetricManager Metric { get; } = ExperimentErrors.Required<IEvaluateMetricManager>(
        provider, "SetBinaryClassificationMetric, SetMulticlassClassificationMetric or SetRegressionMetric");

    /// <summary>Limits of the experiment; null where it does not tell.</summary>
    public ExperimentSettings? Settings { get; } =
        provider.GetService(typeof(AutoMLExperiment.AutoMLExperimentSettings)) as AutoMLExperiment.AutoMLExperimentSettings;

    /// <summary>A context like the experiment's own, a new one at every call.</summary>
    public MLContext NewContext() => ExperimentErrors.Required<MLContext>(provider, "mlContext.Auto().CreateExperiment");
}
