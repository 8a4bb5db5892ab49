using LagrangeMLNet.Experiments;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Optimizers;
using TorchSharp;
using Xunit;

namespace LagrangeMLNet.TorchTests.Optimizers;

public sealed class FullMetricTests : TorchTest
{
    private const int Size = 5;

    [Theory]
    [InlineData(FisherExponent.Half)]
    [InlineData(FisherExponent.One)]
    public void Applies_the_power_that_the_core_applies(FisherExponent exponent)
    {
        var options = new LagrangianOptions
        {
            Exponent = exponent,
            FisherRetention = 0.9,
            Damping = 1e-3,
            DampingPlacement = DampingPlacement.InsideRoot,
        };
        var metric = new FullMetric(options);
        var expected = new FullFisher(Size);
        using torch.Tensor gradients = torch.randn(20, Size, dtype: torch.ScalarType.Float64);
        for (int i = 0; i < 20; i++)
        {
            metric.Observe(gradients[i], options);
            expected.Discount(0.9);
            expected.Add(gradients[i].data<double>().ToArray());
        }

        using torch.Tensor vector = torch.randn(Size, dtype: torch.ScalarType.Float64);
        double[] wanted = vector.data<double>().ToArray();
        expected.Prepare(exponent, 1e-3);
        expected.Apply(wanted);
        double[] found = metric.Precondition(vector, options).ToTensor().data<double>().ToArray();

        for (int i = 0; i < Size; i++)
            Assert.Equal(wanted[i], found[i], 1e-9 * Math.Abs(wanted[i]) + 1e-9);
    }

    [Fact]
    public void Leaves_out_directions_that_were_never_seen()
    {
        var options = new LagrangianOptions();
        var metric = new FullMetric(options);
        metric.Observe(torch.tensor(new[] { 1.0, 2.0, 0.0 }), options);

        double[] moved = metric.Precondition(torch.tensor(new[] { 0.0, 0.0, 5.0 }), options).ToTensor().data<double>().ToArray();

        Assert.All(moved, value => Assert.Equal(0, value, 1e-6));
    }

    [Fact]
    public void One_natural_step_solves_a_well_specified_least_squares()
    {
        // With F from the model's own labels and p = 1, a step of length 1 goes to the least-squares solution.
        using torch.Tensor inputs = torch.randn(4000, 3) * torch.tensor(new[] { 1f, 10f, 0.1f });
        using torch.Tensor labels = torch.matmul(inputs, torch.tensor(new[] { 2f, -0.3f, 5f })).unsqueeze(1);
        using var module = torch.nn.Linear(3, 1, hasBias: false);
        using var optimizer = LagrangianOptimizer.Full(module.parameters(), new LagrangianOptions
        {
            LearningRate = 1,
            Momentum = 0,
            Exponent = FisherExponent.One,
            Information = FisherInformation.Exact,
            FisherRetention = 0.999,
        });

        // Negative log-likelihood of unit variance: ½·(y − ŷ)².
        torch.Tensor Loss(torch.Tensor target) => torch.nn.functional.mse_loss(module.call(inputs), target) / 2;
        for (int i = 0; i < 200; i++)
            optimizer.ObserveFisher(() => Loss(ModelSample.Gaussian(module.call(inputs).detach(), 1)), 4000);
        double before = Loss(labels).item<float>();
        Loss(labels).backward();
        optimizer.step();

        // 200 drawn gradients tell F to within about 10 %: a quasi-Newton step.
        Assert.True(Loss(labels).item<float>() < 0.06 * before);
    }
}
