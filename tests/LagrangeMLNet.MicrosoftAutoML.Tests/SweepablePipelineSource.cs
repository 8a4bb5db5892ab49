using Microsoft.ML;
using Microsoft.ML.AutoML;

namespace LagrangeMLNet.MicrosoftAutoML.Tests;

/// <summary>Pipelines of which one of several parts is chosen. Only appending to an estimator makes one.</summary>
internal sealed class SweepablePipelineSource(MLContext context)
{
    public SweepablePipeline Of(params SweepableEstimator[] choices) =>
        context.Transforms.CopyColumns("Same", "Features").Append(choices);
}
