using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;
using LagrangeMLNet.Tests.Data;
using LagrangeMLNet.Training;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Training;

/// <summary>The parts of a plan: candidates, leverages, and a sample that stands for all rows.</summary>
public class LeverageSampleTests
{
    private static readonly Workers OneWorker = new(1, 1, () => { });

    public static TheoryData<string> Names => ["logistic", "softmax", "gaussian", "poisson"];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_weighted_gradient_is_unbiased(string name)
    {
        var (rows, likelihood, observations) = Prepared(name, 400);
        var pass = new FisherPass(likelihood, 3, observations, OneWorker);
        var theta = Theta(pass.Parameters);
        var all = pass.Run(rows, theta, false);
        var importance = Enumerable.Range(0, 400).Select(row => 0.1f + (row % 17)).ToArray();
        var probabilities = new float[400];
        OptimalSubsampling.Probabilities(importance, 80, 0.2, probabilities);

        const int draws = 600;
        var mean = new double[pass.Parameters];
        var squares = new double[pass.Parameters];
        double weights = 0;
        for (int seed = 0; seed < draws; seed++)
        {
            var split = new SubsampleSplit(400, 0, seed);
            var sample = WeightedCopy.Of(rows, row => split.IsDrawn(row, probabilities[row]) ? 1 / probabilities[row] : 0, seed, () => { });
            var sums = pass.Run(sample, theta, false);
            weights += sums.Weight / draws;
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += sums.Gradient[i] / draws;
                squares[i] += sums.Gradient[i] * sums.Gradient[i] / draws;
            }
        }

        Assert.Equal(all.Weight, weights, all.Weight * 0.03);
        for (int i = 0; i < mean.Length; i++)
        {
            double error = Math.Sqrt((squares[i] - (mean[i] * mean[i])) / draws);
            Assert.True(Math.Abs(mean[i] - all.Gradient[i]) < 4.5 * error, $"{mean[i]} against {all.Gradient[i]} ± {error}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Leverages_are_the_trace_of_a_rows_part_in_the_metric(string name)
    {
        var (rows, likelihood, observations) = Prepared(name, 300);
        var pass = new FisherPass(likelihood, 3, observations, OneWorker);
        var theta = Theta(pass.Parameters);
        var prior = Prior.Create([1, 1, 1], likelihood.Outputs, 5);
        var all = pass.Run(rows, theta, true);
        var metric = FisherStep.Factor(all.Fisher!, 1, prior, 1);

        const int seeds = 60;
        var mean = new double[300];
        var leverages = new float[300];
        for (int seed = 0; seed < seeds; seed++)
        {
            new LeveragePass(likelihood, 3, observations, metric, seed, OneWorker).Run(rows, theta, leverages, null);
            for (int row = 0; row < 300; row++)
                mean[row] += leverages[row] / (double)seeds;
        }

        // Each row's own Fisher matrix, through the same metric.
        double sum = 0;
        for (int row = 0; row < 300; row += 20)
        {
            var own = pass.Run(WeightedCopy.Of(rows, r => r == row ? 1 : 0, 0, () => { }), theta, true).Fisher!;
            double trace = 0;
            for (int i = 0; i < pass.Parameters; i++)
            {
                var column = new double[pass.Parameters];
                metric.Solve(own.AsSpan(i * pass.Parameters, pass.Parameters), column);
                trace += column[i];
            }

            sum += trace;
            Assert.Equal(trace / (1 + trace), mean[row], (0.25 * trace) + 1e-4);
        }

        Assert.True(sum > 0);
    }

    [Fact]
    public void Pilot_and_held_out_rows_are_apart_and_of_about_the_size_asked_for()
    {
        var split = new SubsampleSplit(100_000, 3000, seed: 5);
        int pilot = Enumerable.Range(0, 100_000).Count(row => split.IsPilot(row)), heldOut = Enumerable.Range(0, 100_000).Count(row => split.IsHeldOut(row));
        Assert.InRange(pilot, 2700, 3300);
        Assert.InRange(heldOut, 4700, 5300);
        Assert.DoesNotContain(Enumerable.Range(0, 100_000), row => split.IsPilot(row) && split.IsHeldOut(row));
        Assert.InRange(Enumerable.Range(0, 1_000_000).Count(row => new SubsampleSplit(1_000_000, 3000, 5).IsHeldOut(row)), 9_500, 10_500);
    }

    [Fact]
    public void Parts_of_a_view_read_side_by_side_are_the_rows_read_in_one_go()
    {
        var sample = new DataSample(2, [.. Enumerable.Range(0, 3000).Select(i => new DataRow
        {
            Features = new VBuffer<float>(2, [i, i % 7 == 0 ? 1 : 0]),
            Label = i % 50 == 3 ? float.NaN : i,
        })]);
        var schema = sample.Schema(weighted: false) with { Share = 0.4, Seed = 9 };
        var whole = (RowSet)RowReader.Read(schema, null, long.MaxValue, 1, () => { }, out long skipped);
        var parts = PartReader.Read(
            schema, 3000, 3, work => Parallel.For(0, 3, work), long.MaxValue, 1, () => { }, out long skippedInParts)!;
        Assert.Equal(Rows(whole), Rows(parts));
        Assert.Equal(skipped, skippedInParts);
        Assert.InRange(whole.Rows, 1000, 1400);
        Assert.Null(PartReader.Read(schema, 3000, 3, work => Parallel.For(0, 3, work), 600, 1, () => { }, out _));

        static List<(long, float)> Rows(RowSet set) =>
            [.. set.Blocks.SelectMany(block => Enumerable.Range(0, block.Rows).Select(row => (block.FirstRow + row, block.Labels[row])))];
    }

    [Theory]
    [InlineData(0.1, null, 1.0)]
    [InlineData(0.1, 100_000L, 1.0)]
    [InlineData(0.1, 1_000_000L, 0.2)]
    [InlineData(0.01, 1_000_000L, 0.2)]
    [InlineData(0.3, 100_000_000L, 0.6)]
    [InlineData(0.8, 10_000_000L, 1.0)]
    [InlineData(1e-6, 10_000_000L, 1.0)]
    public void Candidates_are_all_rows_of_few_and_a_share_of_many(double fraction, long? rows, double share)
    {
        var settings = new TrainingSettings { Fraction = fraction, IsPlanned = true };
        Assert.Equal(share, CandidateShare.Of(settings, Likelihood.Logistic, 21, rows), 1e-12);
        Assert.Equal(1, CandidateShare.Of(settings, Likelihood.Logistic, null, rows));
        Assert.Equal(fraction, CandidateShare.Of(settings with { IsPlanned = false }, Likelihood.Logistic, 21, rows));
    }

    [Fact]
    public void A_held_out_loss_far_above_the_expected_one_is_told()
    {
        SubsampleFit Fit(double heldOutLoss)
        {
            var sums = new PassSums(0, false) { Rows = 10_000, Weight = 10_000, Loss = 5000, SquaredLoss = 3000 };
            var check = new PassSums(0, false) { Rows = 500, Weight = 500, Loss = 500 * heldOutLoss, SquaredLoss = 500 * ((heldOutLoss * heldOutLoss) + 0.05) };
            return new SubsampleFit(new FisherResult([], sums, 5, 1, 0), check, 1000, 300, 1, Scatter: 10, Selection: 2, IsAstray: false);
        }

        var settings = new TrainingSettings { Fraction = 0.1, IsPlanned = true };
        var (rows, likelihood, observations) = Prepared("logistic", 400);
        var path = new LearningPath(likelihood, observations, settings, new TrainingHooks(() => { }, _ => { }, _ => { }, null));
        var sound = Fit(0.51).ToReport(path, 10_500, 20_000);
        Assert.True(sound.IsConfirmed);
        Assert.Equal(0.501, sound.ExpectedLoss, 1e-9);
        // Half of the scatter for the rows that are missing from the candidates, and what the selection cost.
        Assert.Equal((5 * ((1 / 10_000.0) - (1 / 20_000.0))) + 2e-4, sound.ExpectedExcess, 1e-9);

        var remarks = new List<string>();
        var data = new TrainingData(rows, rows.Layout, Coordinates.Measure(rows, observations, SparseScale.Own, OneWorker), null, observations);
        var fit = Fit(0.56);
        var report = new SelectionDecision(settings, 1, remarks).Report(fit, fit.Result, path, data);
        Assert.False(report!.IsConfirmed);
        Assert.Contains(remarks, remark => remark.Contains("500 held-out rows is 0.56 ± 0.01, above the expected 0.501"));
    }

    private static double[] Theta(int parameters) => [.. Enumerable.Range(0, parameters).Select(i => 0.3 * Math.Sin(i + 1))];

    private static (RowSet Rows, Likelihood Likelihood, Observations Observations) Prepared(string name, int count)
    {
        var random = new Random(3);
        var likelihood = name switch
        {
            "logistic" => Likelihood.Logistic,
            "softmax" => Likelihood.Softmax(3),
            "gaussian" => Likelihood.Gaussian,
            _ => Likelihood.Poisson,
        };
        var sample = new DataSample(3, [.. Enumerable.Range(0, count).Select(i => new DataRow
        {
            // The last slot is sparse.
            Features = new VBuffer<float>(3, [(float)Synthetic.Gauss(random), (float)Synthetic.Gauss(random), random.Next(4) == 0 ? 1 : 0]),
            Label = name == "gaussian" ? (float)Synthetic.Gauss(random) : random.Next(name == "logistic" ? 2 : 3),
            Weight = 0.5f + random.NextSingle(),
            Offset = name == "poisson" ? random.NextSingle() : 0,
        })]);
        var rows = (RowSet)RowReader.Read(sample.Schema(offset: name == "poisson"), null, long.MaxValue, 3, () => { }, out _);
        return (rows, likelihood, Observations.Measure(rows, likelihood, balanceClasses: false));
    }
}
