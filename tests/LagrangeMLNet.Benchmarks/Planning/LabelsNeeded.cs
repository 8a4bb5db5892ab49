using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Design;
using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.Planning;

/// <summary>
/// The paper's experiment: linear regression on rows of length 1, labelled until the squared error of the weights falls to a threshold; rows
/// in planned order against rows in random order.
/// </summary>
internal static class LabelsNeeded
{
    private const double Goal = 0.5;
    private const int Slots = 10;
    private const int PoolRows = 2_000;
    private const int Most = 600;

    /// <summary>The threshold is the expected error after this many random labels.</summary>
    private const int Reference = 200;

    private const double Noise = 0.1;

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var repetitions = line.IsQuick ? 20 : 200;
        var table = new List<IReadOnlyList<string>>();
        foreach (var (name, smallest) in (( string, double)[])[("isotropic", 1), ("correlated, eigenvalues 1 … 0.1", 0.1), ("strongly correlated, eigenvalues 1 … 0.001", 0.001)])
        {
            ConsoleWriter.Status($"design: labels to reach an error, {name}");
            var pairs = new (double Planned, double Random)[repetitions];
            for (var r = 0; r < repetitions; r++)
                pairs[r] = Measure(r, smallest);
            var (ratio, low, high) = Ratio(pairs);
            table.Add(
            [
                name, Text.Ratio(pairs.Average(p => p.Planned)), Text.Ratio(pairs.Average(p => p.Random)),
                Text.Write($"{ratio:0.000}"), Text.Write($"{low:0.000} … {high:0.000}"),
            ]);
            if (smallest < 0.01)
                report.Bars.Add(new Bar(
                    "planned rows: labels needed", name, "planned / random, upper end of the 95 % interval", high, Goal, BarUnit.Ratio));
        }

        report.Tables.Add(new ReportTable(
            "Labels needed to reach an error",
            $"Linear regression, d = {Slots}, pools of {Text.Count(PoolRows)} rows of length 1 (directions Gaussian with the eigenvalues given, in a random basis), "
            + $"noise {Noise}; labels until ‖ŵ − w‖² first falls to what {Reference} random labels are expected to leave, σ² tr((Σ x xᵀ · {Reference}/N)⁻¹). "
            + $"Means over {repetitions} repetitions (pool, weights and noise anew; seed = repetition), 95 % interval of the ratio of means (pairs, delta method). "
            + $"Planned in steps of {Slots} rows, each knowing what is labelled.",
            ["pool", "planned", "random", "planned / random", "95 % interval"],
            table));
        ConsoleWriter.Write(report.Tables[^1]);
    }

    private static (double Planned, double Random) Measure(int repetition, double smallest)
    {
        var rows = Pool((ulong)(1_000 + repetition), smallest);
        var random = new RowRandom(92, repetition);
        var weights = new double[Slots];
        for (var j = 0; j < Slots; j++)
            weights[j] = random.NextGaussian();
        var labels = new double[rows.Length];
        for (var r = 0; r < rows.Length; r++)
        {
            labels[r] = Noise * random.NextGaussian();
            for (var j = 0; j < Slots; j++)
                labels[r] += weights[j] * rows[r][j];
        }

        var threshold = Noise * Noise * RowsView.TraceOfInverse(rows, Enumerable.Range(0, rows.Length)) * rows.Length / Reference;
        // Rows are independent, so that their own order is a random one.
        return (Needed(Planned(rows), rows, labels, weights, threshold), Needed(Enumerable.Range(0, Most), rows, labels, weights, threshold));
    }

    /// <summary>Rows in planned order, planned step by step as they are asked for.</summary>
    private static IEnumerable<int> Planned(float[][] rows)
    {
        var context = new MLContext(seed: Split.Seed);
        var left = Enumerable.Range(0, rows.Length).ToList();
        var labelled = new List<int>();
        while (labelled.Count < Most)
        {
            var options = new PlannedRowsOptions
            {
                Count = Slots,
                Labeled = labelled.Count == 0 ? null : RowsView.Of(context, [.. labelled.Select(row => rows[row])]),
            };
            var planned = context.Data.SelectPlannedRows(RowsView.Of(context, [.. left.Select(row => rows[row])]), options).Report;
            int[] chosen = [.. planned.RowIndices.Select(row => left[(int)row])];
            foreach (var row in chosen)
                yield return row;
            labelled.AddRange(chosen);
            left.RemoveAll(row => chosen.Contains(row));
        }
    }

    private static int Needed(IEnumerable<int> order, float[][] rows, double[] labels, double[] weights, double threshold)
    {
        var matrix = new double[Slots * Slots];
        var right = new double[Slots];
        var labelled = 0;
        foreach (var row in order)
        {
            labelled++;
            for (var i = 0; i < Slots; i++)
            {
                right[i] += labels[row] * rows[row][i];
                for (var j = 0; j < Slots; j++)
                    matrix[(i * Slots) + j] += (double)rows[row][i] * rows[row][j];
            }

            var factor = (double[])matrix.Clone();
            if (!Mechanics.Cholesky.TryFactor(factor, Slots))
                continue;
            var estimate = (double[])right.Clone();
            Mechanics.Cholesky.Solve(factor, Slots, estimate);
            if (estimate.Zip(weights, (e, w) => (e - w) * (e - w)).Sum() <= threshold)
                return labelled;
        }

        return labelled;
    }

    private static float[][] Pool(ulong seed, double smallest)
    {
        var basis = Orthonormal(seed);
        var rows = RowsView.Gaussian(seed, PoolRows, Slots);
        foreach (var row in rows)
        {
            var mixed = new double[Slots];
            for (var k = 0; k < Slots; k++)
            {
                var length = row[k] * Math.Pow(smallest, 0.5 * k / (Slots - 1));
                for (var j = 0; j < Slots; j++)
                    mixed[j] += length * basis[k][j];
            }

            for (var j = 0; j < Slots; j++)
                row[j] = (float)mixed[j];
            RowsView.Normalise(row);
        }

        return rows;
    }

    /// <summary>A random basis, by Gram and Schmidt.</summary>
    private static double[][] Orthonormal(ulong seed)
    {
        var basis = RowsView.Gaussian(~seed, Slots, Slots).Select(row => row.Select(x => (double)x).ToArray()).ToArray();
        for (var k = 0; k < Slots; k++)
        {
            for (var other = 0; other < k; other++)
            {
                var product = basis[k].Zip(basis[other], (x, y) => x * y).Sum();
                for (var j = 0; j < Slots; j++)
                    basis[k][j] -= product * basis[other][j];
            }

            var length = Math.Sqrt(basis[k].Sum(x => x * x));
            for (var j = 0; j < Slots; j++)
                basis[k][j] /= length;
        }

        return basis;
    }

    /// <summary>Ratio of means of pairs, with its 95 % interval by the delta method.</summary>
    private static (double Ratio, double Low, double High) Ratio((double Planned, double Random)[] pairs)
    {
        double planned = pairs.Average(p => p.Planned), random = pairs.Average(p => p.Random), ratio = planned / random;
        var variance = pairs.Sum(p => Math.Pow(p.Planned - (ratio * p.Random), 2)) / (pairs.Length - 1) / pairs.Length;
        var half = 1.96 * Math.Sqrt(variance) / random;
        return (ratio, ratio - half, ratio + half);
    }
}
