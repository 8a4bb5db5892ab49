using System.Globalization;
using LagrangeMLNet.Control.Benchmarks.Sets;
using LagrangeMLNet.Control.Evaluation;
using LagrangeMLNet.Control.Policies;
using Microsoft.ML;

namespace LagrangeMLNet.Control.Benchmarks.Commands;

/// <summary>
/// Ten policies, classifiers of 1/512 … 1/1 of the logged rows' labels, ranked from a log that another policy wrote; the truth is what they
/// earn on rows that were kept.
/// </summary>
internal static class RankingCommand
{
    private const int Policies = 10;

    public static void Run(CommandLine line)
    {
        Console.WriteLine("set        logging  seed  Spearman: doubly robust  selected  direct     ips   mean |error| doubly robust  held");
        var ranks = new List<double>();
        foreach (string name in line.Sets)
        {
            foreach (string logging in line.Logging)
            {
                foreach (int seed in line.Seeds)
                    ranks.Add(Measure(ClassificationSet.Of(name, line, seed), logging, seed));
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\nSpearman of the doubly robust ranking: mean {ranks.Average():F3}, median "
            + $"{ranks.Order().ElementAt(ranks.Count / 2):F3}, least "
            + $"{ranks.Min():F3} (bar .9) over {ranks.Count} logs."));
    }

    private static double Measure(ClassificationSet set, string logging, int seed)
    {
        var problem = new BanditProblem(set, logging, seed);
        var models = Enumerable.Range(0, Policies)
            .Select(k => problem.Supervised([.. problem.LoggedRows.Where((_, i) => i % (1 << k) == 0)]))
            .ToArray();
        double[] truth = [.. models.Select(model => problem.Value(model).Drawn)];
        var control = problem.Context.Control();
        var log = control.LoadLog(problem.Log);
        var policies = models.Select((model, k) => Policy.FromModel(k.ToString(CultureInfo.InvariantCulture), model)).ToArray();
        var evaluations = control.Compare(log, policies).Ranking
            .OrderBy(evaluation => int.Parse(evaluation.Policy, CultureInfo.InvariantCulture))
            .ToArray();
        int held = evaluations.Where((evaluation, k) => evaluation.Value.Lower <= truth[k] && truth[k] <= evaluation.Value.Upper).Count();
        double robust = Spearman(truth, [.. evaluations.Select(evaluation => evaluation.Value.Value)]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{set.Name,-10} {logging,-8} {seed,4}  {robust,23:F3}  "
            + $"{Spearman(truth, [.. evaluations.Select(evaluation => evaluation.Selected.Value)]),8:F3}  "
            + $"{Spearman(truth, Values(Estimator.Direct)),6:F3}  {Spearman(truth, Values(Estimator.InversePropensity)),6:F3}  "
            + $"{evaluations.Select((evaluation, k) => Math.Abs(evaluation.Value.Value - truth[k])).Average(),27:F4}  "
            + $"{held} of {Policies}"));
        return robust;

        double[] Values(Estimator estimator) => [.. evaluations.Select(evaluation => evaluation[estimator].Value)];
    }

    private static double Spearman(double[] x, double[] y)
    {
        double[] a = Ranks(x), b = Ranks(y);
        double mean = (x.Length - 1) / 2.0;
        double covariance = a.Zip(b, (p, q) => (p - mean) * (q - mean)).Sum();
        return covariance / Math.Sqrt(a.Sum(p => (p - mean) * (p - mean)) * b.Sum(q => (q - mean) * (q - mean)));
    }

    private static double[] Ranks(double[] values) =>
        [.. values.Select(value => values.Count(other => other < value) + ((values.Count(other => other == value) - 1) / 2.0))];
}
