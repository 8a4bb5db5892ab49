using LagrangeMLNet.Optimizers;
using TorchSharp;
using Xunit;

namespace LagrangeMLNet.TorchTests.Optimizers;

public sealed class ExactFisherTests : TorchTest
{
    [Fact]
    public void Labels_of_the_model_give_the_logistic_fisher_information()
    {
        using torch.Tensor inputs = torch.randn(500, 2) * torch.tensor(new[] { 1f, 3f });
        using var module = torch.nn.Linear(2, 1, hasBias: false);
        using var optimizer = LagrangianOptimizer.Diagonal(
            module.parameters(), new LagrangianOptions { Information = FisherInformation.Exact, FisherRetention = 0.995 });
        for (int i = 0; i < 2000; i++)
        {
            optimizer.ObserveFisher(
                () =>
                {
                    torch.Tensor logits = module.call(inputs);
                    return torch.nn.functional.binary_cross_entropy_with_logits(logits, ModelSample.Bernoulli(logits.detach()));
                },
                500);
        }

        torch.Tensor p = torch.sigmoid(module.call(inputs)).detach();
        torch.Tensor expected = (p * (1 - p) * inputs.square()).mean([0]);
        var state = (ParameterState)optimizer.state_dict().State[0];
        torch.Tensor found = state.Metric!.Slots[0].Value!.reshape(-1);

        Assert.Null(module.weight!.grad);
        for (int i = 0; i < 2; i++)
            Assert.Equal(1, found[i].item<float>() / expected[i].item<float>(), 0.2);
    }

    [Fact]
    public void Observing_leaves_the_gradient_of_the_step_alone()
    {
        using var module = torch.nn.Linear(2, 3);
        using torch.Tensor inputs = torch.randn(6, 2);
        using var optimizer = LagrangianOptimizer.Kronecker(
            module.parameters(), new LagrangianOptions { Information = FisherInformation.Exact });
        torch.nn.functional.cross_entropy(module.call(inputs), torch.randint(0, 3, [6])).backward();
        torch.Tensor before = module.weight!.grad!.clone();

        optimizer.ObserveFisher(
            () => torch.nn.functional.cross_entropy(module.call(inputs), ModelSample.Categorical(module.call(inputs))), 6);

        Assert.True(before.equal(module.weight.grad!).all().item<bool>());
        optimizer.step();
    }

    [Fact]
    public void A_step_without_an_observation_says_what_to_do()
    {
        using var module = torch.nn.Linear(2, 1);
        using var optimizer = LagrangianOptimizer.Diagonal(
            module.parameters(), new LagrangianOptions { Information = FisherInformation.Exact });
        module.call(torch.randn(4, 2)).sum().backward();

        var error = Assert.Throws<InvalidOperationException>(() => optimizer.step());
        Assert.Contains("ObserveFisher", error.Message, StringComparison.Ordinal);
    }
}
