using CsCheck;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Losses;
using Xunit;

namespace LagrangeMLNet.TreesTests.Losses;

/// <summary>Gradients are the slopes of losses, and constants their lowest points.</summary>
public class TreeLossTests
{
    private const float Step = 1f / 64;

    public static TheoryData<string> Names => ["squared", "logistic", "poisson", "huber", "quantile", "location and scale"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_slopes(string name) => Gen.Select(Gen.Float[-2, 2], Gen.Float[-2, 2], Gen.Float[-3, 3]).Sample((a, b, y) =>
    {
        TreeLoss loss = Of(name);
        float label = name == "logistic" ? (y > 0 ? 1 : 0) : name == "poisson" ? Math.Abs(y) : y;
        float[] scores = loss.Outputs == 1 ? [a] : [a, b];
        // A kink has no slope.
        if (name == "quantile" && Math.Abs(a - label) < 2 * Step)
            return;
        for (int k = 0; k < scores.Length; k++)
        {
            float[] below = [.. scores], above = [.. scores];
            (below[k], above[k]) = (scores[k] - Step, scores[k] + Step);
            double slope = (Loss(loss, above, label) - Loss(loss, below, label)) / (2 * Step);
            Assert.Equal(slope, Gradient(loss, scores, label)[k], 0.02 * (1 + Math.Abs(slope)));
        }
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void No_score_is_better_than_the_constant(string name) => Gen.Select(Gen.Float[-3, 3].Array[3, 30], Gen.Float[0.05f, 1])
        .Sample((numbers, away) =>
        {
            TreeLoss loss = Of(name);
            float[] labels = [.. numbers.Select(y => name == "logistic" ? (y > 0 ? 1 : 0) : name == "poisson" ? Math.Abs(y) : y)];
            // Half an event is added to those of a class.
            if (name == "logistic")
                return;
            var constant = new double[loss.Outputs];
            loss.Constant(labels, null, [.. Enumerable.Range(0, labels.Length)], constant);
            double best = Mean(constant);

            for (int k = 0; k < constant.Length; k++)
                foreach (double step in (double[])[-away, away])
                    Assert.True(Mean([.. constant.Select((score, i) => i == k ? score + step : score)]) >= best - 1e-5);

            double Mean(double[] scores) => labels.Average(label => Loss(loss, [.. scores.Select(score => (float)score)], label));
        });

    [Fact]
    public void A_leafs_step_of_the_scale_is_nearly_its_maximum_likelihood() => Gen.Double[0.2, 5].Sample(ratio =>
    {
        TreeLoss loss = Of("location and scale");
        float[] losses = [0], gradient = [0, 0], fisher = [0, 0];
        loss.Evaluate([0, 0], [(float)Math.Sqrt(ratio)], losses, gradient, fisher);

        Assert.Equal(0.5 * Math.Log(ratio), -gradient[1] / fisher[1], 0.14);
    });

    [Fact]
    public void Hubers_residual_follows_the_bulk_of_the_residuals_not_the_outliers()
    {
        var random = new Random(1);
        float[] residuals =
            [.. Enumerable.Range(0, 4000).Select(i => i % 20 == 0 ? 1000 : (float)(random.NextDouble() - random.NextDouble()))];
        var rows = new ScoredRows(new float[4000], residuals, [.. residuals.Select(_ => 1f)], 0);

        TreeLoss estimated = TreeLoss.Huber(null).Estimate(rows);

        // Of two uniform numbers' difference, σ = √(1/6): δ = 1.345 σ = 0.549, and a little more by the outliers.
        Assert.InRange(Gradient(estimated, [0], -1000)[0], 0.5, 0.75);
        Assert.Same(estimated, estimated.Estimate(rows));
    }

    [Fact]
    public void A_weight_counts_as_so_many_rows() => Gen.Select(Gen.Select(Gen.Float[-9, 9], Gen.Int[1, 4]).Array[1, 12], Gen.Double[0, 1])
        .Sample((rows, share) =>
        {
            float[] repeated = [.. rows.SelectMany(row => Enumerable.Repeat(row.Item1, row.Item2))];
            Assert.Equal(
                WeightedQuantile.Of(repeated, null, share),
                WeightedQuantile.Of([.. rows.Select(row => row.Item1)], [.. rows.Select(row => (float)row.Item2)], share));
        });

    /// <summary>A loss; those with a spread have one of 1, so that a gradient is the slope of the code length.</summary>
    private static TreeLoss Of(string name) => name switch
    {
        "squared" => TreeLoss.Squared,
        "logistic" => TreeLoss.Logistic,
        "poisson" => TreeLoss.Poisson,
        "huber" => TreeLoss.Huber(null),
        "quantile" => TreeLoss.Quantile(0.3),
        _ => TreeLoss.LocationScale,
    };

    private static double Loss(TreeLoss loss, float[] scores, float label)
    {
        var losses = new float[1];
        loss.Evaluate(scores, [label], losses, new float[scores.Length], new float[scores.Length]);
        return losses[0];
    }

    private static float[] Gradient(TreeLoss loss, float[] scores, float label)
    {
        var gradient = new float[scores.Length];
        loss.Evaluate(scores, [label], new float[1], gradient, new float[scores.Length]);
        return gradient;
    }
}
