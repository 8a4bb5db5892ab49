using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Networks;
using LagrangeMLNet.Optimizers;
using LagrangeMLNet.TorchTests.Trainers;
using Microsoft.ML;
using TorchSharp;
using Xunit;

namespace LagrangeMLNet.TorchTests.Runtime;

/// <summary>
/// Torch reads through pointers: what managed code does not hold is freed under its hands by a collection that comes at the wrong moment.
/// Here collections come at every moment, and learning is the same to the last bit.
/// </summary>
public sealed class CollectionTests : TorchTest
{
    private static readonly MLContext Context = new(seed: 0);

    public static TheoryData<string, bool> Fits => new(NetworkCase.All.SelectMany(one => new[] { (one.Name, false), (one.Name, true) }));

    [Theory]
    [MemberData(nameof(Fits))]
    public void A_network_learns_the_same_while_garbage_is_collected(string name, bool isWeighted)
    {
        NetworkCase one = NetworkCase.Of(name);
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(600));

        NetworkWeights Learn() => one.Network(one.Trainer(Context, options =>
        {
            (options.BatchSize, options.Dropout, options.EmbeddingPieces) = (16, 0.1, isWeighted ? 0 : 8);
            options.ExampleWeightColumnName = isWeighted ? nameof(NetworkRow.Weight) : null;
        }).Fit(data));

        AreSame(() => Learn().Values);
    }

    [Theory]
    [InlineData(FisherStructure.Diagonal, null, FisherExponent.Half)]
    [InlineData(FisherStructure.Diagonal, 0.001, FisherExponent.Half)]
    [InlineData(FisherStructure.Kronecker, null, FisherExponent.Half)]
    [InlineData(FisherStructure.Kronecker, 0.001, FisherExponent.One)]
    [InlineData(FisherStructure.Full, null, FisherExponent.Half)]
    [InlineData(FisherStructure.Full, 0.001, FisherExponent.Half)]
    public void An_optimizer_steps_the_same_while_garbage_is_collected(FisherStructure structure, double? rate, FisherExponent exponent)
    {
        AreSame(() =>
        {
            var options = new LagrangianOptions
            {
                LearningRate = rate,
                Exponent = exponent,
                WeightDecay = 0.01,
                GraftsDiagonal = structure == FisherStructure.Kronecker,
            };
            (torch.nn.Module module, _) = Modules.Perceptron.Train(
                parameters => structure switch
                {
                    FisherStructure.Diagonal => LagrangianOptimizer.Diagonal(parameters, options),
                    FisherStructure.Kronecker => LagrangianOptimizer.Kronecker(parameters, options),
                    _ => LagrangianOptimizer.Full(parameters, options),
                },
                steps: 300);
            return [.. module.parameters().Select(parameter => parameter.data<float>().ToArray())];
        });
    }

    private static void AreSame(Func<IReadOnlyList<float[]>> learn)
    {
        IReadOnlyList<float[]> expected = learn();
        IReadOnlyList<float[]> found;
        using (new Collections())
            found = learn();
        Assert.Equal(expected, found);
    }

    /// <summary>Collects the youngest garbage, one collection after another, until it is disposed of.</summary>
    private sealed class Collections : IDisposable
    {
        private readonly Thread _thread;
        private volatile bool _isOver;

        public Collections()
        {
            _thread = new Thread(() =>
            {
                while (!_isOver)
                {
                    GC.Collect(0);
                    // Without a moment between two of them nothing else would ever run.
                    Thread.SpinWait(10_000);
                }
            });
            _thread.Start();
        }

        public void Dispose()
        {
            _isOver = true;
            _thread.Join();
        }
    }
}
