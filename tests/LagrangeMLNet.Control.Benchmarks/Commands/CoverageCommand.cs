using System.Globalization;
using LagrangeMLNet.Control.Benchmarks.Sets;
using LagrangeMLNet.Control.Evaluation;
using LagrangeMLNet.Control.Policies;
using Microsoft.ML;

namespace LagrangeMLNet.Control.Benchmarks.Commands;

/// <summary>
/// How often 95 % intervals hold the truth, and what each estimator errs by, over simulated logs of which the truth is known.
/// </summary>
internal static class CoverageCommand
{
    public static void Run(CommandLine line)
    {
        int rows = line.Rows ?? 500;
        foreach (double sharpness in new[] { 1.0, 3.0 })
        {
            var bandit = new SimulatedBandit(sharpness);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Scores of spread {sharpness}: value {bandit.Value:F4}; {line.Logs} logs of {rows}. Root of variance by "
                + $"formula: inverse propensity "
                + $"{Math.Sqrt(bandit.InversePropensityVariance / rows):F5}, least without bias "
                + $"{Math.Sqrt(bandit.EfficientVariance / rows):F5}."));
            Console.WriteLine("method              estimator             coverage  (error)   width      bias  deviation      rmse");
            foreach (var method in Enum.GetValues<IntervalMethod>())
                Measure(bandit, method, line.Logs, rows);
            Console.WriteLine();
        }
    }

    private static void Measure(SimulatedBandit bandit, IntervalMethod method, int logs, int rows)
    {
        var evaluations = new PolicyEvaluation[logs];
        Parallel.For(0, logs, log =>
        {
            var context = new MLContext(seed: 0);
            var control = context.Control();
            evaluations[log] = control.Evaluate(
                control.LoadLog(bandit.Simulate(context, rows, log)),
                Policy.FromFunction("target", bandit.Decide),
                new EvaluationOptions { IntervalMethod = method });
        });
        foreach (var estimator in Enum.GetValues<Estimator>())
            Print(method, estimator.ToString(), bandit.Value, [.. evaluations.Select(evaluation => evaluation[estimator])]);
        Print(method, "Selected", bandit.Value, [.. evaluations.Select(evaluation => evaluation.Selected)]);
    }

    private static void Print(IntervalMethod method, string estimator, double truth, PolicyEstimate[] estimates)
    {
        double coverage = estimates.Average(estimate => estimate.Lower <= truth && truth <= estimate.Upper ? 1.0 : 0);
        double bias = estimates.Average(estimate => estimate.Value) - truth;
        double square = estimates.Average(estimate => Math.Pow(estimate.Value - truth, 2));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{method,-19} {estimator,-20} {coverage,9:P1}  {Math.Sqrt(coverage * (1 - coverage) / estimates.Length),7:P2}  "
            + $"{estimates.Average(estimate => estimate.Upper - estimate.Lower),6:F4}  {bias,8:F5}  "
            + $"{Math.Sqrt(square - (bias * bias)),9:F5}  {Math.Sqrt(square),8:F5}"));
    }
}
