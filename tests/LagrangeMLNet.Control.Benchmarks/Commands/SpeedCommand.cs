using System.Diagnostics;
using System.Globalization;
using LagrangeMLNet.Control.Benchmarks.Sets;
using Microsoft.ML;
using Microsoft.ML.Data;
using OfflineControl.Environments;

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
        bool isSteps = line.Kind == "steps";
        long start = Stopwatch.GetTimestamp();
        string report;
        if (isSteps)
        {
            var trainer = context.Control().Trainers.LagrangianFittedQ(terminalColumnName: null);
            trainer.Fit(View(context, Steps(rows)));
            report = trainer.LastReport!.ToString();
        }
        else
        {
            var trainer = context.Control().Trainers.LagrangianPolicy();
            trainer.Fit(View(context, Simulate(rows)));
            report = trainer.LastReport!.ToString();
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double features = rows * (double)Features * sizeof(float) / 1048576 * (isSteps ? 2 : 1);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{rows} {(isSteps ? "steps" : "decisions")} x {Features} features x {Actions} actions: {seconds:F1} s (bar 60); peak "
            + $"memory of "
            + $"the process {process.PeakWorkingSet64 / 1048576.0:F0} MiB, the features {features:F0} MiB (bar 1.5 of them)"));
        Console.WriteLine(report);
    }

    private static IDataView View<TRow>(MLContext context, IEnumerable<TRow> rows)
        where TRow : class
    {
        var schema = SchemaDefinition.Create(typeof(TRow));
        var vector = new VectorDataViewType(NumberDataViewType.Single, Features);
        schema[nameof(DecisionRow.Features)].ColumnType = vector;
        schema[nameof(DecisionRow.Action)].ColumnType = new KeyDataViewType(typeof(uint), Actions);
        if (typeof(TRow) == typeof(StepRow))
            schema[nameof(StepRow.NextFeatures)].ColumnType = vector;
        return context.Data.LoadFromEnumerable(rows, schema);
    }

    /// <summary>
    /// Steps of episodes of 50: the decisions' features drift towards 0 and are disturbed; what an action earns is as above, less 0.5.
    /// </summary>
    private static IEnumerable<StepRow> Steps(int rows)
    {
        var row = new StepRow { Features = new float[Features], NextFeatures = new float[Features] };
        int step = 0;
        foreach (var decision in Simulate(rows))
        {
            for (int j = 0; j < Features; j++)
            {
                row.Features[j] = step % 50 == 0 ? decision.Features[j] : row.NextFeatures[j];
                row.NextFeatures[j] = (0.5f * row.Features[j]) + decision.Features[j];
            }

            (row.Action, row.Reward, row.Episode, row.Step) = (decision.Action, decision.Reward - 0.5f, step / 50, step % 50);
            step++;
            yield return row;
        }
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
