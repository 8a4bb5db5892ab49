using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>A moving average of the Fisher information of some parameters, and its power.</summary>
internal interface ITensorMetric
{
    /// <summary>Gradients seen so far, for the correction of the average's start.</summary>
    long Observations { get; set; }

    /// <summary>What has to be saved, in a fixed order.</summary>
    IReadOnlyList<TensorSlot> Slots { get; }

    /// <summary>Takes a gradient into the average.</summary>
    void Observe(torch.Tensor gradient, LagrangianOptions options);

    /// <summary>F^(−p)·v.</summary>
    Direction Precondition(torch.Tensor vector, LagrangianOptions options);
}
