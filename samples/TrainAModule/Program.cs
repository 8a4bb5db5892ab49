using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Optimizers;
using LagrangeMLNet.Runtime;
using TorchSharp;
using TrainAModule;
using static TorchSharp.torch.nn;

// A missing native library in one sentence, instead of a type-initializer stack.
if (TorchRuntime.Problem is { } problem)
{
    Console.Error.WriteLine(problem);
    return 1;
}

torch.manual_seed(1);
Spirals train = Spirals.Generate(2000, seed: 1), heldOut = Spirals.Generate(1000, seed: 2);
var module = Sequential(Linear(2, 32), Tanh(), Linear(32, 32), Tanh(), Linear(32, 1));
byte[] best = [];

var optimizer = LagrangianOptimizer.Kronecker(module.parameters());
var rule = new StoppingRule();
StoppingState state = default;
for (int epoch = 1; !state.IsStopped; epoch++)
{
    foreach (var (points, labels) in train.Batches(64, seed: epoch))
        Learn(points, labels);
    state = rule.Observe(state, new Observation(epoch, HeldOutLoss()));
    if (state.IsBest)
        Save();
}

module.load(new MemoryStream(best));
Console.WriteLine($"stopped: {state.Learning.StopReason} after {state.Looks} epochs, best after {state.BestTime:0}");
Console.WriteLine($"held-out loss: {HeldOutLoss():0.0000} nats, accuracy: {Accuracy():0.0 %}");
return 0;

void Learn(torch.Tensor points, torch.Tensor labels)
{
    using var scope = torch.NewDisposeScope();
    optimizer.zero_grad();
    functional.binary_cross_entropy_with_logits(module.call(points), labels).backward();
    optimizer.step();
}

void Save()
{
    using var stream = new MemoryStream();
    module.save(stream);
    best = stream.ToArray();
}

double HeldOutLoss()
{
    using var _ = torch.no_grad();
    using var scope = torch.NewDisposeScope();
    return functional.binary_cross_entropy_with_logits(module.call(heldOut.Points), heldOut.Labels).item<float>();
}

double Accuracy()
{
    using var _ = torch.no_grad();
    using var scope = torch.NewDisposeScope();
    return module.call(heldOut.Points).gt(0).eq(heldOut.Labels.gt(0.5)).to(torch.ScalarType.Float32).mean().item<float>();
}
