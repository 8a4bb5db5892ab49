using System.Globalization;
using CsCheck;
using LagrangeMLNet.Likelihoods;
using Xunit;

namespace LagrangeMLNet.Tests.Likelihoods;

/// <summary>Loss, gradient and Fisher weight of each likelihood against their definitions.</summary>
public class LikelihoodTests
{
    private const int Count = 200;

    private static readonly float[] ExtremeScores = [0, 1e-30f, -1e-30f, 30, -30, 80, -80, 88, -88, 104, -104, 1000, -1000, 1e6f, -1e6f];

    private static Gen<float[]> Scores(int count) => Gen.Float[-6, 6].Array[count];

    [Fact]
    public void Logistic_gradient_is_the_slope_of_the_loss() => Gen.Select(Scores(1), Gen.Int[0, 1]).Check(Count, c =>
        AssertSlope(Likelihood.Logistic, c.Item1, c.Item2, stride: 1));

    [Fact]
    public void Gaussian_gradient_is_the_slope_of_the_loss() => Gen.Select(Scores(1), Gen.Float[-5, 5]).Check(Count, c =>
        AssertSlope(Likelihood.Gaussian, c.Item1, c.Item2, stride: 1));

    [Fact]
    public void Poisson_gradient_is_the_slope_of_the_loss() => Gen.Select(Gen.Float[-4, 4].Array[1], Gen.Int[0, 30]).Check(Count, c =>
        AssertSlope(Likelihood.Poisson, c.Item1, c.Item2, stride: 1));

    [Fact]
    public void Softmax_gradient_is_the_slope_of_the_loss() => Classes.Check(Count, c =>
        AssertSlope(Likelihood.Softmax(c.Scores.Length), c.Scores, c.Label, c.Stride));

    [Fact]
    public void Logistic_Fisher_weight_is_the_expected_squared_gradient() => Scores(1).Check(Count, z =>
    {
        double p = 1 / (1 + Math.Exp(-z[0]));
        AssertFisher(Likelihood.Logistic, z, 1, [(0, 1 - p), (1, p)]);
    });

    [Fact]
    public void Softmax_Fisher_matrix_is_the_expected_square_of_the_gradient() => Classes.Check(Count, c =>
    {
        double sum = c.Scores.Sum(z => Math.Exp(z));
        var labels = c.Scores.Select((z, k) => ((float)k, Math.Exp(z) / sum));
        AssertFisher(Likelihood.Softmax(c.Scores.Length), c.Scores, c.Stride, labels);
    });

    [Fact]
    public void Poisson_Fisher_weight_is_the_expected_squared_gradient() => Gen.Float[-4, 4].Array[1].Check(Count, z =>
    {
        // Labels past 60 + 12 standard deviations above the mean have no weight left.
        double rate = Math.Exp(z[0]), logarithm = -rate;
        var labels = new List<(float, double)>();
        for (int y = 0; y < 60 + rate + (12 * Math.Sqrt(rate)); y++)
        {
            labels.Add((y, Math.Exp(logarithm)));
            logarithm += Math.Log(rate / (y + 1));
        }

        Assert.Equal(1, labels.Sum(label => label.Item2), 1e-9);
        AssertFisher(Likelihood.Poisson, z, 1, labels);
    });

    [Fact]
    public void Gaussian_Fisher_weight_is_the_expected_squared_gradient() => Scores(1).Check(Count, z =>
    {
        // Rectangle rule over ±8 standard deviations, exact to rounding for a Gaussian.
        AssertFisher(Likelihood.Gaussian, z, 1, Enumerable.Range(-80, 161).Select(i =>
            ((float)(z[0] + (i / 10.0)), Math.Exp(-i * i / 200.0) / 10 / Math.Sqrt(2 * Math.PI))));
    });

    /// <summary>Likelihood and labels.</summary>
    public static TheoryData<string, float> LabelsAtExtremes => new()
    {
        { "Logistic", 0 }, { "Logistic", 1 }, { "Softmax", 0 }, { "Softmax", 2 }, { "Poisson", 0 }, { "Poisson", 1e-30f }, { "Poisson", 3 },
        { "Poisson", 1e6f }, { "Gaussian", 0 }, { "Gaussian", -1e6f },
    };

    [Theory]
    [MemberData(nameof(LabelsAtExtremes))]
    public void Everything_is_finite_at_extreme_scores(string name, float label)
    {
        var likelihood = name switch
        {
            "Logistic" => Likelihood.Logistic,
            "Softmax" => Likelihood.Softmax(3),
            "Poisson" => Likelihood.Poisson,
            _ => Likelihood.Gaussian,
        };
        foreach (float z in ExtremeScores)
        {
            float[] scores = likelihood.Outputs == 1 ? [z] : [z, -z, z / 2];
            var (loss, gradient, curvature) = Evaluate(likelihood, scores, label, scores.Length);
            Assert.True(float.IsFinite(loss) && loss >= -1e-6f * (1 + Math.Abs(label * z)), $"z {z}: loss {loss}");
            Assert.All(gradient, g => Assert.True(float.IsFinite(g), $"z {z}: gradient {g}"));
            Assert.All(curvature, f => Assert.True(float.IsFinite(f) && f >= 0, $"z {z}: curvature {f}"));
            float[] direction = [.. scores.Select((_, k) => k + 1f)];
            likelihood.ApplyFisher(curvature, scores.Length, direction);
            Assert.All(direction, v => Assert.True(float.IsFinite(v), $"z {z}: F v {v}"));
        }
    }

    /// <summary>Convexity: the loss of no likelihood falls forever, and its gradient rises with the score.</summary>
    [Theory]
    [InlineData("Logistic", 1f)]
    [InlineData("Poisson", 0f)]
    [InlineData("Poisson", 3f)]
    [InlineData("Poisson", 1e30f)]
    [InlineData("Poisson", 1e36f)]
    [InlineData("Poisson", float.MaxValue)]
    [InlineData("Gaussian", 1f)]
    public void The_loss_is_convex_and_bounded_from_below(string name, float label)
    {
        var likelihood = name switch { "Logistic" => Likelihood.Logistic, "Poisson" => Likelihood.Poisson, _ => Likelihood.Gaussian };
        if (likelihood.LabelProblem(label) is not null)
            return;
        float last = float.NegativeInfinity;
        for (float z = -120; z <= 120; z += 0.5f)
        {
            var (loss, gradient, _) = Evaluate(likelihood, [z], label, 1);
            Assert.True(gradient[0] >= last, $"z {z}: gradient falls from {last} to {gradient[0]}");
            Assert.True(loss >= -1e-5f * label * Math.Abs(z), $"z {z}: loss {loss}");
            last = gradient[0];
        }
    }

    [Fact]
    public void Constant_fit_of_labels_is_the_best_constant() =>
        Gen.Select(Gen.Select(Gen.Int[0, 20], Gen.Double[0.1, 3]).Array[2, 12], Gen.Int[2, 5]).Check(Count, c =>
        {
            var (rows, classes) = c;
            double weight = rows.Sum(row => row.Item2);
            AssertMinimum(Likelihood.Gaussian, rows, row => row.Item1, weight, [rows.Sum(row => row.Item1 * row.Item2)], pseudo: []);
            if (rows.Any(row => row.Item1 > 0))
                AssertMinimum(Likelihood.Poisson, rows, row => row.Item1, weight, [rows.Sum(row => row.Item1 * row.Item2)], pseudo: []);
            // One observation is added, spread over all classes (Perks' prior; of two classes, Jeffreys').
            double Sum(int k) => rows.Where(row => row.Item1 % classes == k).Sum(row => row.Item2);
            double[] sums = [.. Enumerable.Range(0, classes).Select(Sum)];
            (int, double)[] pseudo = [.. Enumerable.Range(0, classes).Select(k => (k, 1.0 / classes))];
            AssertMinimum(Likelihood.Softmax(classes), rows, row => row.Item1 % classes, weight, sums, pseudo);
            if (classes == 2)
                AssertMinimum(Likelihood.Logistic, rows, row => row.Item1 % classes, weight, [sums[1]], pseudo);
        });

    [Fact]
    public void Constant_fits_are_finite_whatever_the_labels()
    {
        foreach (double weight in new[] { 1e-40, 1e-30, 1, 1e30, 1e38 })
            foreach (double share in new[] { 0, 0.5, 1.0 })
            {
                var bias = new double[3];
                foreach (var likelihood in new[] { Likelihood.Logistic, Likelihood.Gaussian, Likelihood.Poisson })
                {
                    likelihood.ConstantFit(weight, [share * weight], bias);
                    Assert.True(double.IsFinite(bias[0]), $"{likelihood}, {weight}, {share}: {bias[0]}");
                }

                Likelihood.Softmax(3).ConstantFit(weight, [share * weight, (1 - share) * weight, 0], bias);
                Assert.All(bias, b => Assert.True(double.IsFinite(b)));
                Assert.Equal(0, bias.Sum(), 1e-9);
            }
    }

    [Fact]
    public void Observations_side_by_side_are_independent() => Gen.Select(Gen.Int[1, 40], Gen.Int[2, 7], Gen.Int[0, 3]).Check(60, c =>
    {
        (int rows, int classes, int padding) = c;
        var likelihood = Likelihood.Softmax(classes);
        int stride = classes + padding;
        var random = new Random(rows);
        float[] scores = [.. Enumerable.Range(0, rows * stride).Select(i => i % stride < classes ? (6 * random.NextSingle()) - 3 : 0)];
        float[] labels = [.. Enumerable.Range(0, rows).Select(_ => (float)random.Next(classes))];
        float[] losses = new float[rows], gradient = new float[rows * stride], curvature = new float[rows * stride];
        likelihood.Evaluate(scores, labels, stride, losses, gradient, curvature);
        for (int row = 0; row < rows; row++)
        {
            var own = Evaluate(likelihood, scores[(row * stride)..((row * stride) + classes)], labels[row], stride);
            Assert.Equal(own.Loss, losses[row]);
            Assert.Equal(own.Gradient, gradient[(row * stride)..((row + 1) * stride)]);
            Assert.Equal(own.Curvature, curvature[(row * stride)..((row + 1) * stride)]);
        }
    });

    [Theory]
    [InlineData("Logistic", "0,1", "-1,0.5,2")]
    [InlineData("Softmax", "0,1,2", "-1,0.5,3,1e9")]
    [InlineData("Poisson", "0,0.5,3,1e30", "-1,-1e-30")]
    [InlineData("Gaussian", "0,-1e30,0.5", "")]
    public void Labels_that_cannot_be_explained_are_named(string name, string sound, string unsound)
    {
        var likelihood = name switch
        {
            "Logistic" => Likelihood.Logistic,
            "Softmax" => Likelihood.Softmax(3),
            "Poisson" => Likelihood.Poisson,
            _ => Likelihood.Gaussian,
        };
        static IEnumerable<float> Numbers(string list) =>
            list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => float.Parse(text, CultureInfo.InvariantCulture));
        Assert.All(Numbers(sound), label => Assert.Null(likelihood.LabelProblem(label)));
        Assert.All(Numbers(unsound), label => Assert.NotNull(likelihood.LabelProblem(label)));
    }

    private static Gen<(float[] Scores, int Label, int Stride)> Classes =>
        from classes in Gen.Int[2, 7]
        from scores in Scores(classes)
        from label in Gen.Int[0, classes - 1]
        from padding in Gen.Int[0, 3]
        select (scores, label, classes + padding);

    private static (float Loss, float[] Gradient, float[] Curvature) Evaluate(
        Likelihood likelihood, float[] scores, float label, int stride)
    {
        float[] padded = [.. scores, .. new float[stride - scores.Length]];
        float[] loss = [float.NaN], gradient = new float[stride], curvature = new float[stride];
        Array.Fill(gradient, float.NaN);
        Array.Fill(curvature, float.NaN);
        likelihood.Evaluate(padded, [label], stride, loss, gradient, curvature);
        return (loss[0], gradient, curvature);
    }

    /// <summary>Central difference of the loss, in single precision: a step of 1/64 leaves an error of about 1e-4 of the loss.</summary>
    private static void AssertSlope(Likelihood likelihood, float[] scores, float label, int stride)
    {
        const float Step = 1f / 64;
        var (loss, gradient, _) = Evaluate(likelihood, scores, label, stride);
        for (int k = 0; k < scores.Length; k++)
        {
            float[] up = [.. scores], down = [.. scores];
            up[k] += Step;
            down[k] -= Step;
            double above = Evaluate(likelihood, up, label, stride).Loss, below = Evaluate(likelihood, down, label, stride).Loss;
            double slope = (above - below) / ((double)up[k] - down[k]);
            Assert.Equal(slope, gradient[k], 1e-3 * (1 + loss + Math.Abs(slope)));
        }

        Assert.All(gradient[scores.Length..], g => Assert.Equal(0, g));
    }

    private static void AssertFisher(
        Likelihood likelihood, float[] scores, int stride, IEnumerable<(float Label, double Probability)> labels)
    {
        int outputs = scores.Length;
        var expected = new double[outputs, outputs];
        float[] curvature = [];
        foreach (var (label, probability) in labels)
        {
            (_, float[] g, curvature) = Evaluate(likelihood, scores, label, stride);
            for (int i = 0; i < outputs; i++)
                for (int j = 0; j < outputs; j++)
                    expected[i, j] += probability * g[i] * g[j];
        }

        for (int j = 0; j < outputs; j++)
        {
            var direction = new float[stride];
            direction[j] = 1;
            likelihood.ApplyFisher(curvature, stride, direction);
            // One output: the curvature is the Fisher weight itself.
            float[] column = likelihood is GaussianLikelihood ? [curvature[0]] : direction;
            for (int i = 0; i < outputs; i++)
                Assert.Equal(expected[i, j], column[i], 1e-4 * (1 + Math.Abs(expected[i, j])));
        }
    }

    /// <summary>Fails unless the loss of the rows and the pseudo-rows is least at the constant fit.</summary>
    private static void AssertMinimum(
        Likelihood likelihood, (int, double)[] rows, Func<(int, double), int> label, double weight, double[] labelSums,
        (int Label, double Weight)[] pseudo)
    {
        var bias = new double[likelihood.Outputs];
        likelihood.ConstantFit(weight, labelSums, bias);
        var all = rows.Select(row => (Label: label(row), Weight: row.Item2)).Concat(pseudo).ToList();
        var sum = new double[bias.Length];
        foreach (var row in all)
        {
            var (_, gradient, _) = Evaluate(likelihood, Array.ConvertAll(bias, b => (float)b), row.Label, bias.Length);
            for (int k = 0; k < sum.Length; k++)
                sum[k] += row.Weight * gradient[k];
        }

        double scale = all.Sum(row => row.Weight * (1 + row.Label));
        Assert.All(sum, slope => Assert.Equal(0, slope / scale, 1e-5));
    }
}
