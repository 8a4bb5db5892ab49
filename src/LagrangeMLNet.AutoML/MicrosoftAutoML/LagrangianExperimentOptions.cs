using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.AutoML.MicrosoftAutoML;

/// <summary>What an experiment of <c>Microsoft.ML.AutoML</c> can be told. Every default serves.</summary>
public sealed class LagrangianExperimentOptions
{
    /// <summary>Whether trials end before they have learnt from all rows. Default: true.</summary>
    public bool IsPruned { get; set; } = true;

    /// <summary>Confidence, in (0.5, 1), with which a trial must be out of the race to be ended. Default: 0.95.</summary>
    public double Confidence { get; set; } = 0.95;

    /// <summary>
    /// Receives where the experiment stands whenever a trial ends, on the thread that runs the experiment. Losses are those of the
    /// experiment: its metric, with the sign turned where the metric has to rise. Default: null.
    /// </summary>
    public IProgress<SweepProgress>? Progress { get; set; }
}
