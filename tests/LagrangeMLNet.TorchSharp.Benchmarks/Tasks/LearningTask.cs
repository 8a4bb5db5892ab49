using TorchSharp;

namespace LagrangeMLNet.TorchBenchmarks.Tasks;

/// <summary>A module, its data and its loss.</summary>
internal sealed record LearningTask
{
    public required string Name { get; init; }

    /// <summary>Makes the module; its weights come from torch's seed.</summary>
    public required Func<torch.nn.Module<torch.Tensor, torch.Tensor>> Module { get; init; }

    public required torch.Tensor Inputs { get; init; }
    public required torch.Tensor Labels { get; init; }
    public required torch.Tensor HeldOutInputs { get; init; }
    public required torch.Tensor HeldOutLabels { get; init; }
    public required Func<torch.Tensor, torch.Tensor, torch.Tensor> Loss { get; init; }

    /// <summary>Labels drawn from the model's own prediction.</summary>
    public required Func<torch.Tensor, torch.Tensor> Draw { get; init; }

    public int Steps { get; init; } = 600;
    public int BatchSize { get; init; } = 128;

    public double HeldOutLoss(torch.nn.Module<torch.Tensor, torch.Tensor> module)
    {
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        module.eval();
        double loss = Loss(module.call(HeldOutInputs), HeldOutLabels).item<float>();
        module.train();
        return loss;
    }
}
