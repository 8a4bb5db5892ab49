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
    private const double Goal = 0.25;
    private const int Slots = 10;
    private const int PoolRows = 1_000;

    /// <summary>Labels given in all.</summary>
    private const int Most = 320;

    private const int Step = 20;
    private const int Resamples = 2_000;

    /// <summary>The threshold is the expected error after this many random labels.</summary>
    private const int Reference = 200;

    private const double Noise = 0.1;

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var repetitions = line.IsQuick ? 20 : 200;
        var table = new List<IReadOnlyList<string>>();
        foreach (var (name, smallest) in ((string, double)[])[("isotropic", 1), ("correlated, eigenvalues 1 … 0.1", 0.1), ("strongly correlated, eigenvalues 1 … 0.001", 0.001)])
        {
            ConsoleWriter.Status($"design: labels to reach an error, {name}");
            var curves = new (double[] Planned, double[] Random)[repetitions];
            for (var r = 0; r < repetitions; r++)
                curves[r] = Measure(r, smallest);
            var (planned, random) = Needed(curves);
            var (low, high) = Interval(curves);
            table.Add(
            [
                name, Text.Count(planned), Text.Count(random),
                Text.Write($"{(double)planned / random:0.000}"), Text.Write($"{low:0.000} … {high:0.000}"),
            ]);
            if (smallest < 0.01)
                report.Bars.Add(new Bar(
                    "planned rows: labels needed", name, "planned / random, upper end of the 95 % interval", high, Goal, BarUnit.Ratio));
        }

        report.Tables.Add(new ReportTable(
            "Labels needed to reach an error",
            $"Linear regression, d = {Slots}, pools of {Text.Count(PoolRows)} rows of length 1 (directions Gaussian with the eigenvalues given, in a random basis), "
            + $"noise {Noise}: labels after which the mean of ‖ŵ − w‖² over {repetitions} repetitions (pool, weights and noise anew; seed = repetition) falls to what "
            + $"{Reference} random labels leave by σ² tr((Σ x xᵀ · {Reference}/N)⁻¹). 95 % interval of the ratio: bootstrap over repetitions, {Resamples} resamples (seed 94). "
            + $"Planned in steps of {Step} rows, each step knowing what is labelled.",
            ["pool", "planned", "random", "planned / random", "95 % interval"],
            table));
        ConsoleWriter.Write(report.Tables[^1]);
    }

    /// <summary>Squared error over the threshold after each label.</summary>
    private static (double[] Planned, double[] Random) Measure(int repetition, double smallest)
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
        return (Errors(Planned(rows), rows, labels, weights, threshold), Errors(Enumerable.Range(0, Most), rows, labels, weights, threshold));
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
                Count = Step,
                // The labels are linear in the features, and it is their weights that the error is of.
                Criterion = DesignCriterion.A,
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

    private static double[] Errors(IEnumerable<int> order, float[][] rows, double[] labels, double[] weights, double threshold)
    {
        var matrix = new double[Slots * Slots];
        var right = new double[Slots];
        var errors = new List<double>();
        foreach (var row in order)
        {
            for (var i = 0; i < Slots; i++)
            {
                right[i] += labels[row] * rows[row][i];
                for (var j = 0; j < Slots; j++)
                    matrix[(i * Slots) + j] += (double)rows[row][i] * rows[row][j];
            }

            var factor = (double[])matrix.Clone();
            var estimate = new double[Slots];
            // Until the rows determine the weights, they are taken to be 0.
            if (Numerics.Cholesky.TryFactor(factor, Slots))
            {
                right.CopyTo(estimate, 0);
                Numerics.Cholesky.Solve(factor, Slots, estimate);
            }

            errors.Add(estimate.Zip(weights, (e, w) => (e - w) * (e - w)).Sum() / threshold);
        }

        return [.. errors];
    }

    /// <summary>Labels after which the mean error is at the threshold.</summary>
    private static (int Planned, int Random) Needed((double[] Planned, double[] Random)[] curves)
    {
        return (First(curve => curve.Planned), First(curve => curve.Random));

        int First(Func<(double[] Planned, double[] Random), double[]> side)
        {
            var n = 0;
            while (n < Most && curves.Average(curve => side(curve)[n]) > 1)
                n++;
            return Math.Min(n + 1, Most);
        }
    }

    private static (double Low, double High) Interval((double[] Planned, double[] Random)[] curves)
    {
        var random = new RowRandom(94, 0);
        var ratios = new double[Resamples];
        for (var b = 0; b < Resamples; b++)
        {
            var resample = new (double[], double[])[curves.Length];
            for (var r = 0; r < resample.Length; r++)
                resample[r] = curves[(int)(random.NextUniform() * curves.Length)];
            var (planned, plain) = Needed(resample);
            ratios[b] = (double)planned / plain;
        }

        Array.Sort(ratios);
        return (ratios[(int)(0.025 * Resamples)], ratios[(int)(0.975 * Resamples)]);
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
}
