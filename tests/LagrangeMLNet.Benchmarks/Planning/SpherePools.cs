using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Design;
using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.Planning;

/// <summary>Rows of length 1 dense on the sphere: tr(M⁻¹) against the bound d²/n, which only M = (n/d)·I reaches.</summary>
internal static class SpherePools
{
    private const double Goal = 1.02;
    private const int PoolRows = 10_000;

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var context = new MLContext(seed: Split.Seed);
        var table = new List<IReadOnlyList<string>>();
        foreach (var slots in line.IsQuick ? (int[])[2, 10] : [2, 3, 5, 10, 20, 35, 50])
        {
            ConsoleWriter.Status($"design: sphere, d = {slots}");
            var count = 10 * slots;
            var rows = RowsView.Gaussian(91, PoolRows, slots);
            foreach (var row in rows)
                RowsView.Normalise(row);
            var view = RowsView.Of(context, rows);
            var limit = (double)slots * slots / count;
            double Ratio(DesignAlgorithm algorithm, out PlannedRowsReport planned)
            {
                planned = context.Data.SelectPlannedRows(view, new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = count, Algorithm = algorithm }).Report;
                return RowsView.TraceOfInverse(rows, planned.RowIndices.Select(row => (int)row)) / limit;
            }

            var ratio = Ratio(DesignAlgorithm.Automatic, out var planned);
            var random = RowsView.TraceOfInverse(rows, Enumerable.Range(0, count)) / limit;
            table.Add(
            [
                Text.Count(slots), Text.Count(count), Text.Write($"{ratio:0.0000}"), Text.Write($"{planned.Efficiency:0.0000}"), planned.Algorithm.ToString(),
                Text.Write($"{Ratio(DesignAlgorithm.Greedy, out _):0.0000}"),
                Text.Write($"{Ratio(DesignAlgorithm.Approximate, out _):0.0000}"),
                Text.Write($"{random:0.0000}"),
            ]);
            report.Bars.Add(new Bar("planned rows: sphere", $"d = {slots}, n = {count}", "tr(M⁻¹) / (d²/n)", ratio, Goal, BarUnit.Ratio));
        }

        report.Tables.Add(new ReportTable(
            "Planned rows on the sphere",
            $"{Text.Count(PoolRows)} rows uniform on the sphere (seed 91), n = 10 d chosen: tr(M⁻¹) over its least value d²/n.",
            ["d", "n", "Automatic", "certified efficiency", "algorithm", "Greedy", "Approximate", "first n rows"],
            table));
        ConsoleWriter.Write(report.Tables[^1]);
    }
}
