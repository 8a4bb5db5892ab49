using LagrangeMLNet.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;

namespace LagrangeMLNet.TorchTests.BadInput;

public sealed class OptimizerBadInputTests : TorchTest
{
    public static TheoryData<string, Action<LagrangianOptions>> Settings => new()
    {
        { "Momentum", options => options.Momentum = 1 },
        { "FisherRetention", options => options.FisherRetention = -0.1 },
        { "WeightDecay", options => options.WeightDecay = double.NaN },
        { "Damping", options => options.Damping = -1 },
        { "RefreshInterval", options => options.RefreshInterval = 0 },
        { "DriftTolerance", options => options.DriftTolerance = 2 },
        { "MaximumFactorSize", options => options.MaximumFactorSize = 0 },
        { "MaximumParameters", options => options.MaximumParameters = -3 },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_setting_out_of_range_is_named(string name, Action<LagrangianOptions> set)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => set(new LagrangianOptions()));
        Assert.Equal(name, error.ParamName);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    public void A_learning_rate_must_be_finite_and_not_negative(double rate)
    {
        using var module = torch.nn.Linear(2, 1);
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => LagrangianOptimizer.Diagonal(module.parameters(), new LagrangianOptions { LearningRate = rate }));
        Assert.Equal("LearningRate", error.ParamName);
    }

    [Fact]
    public void Parameters_must_be_there_once_and_real()
    {
        using var module = torch.nn.Linear(2, 1);
        Assert.Throws<ArgumentException>(() => LagrangianOptimizer.Diagonal(Array.Empty<Parameter>()));
        Assert.Contains(
            "[1 × 2]",
            Assert.Throws<ArgumentException>(
                () => LagrangianOptimizer.Kronecker(module.parameters().Concat(module.parameters()))).Message,
            StringComparison.Ordinal);
        var complex = new Parameter(torch.zeros(3, dtype: torch.ScalarType.ComplexFloat32));
        Assert.Contains(
            "ComplexFloat32",
            Assert.Throws<NotSupportedException>(() => LagrangianOptimizer.Full([complex])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_full_metric_refuses_a_large_module_and_names_the_way_out()
    {
        using var module = torch.nn.Linear(100, 100);
        var error = Assert.Throws<ArgumentException>(() => LagrangianOptimizer.Full(module.parameters()));
        Assert.Contains("10100", error.Message, StringComparison.Ordinal);
        Assert.Contains("Kronecker", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_another_optimizer_are_refused()
    {
        using var module = torch.nn.Linear(2, 1);
        var group = new ParamGroup { Parameters = module.parameters(), Options = new Adam.Options() };
        Assert.Throws<ArgumentException>(() => LagrangianOptimizer.Diagonal([group], null));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_gradient_that_is_not_finite_is_skipped_and_learning_goes_on(float bad)
    {
        foreach (FisherStructure structure in Enum.GetValues<FisherStructure>())
        {
            using var module = torch.nn.Linear(3, 2);
            using var optimizer = Optimizers.KinematicStepTests.Make(structure, module.parameters(), new LagrangianOptions());
            using torch.Tensor inputs = torch.randn(16, 3), labels = torch.randint(0, 2, [16]);
            Modules.Step(module, optimizer, inputs, labels);
            torch.Tensor before = module.weight!.detach().clone();

            optimizer.zero_grad();
            module.weight!.grad![0, 0] = bad;
            optimizer.step();
            Assert.Equal(1, optimizer.SkippedSteps);
            Assert.True(before.equal(module.weight).all().item<bool>());

            double loss = 0, first = Modules.Step(module, optimizer, inputs, labels);
            for (int i = 0; i < 60; i++)
                loss = Modules.Step(module, optimizer, inputs, labels);
            Assert.True(loss < first, $"{structure}: from {first} to {loss}");
        }
    }

    [Fact]
    public void Gradients_that_stay_not_finite_end_in_an_error_and_a_sound_model()
    {
        using var module = torch.nn.Linear(3, 1);
        using var optimizer = LagrangianOptimizer.Diagonal(module.parameters());
        using torch.Tensor inputs = torch.full([4, 3], float.NaN);
        var error = Assert.ThrowsAny<InvalidOperationException>(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                optimizer.zero_grad();
                module.call(inputs).sum().backward();
                optimizer.step();
            }
        });

        Assert.Contains("10 steps in a row", error.Message, StringComparison.Ordinal);
        Assert.All(module.parameters(), parameter => Assert.True(parameter.isfinite().all().item<bool>()));
    }

    [Fact]
    public void Gradients_of_zero_move_nothing()
    {
        foreach (FisherStructure structure in Enum.GetValues<FisherStructure>())
        {
            using var module = torch.nn.Linear(3, 2);
            torch.Tensor before = module.weight!.detach().clone();
            using var optimizer = Optimizers.KinematicStepTests.Make(structure, module.parameters(), new LagrangianOptions());
            for (int i = 0; i < 25; i++)
            {
                optimizer.zero_grad();
                (module.call(torch.randn(4, 3)).sum() * 0).backward();
                optimizer.step();
            }

            Assert.True(before.allclose(module.weight));
        }
    }
}
