using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;

namespace LagrangeMLNet.TorchTests.Optimizers;

public sealed class KinematicStepTests : TorchTest
{
    public static TheoryData<FisherStructure, FisherExponent> Metrics => new()
    {
        { FisherStructure.Diagonal, FisherExponent.Half },
        { FisherStructure.Kronecker, FisherExponent.Half },
        { FisherStructure.Full, FisherExponent.Half },
        { FisherStructure.Kronecker, FisherExponent.One },
    };

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Learns_without_a_learning_rate(FisherStructure structure, FisherExponent exponent)
    {
        (_, double[] losses) = Modules.Perceptron.Train(
            parameters => Make(structure, parameters, new LagrangianOptions { Exponent = exponent, Damping = 1e-6 }), 300);

        Assert.True(losses[^1] < 0.2 * losses[0], $"from {losses[0]} to {losses[^1]}");
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(1e4)]
    public void The_length_does_not_depend_on_the_scale_of_the_loss(double scale)
    {
        double Final(double factor)
        {
            torch.manual_seed(3);
            using var module = torch.nn.Linear(4, 1);
            using torch.Tensor inputs = torch.randn(64, 4), labels = torch.randn(64, 1);
            using var optimizer = LagrangianOptimizer.Diagonal(module.parameters(), new LagrangianOptions { Damping = 1e-20 });
            for (int i = 0; i < 50; i++)
            {
                optimizer.zero_grad();
                (torch.nn.functional.mse_loss(module.call(inputs), labels) * factor).backward();
                optimizer.step();
            }

            return torch.nn.functional.mse_loss(module.call(inputs), labels).item<float>();
        }

        Assert.Equal(Final(1), Final(scale), 1e-3);
    }

    [Fact]
    public void Same_seed_same_bits()
    {
        (torch.nn.Module first, _) = Modules.Convolution.Train(parameters => LagrangianOptimizer.Kronecker(parameters), 60);
        (torch.nn.Module second, _) = Modules.Convolution.Train(parameters => LagrangianOptimizer.Kronecker(parameters), 60);

        Assert.Equal(0, Modules.Difference(first, second));
    }

    [Fact]
    public void A_schedulers_factor_scales_the_length_found()
    {
        using var module = torch.nn.Linear(3, 1);
        using var optimizer = LagrangianOptimizer.Diagonal(module.parameters());
        var scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.5);
        optimizer.step();
        scheduler.step();

        Assert.Equal(0.5, optimizer.ParamGroups.Single().LearningRate);
        Assert.True(((LagrangianOptions)((ParamGroup)optimizer.ParamGroups.Single()).Options).FindsStepLength);
    }

    [Fact]
    public void Grafting_keeps_the_direction_and_takes_the_diagonals_length()
    {
        torch.Tensor Moved(FisherStructure structure, bool grafts)
        {
            torch.manual_seed(5);
            using var module = torch.nn.Linear(6, 4, hasBias: false);
            using torch.Tensor inputs = torch.randn(32, 6), labels = torch.randn(32, 4), start = module.weight!.detach().clone();
            using var optimizer = Make(
                structure,
                module.parameters(),
                new LagrangianOptions
                {
                    LearningRate = 1e-3,
                    Momentum = 0,
                    FisherRetention = 0.5,
                    RefreshInterval = 1,
                    DriftTolerance = 0,
                    GraftsDiagonal = grafts,
                });
            torch.Tensor before = start;
            torch.nn.functional.mse_loss(module.call(inputs), labels).backward();
            optimizer.step();
            return module.weight!.detach() - before;
        }

        torch.Tensor diagonal = Moved(FisherStructure.Diagonal, false);
        torch.Tensor full = Moved(FisherStructure.Full, false), grafted = Moved(FisherStructure.Full, true);

        Assert.NotEqual(full.norm().ToDouble(), diagonal.norm().ToDouble(), 1e-4);
        Assert.Equal(diagonal.norm().ToDouble(), grafted.norm().ToDouble(), 1e-6);
        Assert.Equal(1, ((full * grafted).sum() / (full.norm() * grafted.norm())).ToDouble(), 1e-5);
    }

    internal static LagrangianOptimizer Make(FisherStructure structure, IEnumerable<Parameter> parameters, LagrangianOptions options) =>
        structure switch
        {
            FisherStructure.Diagonal => LagrangianOptimizer.Diagonal(parameters, options),
            FisherStructure.Kronecker => LagrangianOptimizer.Kronecker(parameters, options),
            _ => LagrangianOptimizer.Full(parameters, options),
        };
}
