using System.Globalization;
using LagrangeMLNet.Optimizers;
using LagrangeMLNet.TorchBenchmarks.Tasks;
using TorchSharp;
using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace LagrangeMLNet.TorchBenchmarks.Runs;

/// <summary>
/// On a module small enough for the full metric: the angle between its update and those of the others for the same gradients, and what the
/// exact and the empirical Fisher information lead to. Measured after some learning, because at the first weights F is little more than the
/// square of the mean gradient; beside it the angle to a full metric per tensor, which is what the other metrics stand for, and the angle of
/// two full metrics from different gradients, below which nothing can be told.
/// </summary>
internal static class MetricComparison
{
    private const int Steps = 300;
    private const int FisherRows = 128;
    private const int Points = 5;
    private const int Gradients = 4000;

    /// <summary>Steps of Adam before anything is measured.</summary>
    private const int StepsBefore = 500;

    private enum Metric
    {
        Full,
        FullPerTensor,
        Kronecker,
        Diagonal,
    }

    public static void Run(string folder)
    {
        LearningTask task = TaskCatalog.Small(folder);
        foreach (FisherInformation information in Enum.GetValues<FisherInformation>())
        {
            torch.Tensor[] Updates(Metric metric, int firstGradient = 0) =>
                [.. Enumerable.Range(0, Points).Select(seed => Update(task, metric, information, seed, firstGradient))];
            torch.Tensor[] full = Updates(Metric.Full), perTensor = Updates(Metric.FullPerTensor);
            torch.Tensor[] kronecker = Updates(Metric.Kronecker), diagonal = Updates(Metric.Diagonal);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"angle to the full metric's update, {information}: diagonal {Angle(full, diagonal):0.0}, Kronecker {Angle(full, kronecker):0.0}, "
                + $"full per tensor {Angle(full, perTensor):0.0}, full from other gradients {Angle(full, Updates(Metric.Full, 1000)):0.0} degrees; "
                + $"to the full one per tensor: diagonal {Angle(perTensor, diagonal):0.0}, Kronecker {Angle(perTensor, kronecker):0.0} degrees"));
        }

        foreach (Side side in new[] { Side.Kronecker, Exact(Side.Kronecker, FisherStructure.Kronecker), Exact(Side.Diagonal, FisherStructure.Diagonal) })
        {
            TrainingCurve curve = Runner.Run(task, side, seed: 0, Steps);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"held-out loss after {Steps} steps, {side.Name}: {curve.Losses[^1]:0.0000}, {curve.Seconds[^1]:0.00} s"));
        }
    }

    private static Side Exact(Side side, FisherStructure structure) => side with
    {
        Name = side.Name + ", exact",
        Optimizer = module => Make(structure, module, new LagrangianOptions { Information = FisherInformation.Exact }),
        DrawsEvery = 1,
    };

    /// <summary>Median angle between updates at the same points.</summary>
    private static double Angle(torch.Tensor[] some, torch.Tensor[] others)
    {
        double[] angles = [.. some.Zip(others, (a, b) =>
            Math.Acos(Math.Clamp(Number(torch.dot(a, b)) / Number(a.norm() * b.norm()), -1, 1)) * 180 / Math.PI).Order()];
        return angles[angles.Length / 2];

        static double Number(torch.Tensor tensor) => tensor.to(torch.ScalarType.Float64).item<double>();
    }

    private static torch.Tensor Update(LearningTask task, Metric metric, FisherInformation information, int seed, int firstGradient)
    {
        torch.manual_seed(seed);
        using Module module = task.Module();
        Learn(task, module, seed);
        torch.manual_seed(seed + firstGradient);
        var random = new Random(seed + firstGradient);
        using LagrangianOptimizer optimizer = Make(metric, module, information);
        for (int i = 0; i < Gradients; i++)
        {
            using var scope = torch.NewDisposeScope();
            (torch.Tensor inputs, torch.Tensor labels) = Batch(task, random);
            optimizer.ObserveFisher(
                () => module.call(inputs) is var prediction ? task.Loss(prediction, task.Draw(prediction.detach())) : prediction, FisherRows);
            if (information == FisherInformation.Exact)
                continue;
            optimizer.zero_grad();
            task.Loss(module.call(inputs), labels).backward();
            optimizer.step();
        }

        torch.Tensor before = Flat(module);
        foreach (torch.optim.ILearningRateController group in optimizer.ParamGroups)
            group.LearningRate = 1;
        optimizer.zero_grad();
        task.Loss(module.call(task.Inputs.narrow(0, 0, 2048)), task.Labels.narrow(0, 0, 2048)).backward();
        optimizer.step();
        return Flat(module) - before;
    }

    private static void Learn(LearningTask task, Module module, int seed)
    {
        var random = new Random(seed);
        using torch.optim.Optimizer adam = torch.optim.Adam(module.parameters(), 3e-3);
        for (int i = 0; i < StepsBefore; i++)
        {
            using var scope = torch.NewDisposeScope();
            (torch.Tensor inputs, torch.Tensor labels) = Batch(task, random);
            adam.zero_grad();
            task.Loss(module.call(inputs), labels).backward();
            adam.step();
        }
    }

    private static (torch.Tensor Inputs, torch.Tensor Labels) Batch(LearningTask task, Random random)
    {
        int start = random.Next((int)task.Inputs.shape[0] - FisherRows);
        return (task.Inputs.narrow(0, start, FisherRows), task.Labels.narrow(0, start, FisherRows));
    }

    private static torch.Tensor Flat(Module module)
    {
        using var _ = torch.no_grad();
        return torch.cat([.. module.parameters().Select(parameter => parameter.reshape(-1))]).clone();
    }

    private static LagrangianOptimizer Make(Metric metric, Module module, FisherInformation information)
    {
        // A length of 0 while F is learnt, so that the point stays; the full metric is decomposed only where it is used.
        var options = new LagrangianOptions
        {
            LearningRate = 0,
            Momentum = 0,
            Information = information,
            FisherRetention = 0.999,
            Damping = 1e-4,
            RefreshInterval = metric is Metric.Full or Metric.FullPerTensor
                ? information == FisherInformation.Exact ? Gradients - 1 : Gradients
                : null,
        };
        return metric switch
        {
            Metric.FullPerTensor => LagrangianOptimizer.Full(module.parameters().Select(p => new ParamGroup { Parameters = [p] }), options),
            Metric.Diagonal => Make(FisherStructure.Diagonal, module, options),
            Metric.Kronecker => Make(FisherStructure.Kronecker, module, options),
            _ => Make(FisherStructure.Full, module, options),
        };
    }

    private static LagrangianOptimizer Make(FisherStructure structure, Module module, LagrangianOptions options) => structure switch
    {
        FisherStructure.Diagonal => LagrangianOptimizer.Diagonal(module.parameters(), options),
        FisherStructure.Kronecker => LagrangianOptimizer.Kronecker(module.parameters(), options),
        _ => LagrangianOptimizer.Full(module.parameters(), options),
    };
}
