using System.Diagnostics;
using LagrangeMLNet.TorchBenchmarks.Tasks;
using TorchSharp;
using Module = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace LagrangeMLNet.TorchBenchmarks.Runs;

/// <summary>Trains a module of a task once and watches its held-out loss.</summary>
internal static class Runner
{
    private const int Looks = 50;

    private static readonly Lock Seeding = new();

    public static TrainingCurve Run(LearningTask task, Side side, int seed, int steps)
    {
        using Module module = Make(task, seed);
        using var optimizer = side.Optimizer(module);
        var random = new Random(seed);
        long rows = task.Inputs.shape[0];
        long[] order = [.. Enumerable.Range(0, (int)rows).Select(i => (long)i)];
        long next = rows;
        int stride = Math.Max(1, steps / Looks);
        var (at, losses, seconds) = (new List<int>(), new List<double>(), new List<double>());
        var clock = new Stopwatch();
        for (int step = 1; step <= steps; step++)
        {
            clock.Start();
            using (torch.NewDisposeScope())
            {
                if (next + task.BatchSize > rows)
                {
                    random.Shuffle(order);
                    next = 0;
                }

                torch.Tensor index = torch.tensor(order.AsSpan((int)next, task.BatchSize).ToArray());
                next += task.BatchSize;
                torch.Tensor inputs = task.Inputs.index_select(0, index), labels = task.Labels.index_select(0, index);
                side.BeforeStep(optimizer, module, task, inputs, step, steps);
                optimizer.zero_grad();
                task.Loss(module.call(inputs), labels).backward();
                optimizer.step();
            }

            clock.Stop();
            if (step % stride == 0 || step == steps)
            {
                at.Add(step);
                losses.Add(task.HeldOutLoss(module));
                seconds.Add(clock.Elapsed.TotalSeconds);
            }
        }

        return new TrainingCurve(at, losses, seconds);
    }

    /// <summary>First weights come from torch's one generator, which runs side by side must not share.</summary>
    private static Module Make(LearningTask task, int seed)
    {
        lock (Seeding)
        {
            torch.manual_seed(seed);
            return task.Module();
        }
    }
}
