using LagrangeMLNet.Labeling;
using LagrangeMLNet.Reporting;
using Microsoft.ML;

namespace PlanTheLabels;

/// <summary>Learning curves of all strategies, and the labels that each needs to come to 95 % of what the whole pool can teach.</summary>
/// <param name="Curves">Mean loss with 95 % bands, by strategy.</param>
/// <param name="Needed">Labels needed by each strategy in each repetition; NaN where they were not enough.</param>
/// <param name="Goal">Mean loss at 95 % of the gain.</param>
/// <param name="LossName">Name and unit of the loss.</param>
internal sealed record Comparison(
    IReadOnlyList<LabelCurve> Curves, IReadOnlyList<double[]> Needed, double Goal, string LossName)
{
    private const double Share = 0.95;

    public static Comparison Run(MLContext mlContext, LabelledTable table, int repetitions)
    {
        var names = new List<string> { "planned", "random" };
        if (table.Task != LabelingTask.Regression)
            names.Add("uncertainty");
        var losses = names.ConvertAll(_ => new SortedDictionary<int, List<double>>());
        var needed = names.ConvertAll(_ => new double[repetitions]);
        double goals = 0;
        for (var seed = 0; seed < repetitions; seed++)
        {
            var race = new Race(mlContext, table, seed);
            var start = race.Start;
            var goal = start - (Share * (start - race.Full()));
            goals += goal / repetitions;
            List<List<(int Labels, double Loss)>> paths = [[.. race.Planned()], [.. race.Random()]];
            if (names.Count > paths.Count)
                paths.Add([.. race.Uncertain([.. paths[1].Select(point => point.Labels)])]);
            for (var s = 0; s < names.Count; s++)
            {
                foreach (var (labels, loss) in paths[s])
                {
                    if (!losses[s].TryGetValue(labels, out var all))
                        losses[s][labels] = all = [];
                    all.Add(loss);
                }

                needed[s][seed] = Labels(paths[s], goal);
            }
        }

        var name = table.Task == LabelingTask.Regression ? "Mean squared error" : "Log-loss (nats per row)";
        return new Comparison([.. names.Select((label, s) => Curve(label, losses[s], repetitions))], needed, goals, $"{name} on rows held out");
    }

    /// <summary>Where the path comes to the goal and stays for another look; between looks by the logarithm of the labels.</summary>
    private static double Labels(List<(int Labels, double Loss)> path, double goal)
    {
        for (var i = 0; i < path.Count; i++)
        {
            if (path[i].Loss > goal || (i + 1 < path.Count && path[i + 1].Loss > goal))
                continue;
            if (i == 0)
                return path[0].Labels;
            var share = Math.Clamp((path[i - 1].Loss - goal) / (path[i - 1].Loss - path[i].Loss), 0, 1);
            return path[i - 1].Labels * Math.Pow((double)path[i].Labels / path[i - 1].Labels, share);
        }

        return double.NaN;
    }

    private static LabelCurve Curve(string name, SortedDictionary<int, List<double>> losses, int repetitions)
    {
        var complete = losses.Where(pair => pair.Value.Count == repetitions).ToList();
        return new LabelCurve(
            name,
            [.. complete.Select(pair => pair.Key)],
            [.. complete.Select(pair => pair.Value.Average())],
            [.. complete.Select(pair => Error(pair.Value))]);
    }

    private static double Error(List<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(x => (x - mean) * (x - mean)) / (values.Count - 1) / values.Count);
    }
}
