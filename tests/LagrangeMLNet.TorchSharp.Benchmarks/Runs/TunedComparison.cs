using System.Globalization;
using LagrangeMLNet.TorchBenchmarks.Tasks;
using TorchSharp;

namespace LagrangeMLNet.TorchBenchmarks.Runs;

/// <summary>
/// Ours, with nothing set, against Adam and AdamW, each at its best of five learning rates with a cosine schedule over the whole run.
/// </summary>
internal sealed class TunedComparison(CommandLine line, string folder)
{
    private const double StepGoal = 0.7;
    private const double TimeGoal = 0.9;
    private const int TasksWanted = 4;

    /// <summary>Runs before the timed ones: code is compiled and memory is taken then.</summary>
    private const int WarmUpSteps = 50;

    public void Run()
    {
        int stepsMet = 0, timeMet = 0;
        foreach (string name in line.Tasks)
        {
            LearningTask task = TaskCatalog.Load(name, folder);
            Side rival = Best(task);
            Side[] sides = [rival, Side.Diagonal, Side.Kronecker];
            TrainingCurve[][] curves = Alternating(task, sides);
            var best = (Steps: double.PositiveInfinity, Time: double.PositiveInfinity);
            for (int i = 1; i < sides.Length; i++)
            {
                (double steps, double time) = Ratios(curves[0], curves[i]);
                Write(task, rival, curves[0], sides[i], curves[i], steps, time);
                // One metric answers for both figures: the default recommendation, Kronecker.
                if (sides[i].Name == Side.Kronecker.Name)
                    best = (steps, time);
            }

            stepsMet += best.Steps <= StepGoal ? 1 : 0;
            timeMet += best.Time <= TimeGoal ? 1 : 0;
        }

        int wanted = Math.Min(TasksWanted, line.Tasks.Count);
        Console.WriteLine(Format(
            $"bar: steps to the rival's best held-out loss <= {StepGoal} x, Kronecker: on {stepsMet} of {line.Tasks.Count} tasks (goal {wanted}): {Verdict(stepsMet >= wanted)}"));
        Console.WriteLine(Format(
            $"bar: wall-clock to it <= {TimeGoal} x, Kronecker: on {timeMet} of {line.Tasks.Count} tasks (goal {wanted}): {Verdict(timeMet >= wanted)}"));
    }

    private static string Verdict(bool isMet) => isMet ? "met" : "missed";

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Medians over the seeds; a seed on which ours never gets there counts as infinite.</summary>
    private static (double Steps, double Time) Ratios(TrainingCurve[] theirs, TrainingCurve[] ours)
    {
        var steps = new List<double>();
        var times = new List<double>();
        foreach ((TrainingCurve their, TrainingCurve our) in theirs.Zip(ours))
        {
            int look = our.Reaching(their.Best);
            steps.Add(look < 0 ? double.PositiveInfinity : (double)our.Steps[look] / their.Steps[their.BestLook]);
            times.Add(look < 0 ? double.PositiveInfinity : our.Seconds[look] / their.Seconds[their.BestLook]);
        }

        return (Median(steps), Median(times));
    }

    private static void Write(
        LearningTask task, Side rival, TrainingCurve[] theirs, Side side, TrainingCurve[] ours, double steps, double time)
    {
        static double PerStep(TrainingCurve[] curves) => 1000 * Median(curves.Select(curve => curve.Seconds[^1] / curve.Steps[^1]));
        Console.WriteLine(Format(
            $"{task.Name,-18} {side.Name,-9} best {Median(ours.Select(c => c.Best)):0.0000} against {rival.Name,-11} {Median(theirs.Select(c => c.Best)):0.0000}; steps {steps:0.00} x, wall-clock {time:0.00} x; {PerStep(ours):0.00} against {PerStep(theirs):0.00} ms a step"));
    }

    /// <summary>
    /// The best of the grid, by the median over the seeds of the lowest held-out loss. Nothing is timed here, so that runs go on side by side,
    /// as many as there are cores for.
    /// </summary>
    private Side Best(LearningTask task)
    {
        Side[] grid = [.. Side.LearningRates.SelectMany(rate => new[] { Side.Adam(rate), Side.AdamW(rate) })];
        double[] best = new double[grid.Length * line.Seeds];
        int threads = line.Threads ?? 1;
        var together = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount / threads) };
        Parallel.For(0, best.Length, together, i =>
        {
            // What torch takes for the number of threads is the calling thread's own.
            torch.set_num_threads(threads);
            best[i] = Runner.Run(task, grid[i / line.Seeds], i % line.Seeds, line.Steps).Best;
        });
        return grid.Index().MinBy(side => Median(best.AsSpan(side.Index * line.Seeds, line.Seeds).ToArray())).Item;
    }

    /// <summary>Runs that are timed: all sides with one seed, then all with the next, so that a busy machine hits them alike.</summary>
    private TrainingCurve[][] Alternating(LearningTask task, Side[] sides)
    {
        foreach (Side side in sides)
            Runner.Run(task, side, seed: 0, WarmUpSteps);
        var curves = sides.Select(_ => new TrainingCurve[line.Seeds]).ToArray();
        for (int seed = 0; seed < line.Seeds; seed++)
        {
            for (int i = 0; i < sides.Length; i++)
                curves[i][seed] = Runner.Run(task, sides[i], seed, line.Steps);
        }

        return curves;
    }
}
