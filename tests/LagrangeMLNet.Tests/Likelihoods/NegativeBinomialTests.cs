using CsCheck;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;
using Xunit;

namespace LagrangeMLNet.Tests.Likelihoods;

/// <summary>The negative binomial against its definition, and its dispersion against sums over all that can be counted.</summary>
public class NegativeBinomialTests
{
    private static readonly Gen<double> Dispersion = Gen.Double[-4, 1.5].Select(Math.Exp);

    [Fact]
    public void The_gradient_is_the_slope_of_the_loss() => Gen.Select(Gen.Float[-4, 4], Gen.Int[0, 30], Dispersion).Check(200, c =>
    {
        const float step = 1f / 64;
        var likelihood = Likelihood.NegativeBinomial(c.Item3);
        var (loss, gradient, _) = Single.Evaluate(likelihood, c.Item1, c.Item2);
        double above = Single.Evaluate(likelihood, c.Item1 + step, c.Item2).Loss, below = Single.Evaluate(likelihood, c.Item1 - step, c.Item2).Loss;
        Assert.Equal((above - below) / (2 * step), gradient, 1e-3 * (1 + loss + Math.Abs(gradient)));
    });

    [Fact]
    public void The_Fisher_weight_is_the_expected_Hessian_and_squared_gradient() => Gen.Select(Gen.Float[-3, 2], Dispersion).Check(60, c =>
    {
        var (z, dispersion) = c;
        var likelihood = Likelihood.NegativeBinomial(dispersion);
        double rate = Math.Exp(z), probability = Math.Pow(1 + (dispersion * rate), -1 / dispersion), total = 0, squares = 0, hessian = 0;
        for (int y = 0; total < 1 - 1e-10 && y < 20_000; y++)
        {
            double gradient = (rate - y) / (1 + (dispersion * rate));
            total += probability;
            squares += probability * Math.Pow(Single.Evaluate(likelihood, z, y).Gradient, 2);
            hessian += probability * rate * (1 + (dispersion * y)) / Math.Pow(1 + (dispersion * rate), 2);
            Assert.Equal(gradient, Single.Evaluate(likelihood, z, y).Gradient, 1e-5 * (1 + Math.Abs(gradient)));
            probability *= (y + (1 / dispersion)) / (y + 1) * dispersion * rate / (1 + (dispersion * rate));
        }

        double fisher = Single.Evaluate(likelihood, z, 0).Curvature;
        Assert.Equal(fisher, squares, 2e-3 * (1 + fisher));
        Assert.Equal(fisher, hessian, 2e-3 * (1 + fisher));
    });

    [Fact]
    public void Without_dispersion_it_is_a_Poisson() => Gen.Select(Gen.Float[-4, 4], Gen.Int[0, 30]).Check(200, c =>
    {
        var found = Single.Evaluate(Likelihood.NegativeBinomial(0), c.Item1, c.Item2);
        var expected = Single.Evaluate(Likelihood.Poisson, c.Item1, c.Item2);
        Assert.Equal(expected.Loss, found.Loss, 1e-4 * (1 + expected.Loss));
        Assert.Equal(expected.Gradient, found.Gradient, 1e-4 * (1 + Math.Abs(expected.Gradient)));
        Assert.Equal(expected.Curvature, found.Curvature, 1e-4 * expected.Curvature);
    });

    [Fact]
    public void The_estimated_dispersion_has_the_largest_likelihood()
    {
        foreach (double dispersion in new[] { 0.02, 0.3, 2 })
            foreach (double unit in new[] { 1.0, 0.5 })
            {
                // Half counts of little dispersion vary less than a Poisson's.
                if (unit != 1 && dispersion < 0.1)
                    continue;
                var random = new Random(5);
                float[] scores = [.. Enumerable.Range(0, 3000).Select(_ => (3 * random.NextSingle()) - 0.5f)];
                float[] labels = [.. scores.Select(z => (float)(unit * Counts.NegativeBinomial(random, Math.Exp(z) / unit, dispersion)))];
                float[] weights = [.. scores.Select((_, i) => 0.5f + (i % 3))];
                var rows = new ScoredRows(scores, labels, weights, 0);
                double found = Likelihood.NegativeBinomial(null).Begin(new LabelSummary(2, 2, 1)).Estimate(rows).Parameter(1);
                double at = LogLikelihood(rows, found);
                Assert.True(at >= LogLikelihood(rows, found * 1.001) && at >= LogLikelihood(rows, found / 1.001), $"{found}");
                if (unit == 1)
                    Assert.InRange(found, dispersion / 1.5, dispersion * 1.5);
            }
    }

    [Fact]
    public void Counts_of_even_spread_are_a_Poissons()
    {
        float[] scores = new float[400], labels = [.. Enumerable.Range(0, 400).Select(i => (float)(i % 3))], weights = new float[400];
        Array.Fill(weights, 1);
        var found = Likelihood.NegativeBinomial(null).Begin(new LabelSummary(1, 0.8, 1)).Estimate(new ScoredRows(scores, labels, weights, 0));
        Assert.InRange(found.Parameter(1), 0, 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.3)]
    [InlineData(7.5)]
    [InlineData(40)]
    public void The_digamma_function_is_the_slope_of_the_factorial(double x)
    {
        Assert.Equal(1 / x, SpecialFunctions.Digamma(x + 1) - SpecialFunctions.Digamma(x), 1e-12);
        Assert.Equal(-0.5772156649015329, SpecialFunctions.Digamma(1), 1e-12);
    }

    /// <summary>Σ w ln p(y) without what does not depend on α; Γ by its recurrence and Stirling's series.</summary>
    private static double LogLikelihood(ScoredRows rows, double dispersion)
    {
        double sum = 0, r = 1 / dispersion;
        for (int i = 0; i < rows.Scores.Length; i++)
        {
            double y = rows.Labels[i], rate = Math.Exp(rows.Scores[i]);
            sum += rows.Weights[i] * (LogGamma(y + r) - LogGamma(r) + (y * Math.Log(rate)) - ((y + r) * Math.Log(1 + (dispersion * rate))) + (y * Math.Log(dispersion)));
        }

        return sum;
    }

    private static double LogGamma(double x)
    {
        double shift = 0;
        for (; x < 12; x++)
            shift -= Math.Log(x);
        double inverse = 1 / x / x;
        return shift + ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + ((1 / 12.0) - (inverse * ((1 / 360.0) - (inverse / 1260)))) / x;
    }
}
