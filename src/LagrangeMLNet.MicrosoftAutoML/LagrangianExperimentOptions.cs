using LagrangeMLNet.Data;
using LagrangeMLNet.Sweeps;
using LagrangeMLNet.Trainers;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>What an experiment of <c>Microsoft.ML.AutoML</c> can be told. Every default serves.</summary>
/// <example>
/// <code>
/// var options = new LagrangianExperimentOptions { Confidence = 0.99, MaximumMemoryInMegabytes = 512 };
/// </code>
/// </example>
public sealed class LagrangianExperimentOptions
{
    /// <summary>Share of the memory that the process may use which featurised rows take at most by default.</summary>
    private const double ShareOfMemory = 0.25;

    /// <summary>Whether fits of Lagrangian trainers end when their own velocity says that they cannot win. Default: true.</summary>
    public bool IsPruned { get; set; } = true;

    /// <summary>Confidence, in (0.5, 1), with which a fit must be out of the race to be ended. Default: 0.95.</summary>
    public double Confidence { get; set; } = 0.95;

    /// <summary>
    /// Most memory for featurised rows that trials share, in MiB, at least 1; rows that need more are read from their source in every
    /// trial, as without <c>UseLagrangian</c>. Null means a quarter of what the process may use. Default: null.
    /// </summary>
    public int? MaximumMemoryInMegabytes { get; set; }

    /// <summary>
    /// Receives where the experiment stands whenever a trial ends, on the thread that runs the experiment. Losses are those of the
    /// experiment: its metric, with the sign turned where the metric has to rise. Default: null.
    /// </summary>
    public IProgress<SweepProgress>? Progress { get; set; }

    internal long MemoryInBytes => MemoryLimit.InBytes(MaximumMemoryInMegabytes, ShareOfMemory);

    internal void Validate()
    {
        OptionErrors.Check(Confidence is > 0.5 and < 1, Confidence, nameof(Confidence), "(0.5, 1)");
        OptionErrors.Check(
            MaximumMemoryInMegabytes is null or >= 1,
            MaximumMemoryInMegabytes,
            nameof(MaximumMemoryInMegabytes),
            "[1, 2147483647] or null");
    }
}
