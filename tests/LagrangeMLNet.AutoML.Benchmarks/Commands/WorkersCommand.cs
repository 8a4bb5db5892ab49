using System.Globalization;
using LagrangeMLNet.AutoML.Benchmarks.Sets;
using LagrangeMLNet.Data;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Benchmarks.Commands;

/// <summary>
/// How many more trials a minute two workers do than one: the same sweep, with either, in turns. Once with all candidates, and once without
/// trees, which run beside each other only because each worker has packages of its own.
/// </summary>
internal static class WorkersCommand
{
    private const double Goal = 1.6;

    private static readonly string[] Trees = ["LightGBM", "FastTree", "FastForest"];

    public static void Run(CommandLine line)
    {
        string folder = line.RequiredDataFolder();
        foreach (bool hasTrees in (bool[])[true, false])
        {
            double[] gains = [.. line.Sets.Select(set => Gain(set, set.Load(folder), line, hasTrees))];
            Console.WriteLine(Invariant(
                $"{(hasTrees ? "all candidates" : "without trees")}: {line.Sets.Count} sets, {line.Trials} trials, medians of {line.Repetitions} runs a side, {Environment.ProcessorCount} processors: median {Median(gains):0.00} times, least {gains.Min():0.00}, goal ≥ {Goal}: {(Median(gains) >= Goal ? "met" : "missed")}"));
        }
    }

    private static double Gain(SweepSet set, IDataView rows, CommandLine line, bool hasTrees)
    {
        // Code that runs for the first time is slow; neither side pays for it.
        Search(set, rows, workers: 2, Math.Min(line.Trials, 8), hasTrees);
        var one = new List<(double PerMinute, double Busy)>();
        var two = new List<(double PerMinute, double Busy)>();
        for (int i = 0; i < line.Repetitions; i++)
        {
            one.Add(Search(set, rows, 1, line.Trials, hasTrees));
            two.Add(Search(set, rows, 2, line.Trials, hasTrees));
        }

        double gain = Median(two.Select(run => run.PerMinute)) / Median(one.Select(run => run.PerMinute));
        Console.WriteLine(Invariant(
            $"{set.Name}, {(hasTrees ? "all candidates" : "without trees")}: {Median(one.Select(run => run.PerMinute)):0.0} trials a minute with one worker, {Median(two.Select(run => run.PerMinute)):0.0} with two: {gain:0.00} times; processors busy {Median(one.Select(run => run.Busy)):0.00} and {Median(two.Select(run => run.Busy)):0.00}"));
        return gain;
    }

    /// <summary>Trials a minute between the first and the last of the search, and how many processors it kept busy meanwhile.</summary>
    private static (double PerMinute, double Busy) Search(SweepSet set, IDataView rows, int workers, int trials, bool hasTrees)
    {
        var clock = new SearchClock();
        var options = new SweepOptions { MaximumNumberOfTrials = trials, NumberOfWorkers = workers, Progress = clock };
        options.Candidates = [.. set.Candidates(rows, options).Where(candidate => hasTrees || !Trees.Contains(candidate.Name))];
        var sweep = new MLContext(1).Sweep();
        var experiment = set.Task switch
        {
            PredictionTask.Binary => sweep.BinaryClassification(options),
            PredictionTask.Multiclass => sweep.MulticlassClassification(options),
            _ => sweep.Regression(options),
        };
        experiment.Run(rows, SweepSet.Label);
        double seconds = (clock.End - clock.Start).TotalSeconds;
        return (clock.Finished / seconds * 60, clock.Processor.TotalSeconds / seconds);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class SearchClock : IProgress<SweepProgress>
    {
        public TimeSpan Start { get; private set; }

        public TimeSpan End { get; private set; }

        public int Finished { get; private set; }

        /// <summary>Processor time of the search.</summary>
        public TimeSpan Processor { get; private set; }

        public void Report(SweepProgress value)
        {
            if (value is { Phase: SweepPhase.Searching, Latest: null })
                (Start, Processor) = (value.Elapsed, -Environment.CpuUsage.TotalTime);
            else if (value.Phase == SweepPhase.Refitting)
                (End, Processor, Finished) = (value.Elapsed, Processor + Environment.CpuUsage.TotalTime, value.Finished);
        }
    }
}
