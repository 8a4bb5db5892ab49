using LagrangeMLNet.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;

namespace LagrangeMLNet.TorchTests.Optimizers;

public sealed class ParameterTests : TorchTest
{
    public static TheoryData<string, FisherStructure> Cases
    {
        get
        {
            var cases = new TheoryData<string, FisherStructure>();
            foreach (Modules module in Modules.All)
                foreach (FisherStructure structure in Enum.GetValues<FisherStructure>())
                    cases.Add(module.Name, structure);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_kind_of_parameter_is_learnt(string name, FisherStructure structure)
    {
        Modules modules = Modules.Named(name);
        torch.manual_seed(7);
        _ = (modules.Inputs(), modules.Labels());
        using var untouched = modules.Make();
        (torch.nn.Module module, double[] losses) = modules.Train(
            parameters => KinematicStepTests.Make(structure, parameters, new LagrangianOptions()), 100);

        Assert.True(losses[^1] < 0.5 * losses[0], $"from {losses[0]} to {losses[^1]}");
        foreach ((Parameter before, Parameter after) in untouched.parameters().Zip(module.parameters()))
            Assert.False(before.allclose(after), OptimizerErrors.Show(before.shape));
    }

    [Theory]
    [InlineData(torch.ScalarType.Float64)]
    [InlineData(torch.ScalarType.BFloat16)]
    public void Other_precisions_learn_too(torch.ScalarType type)
    {
        foreach (double? rate in new double?[] { null, 1e-3 })
        {
            (torch.nn.Module module, double[] losses) = Modules.Perceptron.Train(
                parameters => LagrangianOptimizer.Kronecker(parameters, new LagrangianOptions { LearningRate = rate }), 300, type);

            Assert.All(module.parameters(), parameter => Assert.Equal(type, parameter.dtype));
            Assert.True(losses[^1] < 0.85 * losses[0], $"from {losses[0]} to {losses[^1]}");
        }
    }

    [Fact]
    public void A_sparse_gradient_moves_as_its_dense_equal()
    {
        torch.Tensor Learn(bool isSparse)
        {
            torch.manual_seed(2);
            using var table = torch.nn.Embedding(10, 4, sparse: isSparse);
            using var optimizer = LagrangianOptimizer.Diagonal(table.parameters());
            for (int i = 0; i < 5; i++)
            {
                optimizer.zero_grad();
                table.call(torch.tensor(new long[] { 1, 3, 3 })).square().sum().backward();
                optimizer.step();
            }

            return table.weight!.detach().clone();
        }

        Assert.True(Learn(true).allclose(Learn(false)));
    }

    [Fact]
    public void Groups_have_their_own_settings()
    {
        using var fast = torch.nn.Linear(2, 2, hasBias: false);
        using var slow = torch.nn.Linear(2, 2, hasBias: false);
        torch.Tensor fastStart = fast.weight!.detach().clone(), slowStart = slow.weight!.detach().clone();
        using var optimizer = LagrangianOptimizer.Diagonal(
            [
                new ParamGroup { Parameters = fast.parameters(), Options = new LagrangianOptions { LearningRate = 0.1 } },
                new ParamGroup { Parameters = slow.parameters() },
            ],
            new LagrangianOptions { LearningRate = 0.001 });

        torch.Tensor inputs = torch.randn(8, 2);
        (fast.call(inputs) + slow.call(inputs)).sum().backward();
        optimizer.step();

        Assert.Equal(0.1, (fast.weight! - fastStart).abs().max().item<float>(), 1e-4);
        Assert.Equal(0.001, (slow.weight! - slowStart).abs().max().item<float>(), 1e-5);
    }

    [Fact]
    public void A_frozen_parameter_stays()
    {
        using var module = torch.nn.Linear(3, 2);
        module.bias!.requires_grad = false;
        torch.Tensor before = module.bias.detach().clone();
        using var optimizer = LagrangianOptimizer.Full(module.parameters());
        for (int i = 0; i < 3; i++)
        {
            optimizer.zero_grad();
            module.call(torch.randn(8, 3)).square().sum().backward();
            optimizer.step();
        }

        Assert.True(before.equal(module.bias).all().item<bool>());
    }
}
