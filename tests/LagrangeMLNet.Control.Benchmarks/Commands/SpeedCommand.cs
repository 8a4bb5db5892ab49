using System.Diagnostics;
using System.Globalization;
using LagrangeMLNet.Control.Benchmarks.Sets;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Control.Benchmarks.Commands;

/// <summary>Seconds and memory of a fit on decisions of 100 features and 10 actions, the data's own memory beside it.</summary>
internal static class SpeedCommand
{
    private const int Features = 100;
    private const int Actions = 10;

    public static void Run(CommandLine line)
    {
        int rows = line.Rows ?? 1_000_000;
        var context = new MLContext(seed: 0);
        var schema = SchemaDefinition.Create(typeof(DecisionRow));
        schema[nameof(DecisionRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Features);
        schema[nameof(DecisionRow.Action)].ColumnType = new KeyDataViewType(typeof(uint), Actions);
        var view = context.Data.LoadFromEnumerable(Simulate(rows), schema);
        var trainer = context.Control().Trainers.LagrangianPolicy();
        long start = Stopwatch.GetTimestamp();
        trainer.Fit(view);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{rows} decisions x {Features} features x {Actions} actions: {seconds:F1} s; peak memory of the process "
            + $"{process.PeakWorkingSet64 / 1048576.0:F0} MiB, the features {rows * (double)Features * sizeof(float) / 1048576:F0} MiB"));
        Console.WriteLine(trainer.LastReport);
    }

    private static IEnumerable<DecisionRow> Simulate(int rows)
    {
        var random = new Random(0);
        double[][] weights =
            [.. Enumerable.Range(0, Actions).Select(_ => Enumerable.Range(0, Features).Select(_ => random.NextDouble() - 0.5).ToArray())];
        var row = new DecisionRow { Features = new float[Features], Probability = 1.0 / Actions };
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < Features; j++)
                row.Features[j] = (float)random.NextDouble() - 0.5f;
            int action = random.Next(Actions);
            row.Action = (uint)action;
            double score = row.Features.Zip(weights[action], (x, w) => x * w).Sum();
            row.Reward = random.NextDouble() < 1 / (1 + Math.Exp(-4 * score)) ? 1 : 0;
            yield return row;
        }
    }
}
