using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace LagrangeMLNet.TorchTests;

/// <summary>Modules with every kind of parameter, each with inputs and a loss.</summary>
internal sealed record Modules(
    string Name, Func<Module<torch.Tensor, torch.Tensor>> Make, Func<torch.Tensor> Inputs, Func<torch.Tensor> Labels)
{
    public const int Rows = 24;

    public static readonly Modules Perceptron = new(
        "perceptron",
        () => Sequential(Linear(6, 12), Tanh(), Linear(12, 3)),
        () => torch.randn(Rows, 6),
        () => torch.randint(0, 3, [Rows]));

    public static readonly Modules Convolution = new(
        "convolution and norm",
        () => Sequential(Conv2d(1, 4, 3, bias: false), BatchNorm2d(4), ReLU(), Flatten(), Linear(4 * 16, 3)),
        () => torch.randn(Rows, 1, 6, 6),
        () => torch.randint(0, 3, [Rows]));

    public static readonly Modules Vocabulary = new(
        "embedding and norm",
        () => Sequential(Embedding(20, 8), Flatten(), LayerNorm(24), Linear(24, 3)),
        () => torch.randint(0, 20, [Rows, 3]),
        () => torch.randint(0, 3, [Rows]));

    public static readonly Modules[] All = [Perceptron, Convolution, Vocabulary];

    public static Modules Named(string name) => All.Single(module => module.Name == name);

    /// <summary>The module after some steps, and the loss before each of them.</summary>
    public (Module<torch.Tensor, torch.Tensor> Module, double[] Losses) Train(
        Func<IEnumerable<Parameter>, torch.optim.Optimizer> make, int steps, torch.ScalarType type = torch.ScalarType.Float32)
    {
        torch.manual_seed(7);
        using torch.Tensor inputs = Inputs(), labels = Labels();
        var module = Make().to(type);
        using torch.optim.Optimizer optimizer = make(module.parameters());
        double[] losses = new double[steps];
        for (int i = 0; i < steps; i++)
            losses[i] = Step(module, optimizer, inputs.is_floating_point() ? inputs.to(type) : inputs, labels);
        return (module, losses);
    }

    public static double Step(
        Module<torch.Tensor, torch.Tensor> module, torch.optim.Optimizer optimizer, torch.Tensor inputs, torch.Tensor labels)
    {
        using var scope = torch.NewDisposeScope();
        optimizer.zero_grad();
        torch.Tensor loss = functional.cross_entropy(module.call(inputs), labels);
        loss.backward();
        optimizer.step();
        return loss.to(torch.ScalarType.Float64).item<double>();
    }

    /// <summary>Largest difference of two modules' parameters.</summary>
    public static double Difference(torch.nn.Module a, torch.nn.Module b) => a.parameters().Zip(b.parameters())
        .Max(pair => (pair.First - pair.Second).abs().max().to(torch.ScalarType.Float64).item<double>());
}
