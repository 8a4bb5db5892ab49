using LagrangeMLNet.Optimizers;
using LagrangeMLNet.TorchBenchmarks.Tasks;
using TorchSharp;
using Module = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace LagrangeMLNet.TorchBenchmarks.Runs;

/// <summary>An optimizer with its settings.</summary>
internal sealed record Side(string Name, Func<Module, torch.optim.Optimizer> Optimizer)
{
    public static readonly IReadOnlyList<double> LearningRates = [3e-4, 1e-3, 3e-3, 1e-2, 3e-2];

    /// <summary>The set rate with a cosine schedule; 0 where there is none.</summary>
    public double CosineFrom { get; init; }

    /// <summary>Whether the Fisher information is fed with labels drawn from the model, every how many steps; 0 for never.</summary>
    public int DrawsEvery { get; init; }

    public static Side Adam(double rate) =>
        new($"Adam {rate:0.####}", module => torch.optim.Adam(module.parameters(), rate)) { CosineFrom = rate };

    public static Side AdamW(double rate) =>
        new($"AdamW {rate:0.####}", module => torch.optim.AdamW(module.parameters(), rate)) { CosineFrom = rate };

    public static Side Diagonal => new("diagonal", module => LagrangianOptimizer.Diagonal(module.parameters()));

    public static Side Kronecker => new("Kronecker", module => LagrangianOptimizer.Kronecker(module.parameters()));

    public void BeforeStep(torch.optim.Optimizer optimizer, Module module, LearningTask task, torch.Tensor inputs, int step, int steps)
    {
        if (CosineFrom > 0)
        {
            foreach (torch.optim.ILearningRateController group in optimizer.ParamGroups)
                group.LearningRate = CosineFrom * 0.5 * (1 + Math.Cos(Math.PI * (step - 1) / steps));
        }

        if (DrawsEvery > 0 && (step - 1) % DrawsEvery == 0)
        {
            ((LagrangianOptimizer)optimizer).ObserveFisher(
                () =>
                {
                    torch.Tensor prediction = module.call(inputs);
                    return task.Loss(prediction, task.Draw(prediction.detach()));
                },
                inputs.shape[0]);
        }
    }
}
