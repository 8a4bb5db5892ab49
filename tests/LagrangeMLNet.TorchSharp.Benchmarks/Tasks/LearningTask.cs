using TorchSharp;

namespace LagrangeMLNet.TorchBenchmarks.Tasks;

/// <summary>A module, its data and its loss.</summary>
internal sealed record LearningTask
{
    private const long RowsAtOnce = 250;

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

    /// <summary>Mean loss on the rows held out, some at a time: what fits the cache costs a fraction of what doesn't.</summary>
    public double HeldOutLoss(torch.nn.Module<torch.Tensor, torch.Tensor> module)
    {
        using var _ = torch.no_grad();
        module.eval();
        long rows = HeldOutInputs.shape[0];
        double sum = 0;
        for (long start = 0; start < rows; start += RowsAtOnce)
        {
            using var scope = torch.NewDisposeScope();
            long count = Math.Min(RowsAtOnce, rows - start);
            torch.Tensor loss = Loss(module.call(HeldOutInputs.narrow(0, start, count)), HeldOutLabels.narrow(0, start, count));
            sum += count * (double)loss.item<float>();
        }

        module.train();
        return sum / rows;
    }
}
