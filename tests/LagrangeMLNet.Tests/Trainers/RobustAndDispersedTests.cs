using LagrangeMLNet.Numerics;
using LagrangeMLNet.Tests.Likelihoods;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.Tests.Trainers;

/// <summary>
/// Negative binomial and Huber regression against fits made independently here, in double precision, and against what they are for.
/// </summary>
public class RobustAndDispersedTests
{
    private const int Count = 3000;

    private readonly MLContext _context = new(seed: 0);

    [Theory]
    [InlineData(null)]
    [InlineData(0.6)]
    public void Negative_binomial_is_the_maximum_likelihood(double? given)
    {
        var rows = Rows((random, z) => Counts.NegativeBinomial(random, Math.Exp(z), 0.5));
        var trainer = _context.Regression.Trainers.LagrangianNegativeBinomial(
            new LagrangianNegativeBinomialRegressionTrainer.Options { LabelColumnName = "Amount", L2Regularization = 0, Tolerance = 1e-4, Dispersion = given });
        var model = trainer.Fit(SampleRow.Prepare(_context, _context.Data.LoadFromEnumerable(rows))).Model;
        double dispersion = trainer.LastReport!.LikelihoodParameter;
        double found = Loss([.. model.Weights, model.Bias], dispersion);

        // Fisher scoring from 0, and the dispersion by golden section on the whole likelihood.
        double best = given ?? Golden(value => Loss(Scoring(rows, value), value), 0.1, 2);
        double[] expected = Scoring(rows, best);
        Assert.Equal(best, dispersion, given is null ? 1e-3 : 1e-12);
        Assert.Equal(Loss(expected, best), found, 1e-6);

        double Loss(IReadOnlyList<double> theta, double a) => rows.Sum(row =>
        {
            double z = Score(row, theta), y = row.Amount, sum = 0;
            for (int j = 0; j < y; j++)
                sum += Math.Log(1 + (a * j));
            return ((y + (1 / a)) * Math.Log(1 + (a * Math.Exp(z)))) - (y * z) - sum;
        }) / rows.Count;
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.02)]
    public void Huber_with_a_given_delta_is_the_least_sum_of_its_losses(double delta)
    {
        var rows = Rows(Contaminated);
        var trainer = _context.Regression.Trainers.LagrangianHuber(
            new LagrangianHuberRegressionTrainer.Options { LabelColumnName = "Amount", L2Regularization = 0, Tolerance = 1e-4, Delta = delta });
        var model = trainer.Fit(SampleRow.Prepare(_context, _context.Data.LoadFromEnumerable(rows))).Model;
        double found = Loss([.. model.Weights, model.Bias]), expected = Loss(Reweighted(rows, delta));
        Assert.Equal(delta, trainer.LastReport!.LikelihoodParameter, delta * 1e-6);
        Assert.Equal(expected, found, 1e-6 * Math.Max(1, expected));

        double Loss(IReadOnlyList<double> theta) => rows.Sum(row =>
        {
            double r = Score(row, theta) - row.Amount, slope = Math.Clamp(r, -delta, delta);
            return slope * (r - (slope / 2));
        }) / rows.Count;
    }

    [Fact]
    public void Huber_ignores_outliers_that_move_least_squares()
    {
        var rows = Rows(Contaminated);
        var view = SampleRow.Prepare(_context, _context.Data.LoadFromEnumerable(rows));
        var trainer = _context.Regression.Trainers.LagrangianHuber("Amount");
        var robust = trainer.Fit(view).Model;
        var squares = _context.Regression.Trainers.Lagrangian("Amount").Fit(view).Model;
        double[] truth = [0.3, -0.02, 1];
        double Error(IReadOnlyList<float> weights) => Math.Sqrt(Enumerable.Range(0, 3).Sum(slot => Math.Pow((weights[slot] - truth[slot]) * Scale[slot], 2)));
        Assert.True(Error(robust.Weights) < 0.03, $"{Error(robust.Weights)}");
        Assert.True(Error(squares.Weights) > 3 * Error(robust.Weights), $"{Error(squares.Weights)} against {Error(robust.Weights)}");
        Assert.InRange(trainer.LastReport!.LikelihoodParameter, 0.2 * 1.345, 0.2 * 1.345 * 1.3);
    }

    [Fact]
    public void Huber_is_the_same_in_every_unit_and_whatever_the_number_of_threads()
    {
        var rows = Rows(Contaminated);
        var first = Fit(1, 1);
        Assert.Equal(first, Fit(1, 4));
        var large = Fit(1024, 1);
        for (int i = 0; i < first.Length; i++)
            Assert.Equal(first[i], large[i] / 1024, 1e-5 * (0.1 + Math.Abs(first[i])));

        float[] Fit(float unit, int threads)
        {
            var scaled = rows.Select(row => new SampleRow { A = row.A, B = row.B, C = row.C, Amount = unit * row.Amount }).ToList();
            var model = _context.Regression.Trainers.LagrangianHuber(new LagrangianHuberRegressionTrainer.Options { LabelColumnName = "Amount", NumberOfThreads = threads })
                .Fit(SampleRow.Prepare(_context, _context.Data.LoadFromEnumerable(scaled))).Model;
            return [.. model.Weights, model.Bias];
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(2e4)]
    public void A_dispersion_out_of_range_is_named(double value) => Assert.Contains("Dispersion", Assert.Throws<ArgumentOutOfRangeException>(() =>
        _context.Regression.Trainers.LagrangianNegativeBinomial(new LagrangianNegativeBinomialRegressionTrainer.Options { Dispersion = value })).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_delta_out_of_range_is_named(double value) => Assert.Contains("Delta", Assert.Throws<ArgumentOutOfRangeException>(() =>
        _context.Regression.Trainers.LagrangianHuber(new LagrangianHuberRegressionTrainer.Options { Delta = value })).Message);

    private static readonly double[] Scale = [1, 10, 0.1];

    private static double Contaminated(Random random, double z) => random.NextDouble() < 0.08 ? 50 * random.NextDouble() : z + (0.2 * Normal(random));

    private static List<SampleRow> Rows(Func<Random, double, double> label)
    {
        var random = new Random(17);
        var rows = SampleRow.Make(Count, 9).ToList();
        foreach (var row in rows)
            row.Amount = (float)label(random, (0.3 * row.A) - (0.02 * row.B) + row.C + 0.5);
        return rows;
    }

    private static double Score(SampleRow row, IReadOnlyList<double> theta) => (theta[0] * row.A) + (theta[1] * row.B) + (theta[2] * row.C) + theta[3];

    private static double[] Scoring(List<SampleRow> rows, double a)
    {
        double[] theta = new double[4];
        for (int i = 0; i < 8; i++)
            Step(rows, theta, row =>
            {
                double rate = Math.Exp(Score(row, theta));
                return ((row.Amount - rate) / (1 + (a * rate)), rate / (1 + (a * rate)));
            });
        return theta;
    }

    private static double[] Reweighted(List<SampleRow> rows, double delta)
    {
        double[] theta = new double[4];
        for (int i = 0; i < 400; i++)
            Step(rows, theta, row =>
            {
                double r = row.Amount - Score(row, theta), weight = Math.Min(1, delta / Math.Max(Math.Abs(r), 1e-300));
                return (weight * r, weight);
            });
        return theta;
    }

    private static void Step(List<SampleRow> rows, double[] theta, Func<SampleRow, (double Slope, double Curvature)> at)
    {
        double[] matrix = new double[16], step = new double[4];
        foreach (var row in rows)
        {
            var (slope, curvature) = at(row);
            double[] x = [row.A, row.B, row.C, 1];
            for (int i = 0; i < 4; i++)
            {
                step[i] += slope * x[i];
                for (int j = 0; j < 4; j++)
                    matrix[(4 * i) + j] += curvature * x[i] * x[j];
            }
        }

        Assert.True(Cholesky.TryFactor(matrix, 4));
        Cholesky.Solve(matrix, 4, step);
        for (int i = 0; i < 4; i++)
            theta[i] += step[i];
    }

    private static double Golden(Func<double, double> f, double low, double high)
    {
        double ratio = (Math.Sqrt(5) - 1) / 2;
        for (int i = 0; i < 25; i++)
        {
            double left = high - (ratio * (high - low)), right = low + (ratio * (high - low));
            (low, high) = f(left) < f(right) ? (low, right) : (left, high);
        }

        return (low + high) / 2;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
