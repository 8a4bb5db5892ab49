using System.Diagnostics;
using System.Globalization;
using LagrangeMLNet.Control.Benchmarks.Environments;
using LagrangeMLNet.Control.Trainers;
using Microsoft.ML;
using OfflineControl.Environments;

namespace LagrangeMLNet.Control.Benchmarks.Commands;

/// <summary>
/// Offline reinforcement learning: a policy from a log of random or half-skilled steps, and what it returns in the environment beside the
/// logging policy's return and the best one's. A share of a loss is the best loss over the policy's.
/// </summary>
internal static class OfflineCommand
{
    private const int Episodes = 100;
    private const double Bar = 0.95;

    public static void Run(CommandLine line)
    {
        Console.WriteLine(
            "environment  seed    steps  logged    best action   (drawn)     best  share  method, temperature           value: "
            + "said  true  gain at "
            + "least  seconds");
        string[] names = line.Environments;
        int met = 0, below = 0, runs = 0;
        foreach (string name in names)
        {
            var shares = new List<double>();
            foreach (int seed in line.OfflineSeeds)
            {
                var (share, isBelow) = Measure(Create(name, seed), line, seed);
                shares.Add(share);
                below += isBelow ? 1 : 0;
                runs++;
            }

            double mean = shares.Average(), error = Math.Sqrt(Variance([.. shares]) / shares.Count);
            met += mean >= Bar ? 1 : 0;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name}: share of the best return {mean:F3} ± {error:F3}, least {shares.Min():F3}\n"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"At least {Bar} of the best return: {met} of {names.Length} environments (bar 4 of 5). Drawn policy below the "
            + $"logging policy by "
            + $"more than two standard errors: {below} of {runs} runs (bar 0)."));
    }

    private static IEnvironment Create(string name, int seed) => name switch
    {
        "cartpole" => new CartPole(),
        "mountaincar" => new MountainCar(),
        "lqr" => new LinearQuadratic(),
        "inventory" => new Inventory(),
        "grid" => new GridWorld(seed),
        _ => throw new ArgumentException($"There is no environment '{name}'."),
    };

    private static (double Share, bool IsBelow) Measure(IEnvironment environment, CommandLine line, int seed)
    {
        var context = new MLContext(seed: 0);
        var view = Simulation.View(context, Simulation.Log(environment, line.Rows ?? 30_000, seed), environment.Actions);
        var options = new LagrangianFittedQTrainer.Options { Seed = seed, Method = line.Method };
        var trainer = context.Control().Trainers.LagrangianFittedQ(options);
        long begin = Stopwatch.GetTimestamp();
        var policy = new LearntPolicy(environment, trainer.Fit(view).Model);
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var report = trainer.LastReport!;
        double[] logged = Simulation.Returns(environment, environment.Logging, Episodes, seed + 1000);
        double[] best = Simulation.Returns(environment, policy.Best, Episodes, seed + 1000);
        double[] drawn = Simulation.Returns(environment, policy.Drawn, Episodes, seed + 1000);
        double truth = Simulation.Returns(environment, policy.Drawn, Episodes, seed + 1000, options.Discount).Average();
        double share = environment.BestReturn > 0 ? best.Average() / environment.BestReturn : environment.BestReturn / best.Average();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{environment.Name,-11}  {seed,4}  {report.Rows,7}  {logged.Average(),6:F2}  {best.Average(),13:F2}  "
            + $"({drawn.Average(),7:F2})  "
            + $"{environment.BestReturn,7:F2}  {share,5:F3}  {report.Method,-16} {report.Chosen.Temperature,10:G3}  "
            + $"{report.Chosen.Value,11:F2}  {truth,4:F2}  "
            + $"{report.Chosen.LowerImprovement,13:G3}  {seconds,7:F1}"));
        double error = Math.Sqrt((Variance(logged) + Variance(drawn)) / Episodes);
        return (share, drawn.Average() < logged.Average() - (2 * error) - 1e-9);
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1);
    }
}
