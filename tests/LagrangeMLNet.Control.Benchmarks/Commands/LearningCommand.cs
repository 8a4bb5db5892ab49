using System.Globalization;
using LagrangeMLNet.Control.Benchmarks.Sets;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Learning;
using LagrangeMLNet.Control.Mechanics;
using LagrangeMLNet.Control.Rewards;
using LagrangeMLNet.Control.Trainers;
using LagrangeMLNet.Training;
using Microsoft.ML;

namespace LagrangeMLNet.Control.Benchmarks.Commands;

/// <summary>
/// Regret on rows never logged: 1 less the reward of the policy's best action. Beside it the direct method (greedy on the same reward
/// model)
/// and inverse propensity learning (the same policies, path and choice of temperature, the reward model being 0), and two that say what is
/// possible: the logging policy's mean reward, and the linear classifier that sees all labels.
/// </summary>
internal static class LearningCommand
{
    public static void Run(CommandLine line)
    {
        Console.WriteLine("set        logging  seed  logged  policy  (drawn)  direct     ips  labels  temperature  seconds");
        var ratios = new List<(double Direct, double Ips)>();
        foreach (string name in line.Sets)
        {
            foreach (string logging in line.Logging)
            {
                foreach (int seed in line.Seeds)
                    ratios.Add(Measure(ClassificationSet.Of(name, line, seed), logging, seed));
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\nRegret over the direct method's: {Mean(ratios.Select(ratio => ratio.Direct)):F3} (bar .8); over inverse "
            + $"propensity learning's: "
            + $"{Mean(ratios.Select(ratio => ratio.Ips)):F3} (bar .8). Geometric means of {ratios.Count} logs."));
    }

    private static (double Direct, double Ips) Measure(ClassificationSet set, string logging, int seed)
    {
        var problem = new BanditProblem(set, logging, seed);
        var trainer = problem.Context.Control().Trainers.LagrangianPolicy(new LagrangianPolicyTrainer.Options { Seed = seed });
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        var model = trainer.Fit(problem.Log);
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        var report = trainer.LastReport!;
        var (drawn, greedy) = problem.Value(model);

        var log = problem.Context.Control().LoadLog(problem.Log);
        double direct = problem.Value(Greedy(RewardModel.Fit(log.Columns, seed), set));
        double ips = problem.Value(Greedy(InversePropensity(problem.Context, log, seed)));
        double labels = problem.Value(problem.Skyline()).Greedy;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{set.Name,-10} {logging,-8} {seed,4}  {1 - report.LoggedReward,6:F4}  {1 - greedy,6:F4}  ({1 - drawn,6:F4})  "
            + $"{1 - direct,6:F4}  "
            + $"{1 - ips,6:F4}  {1 - labels,6:F4}  {report.Chosen.Temperature,11:G3}  {seconds,7:F1}"));
        return ((1 - greedy) / (1 - direct), (1 - greedy) / (1 - ips));
    }

    private static LinearSoftmax InversePropensity(MLContext context, DecisionLog log, int seed)
    {
        var settings = new PolicySettings(null, 0.5, 5, 0.01, 100, seed);
        var learner = new PolicyLearner(context, log, settings, new TrainingHooks(() => { }, _ => { }, _ => { }, null));
        return learner.Learn(new double[log.Rows * log.Actions]).Policy;
    }

    private static Func<float[], int> Greedy(LinearSoftmax policy)
    {
        var scores = new double[policy.Actions];
        return context =>
        {
            policy.Logits(context, scores);
            return Array.IndexOf(scores, scores.Max());
        };
    }

    private static Func<float[], int> Greedy(RewardModel model, ClassificationSet set)
    {
        var rewards = new double[set.ClassCount];
        var coordinates = new double[set.Features[0].Length + 1];
        return context =>
        {
            model.Predict(context, coordinates, rewards);
            return Array.IndexOf(rewards, rewards.Max());
        };
    }

    private static double Mean(IEnumerable<double> ratios) => Math.Exp(ratios.Average(Math.Log));
}
