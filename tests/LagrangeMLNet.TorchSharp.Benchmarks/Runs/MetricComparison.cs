using System.Globalization;
using LagrangeMLNet.Optimizers;
using LagrangeMLNet.TorchBenchmarks.Tasks;
using TorchSharp;
using Module = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace LagrangeMLNet.TorchBenchmarks.Runs;

/// <summary>
/// On a module small enough for the full metric: the angle between its update and those of the others for the same gradients, and what the
/// exact and the empirical Fisher information lead to.
/// </summary>
internal static class MetricComparison
{
    private const int Steps = 300;
    private const int FisherRows = 128;

    public static void Run(string folder)
    {
        LearningTask task = TaskCatalog.Small(folder);
        foreach (FisherInformation information in Enum.GetValues<FisherInformation>())
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"angle to the full metric's update, {information}: diagonal {Angle(task, FisherStructure.Diagonal, information):0.0} degrees, "
                + $"Kronecker {Angle(task, FisherStructure.Kronecker, information):0.0} degrees"));
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

    /// <summary>Median angle between the updates of two metrics fed with the same gradients at the same point.</summary>
    private static double Angle(LearningTask task, FisherStructure structure, FisherInformation information)
    {
        const int Points = 10, Gradients = 400;
        var angles = new List<double>();
        for (int seed = 0; seed < Points; seed++)
        {
            torch.Tensor full = Update(task, FisherStructure.Full, information, seed, Gradients);
            torch.Tensor other = Update(task, structure, information, seed, Gradients);
            angles.Add(Math.Acos(Math.Clamp(torch.dot(full, other).ToDouble() / (full.norm() * other.norm()).ToDouble(), -1, 1)) * 180 / Math.PI);
        }

        angles.Sort();
        return angles[Points / 2];
    }

    private static torch.Tensor Update(LearningTask task, FisherStructure structure, FisherInformation information, int seed, int gradients)
    {
        torch.manual_seed(seed);
        var random = new Random(seed);
        using Module module = task.Module();
        // A length of 0 while F is learnt, so that the point stays; then one step.
        var options = new LagrangianOptions
        {
            LearningRate = 0,
            Momentum = 0,
            Information = information,
            FisherRetention = 0.99,
            Damping = 1e-4,
        };
        using LagrangianOptimizer optimizer = Make(structure, module, options);
        for (int i = 0; i < gradients; i++)
        {
            using var scope = torch.NewDisposeScope();
            int start = random.Next((int)task.Inputs.shape[0] - FisherRows);
            torch.Tensor inputs = task.Inputs.narrow(0, start, FisherRows), labels = task.Labels.narrow(0, start, FisherRows);
            optimizer.ObserveFisher(
                () => module.call(inputs) is var prediction ? task.Loss(prediction, task.Draw(prediction.detach())) : prediction, FisherRows);
            optimizer.zero_grad();
            task.Loss(module.call(inputs), labels).backward();
            if (information == FisherInformation.Empirical || i == 0)
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

    private static torch.Tensor Flat(Module module)
    {
        using var _ = torch.no_grad();
        return torch.cat([.. module.parameters().Select(parameter => parameter.reshape(-1))]).clone();
    }

    private static LagrangianOptimizer Make(FisherStructure structure, Module module, LagrangianOptions options) => structure switch
    {
        FisherStructure.Diagonal => LagrangianOptimizer.Diagonal(module.parameters(), options),
        FisherStructure.Kronecker => LagrangianOptimizer.Kronecker(module.parameters(), options),
        _ => LagrangianOptimizer.Full(module.parameters(), options),
    };
}
