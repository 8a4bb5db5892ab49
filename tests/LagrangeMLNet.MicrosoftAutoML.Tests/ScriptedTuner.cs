using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace LagrangeMLNet.MicrosoftAutoML.Tests;

/// <summary>Proposes given positions of a pipeline's space, one after the other, and keeps what came of them.</summary>
internal sealed class ScriptedTuner(SweepablePipeline pipeline, params double[][] positions) : ITuner
{
    public List<TrialResult> Results { get; } = [];

    public Parameter Propose(TrialSettings settings)
    {
        var parameter = Parameter.CreateNestedParameter();
        parameter["_pipeline_"] = pipeline.SearchSpace.SampleFromFeatureSpace(positions[Math.Min(settings.TrialId, positions.Length - 1)]);
        return parameter;
    }

    public void Update(TrialResult result) => Results.Add(result);
}
