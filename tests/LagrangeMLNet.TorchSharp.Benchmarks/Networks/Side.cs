using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using Microsoft.ML;

namespace LagrangeMLNet.TorchBenchmarks.Networks;

/// <summary>One side of the comparison on a set: its runs, one for each seed.</summary>
/// <param name="Name">Name in the table.</param>
/// <param name="Fit">Fits with a seed; the model, and what the table should remark.</param>
internal sealed record Side(string Name, Func<int, (ITransformer Model, string Remark)> Fit)
{
    private readonly List<(double Seconds, HeldOutMetrics Metrics)> _runs = [];

    public int Runs => _runs.Count;

    public string Remark { get; private set; } = "";

    public double TotalSeconds => _runs.Sum(run => run.Seconds);

    /// <summary>Median wall-clock seconds of a fit.</summary>
    public double Seconds => Runs == 0 ? double.NaN : FitClock.Median([.. _runs.Select(run => run.Seconds)]);

    /// <summary>Fits once more and measures the model on the test rows.</summary>
    public void Run(DataSet set, int seed)
    {
        (ITransformer? Model, string? Remark) fitted = default;
        double seconds = FitClock.Time(() => fitted = Fit(seed));
        _runs.Add((seconds, ScoredRows.Measure(set.Task, fitted.Model!.Transform(set.Test))));
        Remark = fitted.Remark ?? "";
    }

    /// <summary>Median of a metric.</summary>
    public double Median(string metric) =>
        Runs == 0 ? double.NaN : FitClock.Median([.. _runs.Select(run => run.Metrics.Values.First(value => value.Name == metric).Value)]);

    public IEnumerable<string> Metrics => _runs.Count == 0 ? [] : _runs[0].Metrics.Values.Select(value => value.Name);
}
