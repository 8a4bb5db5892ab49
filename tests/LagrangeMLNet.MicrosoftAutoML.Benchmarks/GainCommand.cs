using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.AutoML;

namespace LagrangeMLNet.MicrosoftAutoML.Benchmarks;

/// <summary>Runs each set and seed twice, one side after the other, and compares the metric on rows that no trial has seen.</summary>
internal sealed record GainCommand
{
    public IReadOnlyList<ExperimentSet> Sets { get; init; } = ExperimentSet.All;

    public IReadOnlyList<int> Seeds { get; init; } = [0, 1, 2];

    public uint Seconds { get; init; } = 60;

    public bool UsesNetworks { get; init; }

    public bool PrintsTrials { get; init; }

    public void Run(string dataFolder)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var folder = Directory.CreateTempSubdirectory("lagrange-gain-");
        try
        {
            foreach (var set in Sets)
                Compare(set, dataFolder, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void Compare(ExperimentSet set, string dataFolder, string folder)
    {
        var (training, heldOut) = set.Unpack(dataFolder, folder);
        var (theirs, ours) = (new List<double>(), new List<double>());
        foreach (int seed in Seeds)
        {
            // Who is first changes from seed to seed.
            foreach (bool isOurs in seed % 2 == 0 ? new[] { false, true } : [true, false])
                (isOurs ? ours : theirs).Add(Measure(set, training, heldOut, seed, isOurs));
        }

        double spread = theirs.Max() - theirs.Min();
        double worst = theirs.Zip(ours, (alone, with) => with - alone).Min();
        Console.WriteLine(
            $"{set.Name}, {set.Metric}: alone {theirs.Average():F4} (spread {spread:F4}), with us {ours.Average():F4} (spread {ours.Max() - ours.Min():F4});"
            + $" gain {ours.Average() - theirs.Average():+0.0000;-0.0000}, least of a seed {worst:+0.0000;-0.0000}: "
            + (ours.Average() > theirs.Average() && worst >= -spread ? "holds" : "missed"));
    }

    private double Measure(ExperimentSet set, string training, string heldOut, int seed, bool isOurs)
    {
        var context = new MLContext(seed);
        var inferred = context.Auto().InferColumns(training, "Label", groupColumns: false);
        var loader = context.Data.CreateTextLoader(inferred.TextLoaderOptions);
        var rows = loader.Load(training);
        var split = context.Data.TrainTestSplit(rows, 0.2, seed: seed);
        string label = inferred.ColumnInformation.LabelColumnName;
        var pipeline = set.Pipeline(context, rows, inferred.ColumnInformation, isOurs, UsesNetworks);
        var trials = new TrialPrinter(pipeline, PrintsTrials);
        var experiment = set.SetMetric(context.Auto().CreateExperiment().SetPipeline(pipeline).SetDataset(split), label)
            .SetTrainingTimeInSeconds(Seconds)
            .SetMonitor(trials);
        var best = (isOurs ? experiment.UseLagrangian() : experiment).Run();
        double metric = set.Evaluate(context, best.Model.Transform(loader.Load(heldOut)), label);
        Console.WriteLine(
            $"{set.Name} seed {seed} {(isOurs ? "with us" : "alone  ")}: {set.Metric} {metric:F4} on held-out rows ({best.Metric:F4} in the experiment), "
            + $"{trials.Count} trials, best {pipeline.ToString(best.TrialSettings.Parameter).Split("=>")[^1]}");
        return metric;
    }
}
