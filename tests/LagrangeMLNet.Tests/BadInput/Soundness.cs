using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Tests.Trainers;
using LagrangeMLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Xunit;

namespace LagrangeMLNet.Tests.BadInput;

/// <summary>
/// A sound model: weights and scores are finite, predictions are in range, and on the rows it learnt from it is not worse than a constant.
/// </summary>
internal static class Soundness
{
    // Share of the constant's loss, and nats per observation, that the model may be worse by: rounding, not learning.
    private const double Relative = 1e-3, Absolute = 1e-3;

    public static void Check(
        BadSample sample, IDataView view, ITransformer transformer, IEstimator<ITransformer> trainer, int skipped, List<string> warnings)
    {
        var model = ((ISingleFeaturePredictionTransformer<object>)transformer).Model;
        Assert.All(Weights(model), weight => Assert.True(float.IsFinite(weight), $"A weight is {weight}."));

        var report = TrainerCase.ReportOf(trainer)!;
        Assert.Equal(skipped, report.SkippedRows);
        Assert.Equal(sample.Rows.Count(row => !sample.IsAbsent(row)) - skipped, report.DataSelection?.CandidateRows ?? report.Rows);
        Assert.Equal(skipped > 0, warnings.Any(warning => warning.StartsWith($"Skipped {skipped} instances", StringComparison.Ordinal)));
        Assert.True(
            sample.MayRunOut || report.StopReason != StopReason.BudgetSpent, $"Spent {report.Passes} passes on {report.Rows} rows.");
        CheckReport(report);

        var scored = transformer.Transform(view);
        int width = sample.Task == "MaximumEntropy" ? sample.Classes : 1;
        float[] scores = Scores.Of(scored);
        var kept = Enumerable.Range(0, sample.Rows.Count).Where(row => !sample.IsMissing(sample.Rows[row]) && !sample.IsAbsent(sample.Rows[row])).ToList();
        // A row of next to no weight is not learnt from: a Poisson's rate there may leave the number range.
        float least = sample.Weight is null ? 0 : 1e-6f * kept.Max(row => sample.Rows[row].Weight);
        kept.RemoveAll(row => sample.IsCount && sample.Rows[row].Weight < least);
        foreach (int row in kept)
            for (int k = 0; k < width; k++)
                Assert.True(float.IsFinite(scores[(row * width) + k]), $"Row {row}: score {scores[(row * width) + k]}.");
        CheckRange(sample, scored, scores, kept);

        if (!sample.IsExplicable)
            return;
        double[] weights = sample.EffectiveWeights(kept);
        double total = kept.Sum(row => weights[row]);
        // In units of their mean: what half an observation counts does not depend on their unit.
        weights = Array.ConvertAll(weights, weight => weight / total * kept.Count);
        total = kept.Count;
        float[] constant = Constant(sample, kept, weights, report.LikelihoodParameter);
        double found = kept.Sum(row => weights[row] * Loss(sample, row, scores.AsSpan(row * width, width), report.LikelihoodParameter)) / total;
        double bound = kept.Sum(row => weights[row] * Loss(sample, row, constant, report.LikelihoodParameter)) / total;
        // Below 1e-40 a squared error is less than single-precision weights can help.
        double slack = (Relative * bound) + Rounding(sample, kept) + 1e-40;
        Assert.True(found <= bound + slack, $"Loss {found:g9} is worse than the constant's {bound:g9}.");
    }

    private static IEnumerable<float> Weights(object model)
    {
        switch (model)
        {
            case CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> binary:
                return [.. binary.SubModel.Weights, binary.SubModel.Bias];
            case LinearModelParameters linear:
                return [.. linear.Weights, linear.Bias];
            default:
                VBuffer<float>[]? rows = null;
                var multiclass = (MaximumEntropyModelParameters)model;
                multiclass.GetWeights(ref rows, out _);
                return [.. rows.SelectMany(row => row.DenseValues()), .. multiclass.GetBiases()];
        }
    }

    private static void CheckReport(LearningReport report)
    {
        Assert.True(double.IsFinite(report.TrainingLoss), $"TrainingLoss {report.TrainingLoss}");
        Assert.True(double.IsFinite(report.EffectiveParameters), $"EffectiveParameters {report.EffectiveParameters}");
        Assert.True(report.L2Regularization >= 0 && double.IsFinite(report.L2Regularization), $"L2 {report.L2Regularization}");
        Assert.True(double.IsFinite(report.Passes) && report.Passes > 0, $"Passes {report.Passes}");
        Assert.NotEmpty(report.Path);
        Assert.All(report.Path, state => Assert.True(!double.IsNaN(state.Velocity), $"Velocity {state.Velocity}"));
    }

    private static void CheckRange(BadSample sample, IDataView scored, float[] scores, List<int> kept)
    {
        switch (sample.Task)
        {
            case "Logistic":
                float[] probabilities = [.. scored.GetColumn<float>("Probability")];
                bool[] labels = [.. scored.GetColumn<bool>("PredictedLabel")];
                foreach (int row in kept)
                {
                    Assert.InRange(probabilities[row], 0, 1);
                    Assert.Equal(scores[row] > 0, labels[row]);
                }

                break;
            case "MaximumEntropy":
                uint[] keys = [.. scored.GetColumn<uint>("PredictedLabel")];
                foreach (int row in kept)
                {
                    float[] p = scores[(row * sample.Classes)..((row + 1) * sample.Classes)];
                    Assert.All(p, value => Assert.InRange(value, 0, 1));
                    Assert.Equal(1, p.Sum(), 1e-4f);
                    Assert.InRange(keys[row], 1u, (uint)sample.Classes);
                    Assert.Equal(p.Max(), p[keys[row] - 1]);
                }

                break;
            case "Poisson" or "NegativeBinomial":
                Assert.All(kept, row => Assert.InRange(scores[row], 0, float.MaxValue));
                break;
        }
    }

    /// <summary>
    /// The scores of the best constant; one observation more, spread over the classes (Perks' prior), and, for all-zero counts, half an
    /// event.
    /// </summary>
    private static float[] Constant(BadSample sample, List<int> kept, double[] weights, double parameter)
    {
        double Total(Func<BadRow, double> value) => kept.Sum(row => weights[row] * value(sample.Rows[row]));
        double weight = Total(_ => 1);
        switch (sample.Task)
        {
            case "Logistic":
                double positives = Total(row => row.Label);
                return [(float)Math.Log((positives + 0.5) / (weight - positives + 0.5))];
            case "MaximumEntropy":
                double all = weight + 1;
                double Share(int key) => (Total(row => row.Label == key ? 1 : 0) + (1.0 / sample.Classes)) / all;
                return [.. Enumerable.Range(1, sample.Classes).Select(key => (float)Share(key))];
            case "Poisson":
                double events = Total(row => row.Label), exposure = Total(row => Math.Exp(sample.Offset is null ? 0 : row.Offset));
                return [(float)((events > 0 ? events : 0.5) / exposure)];
            case "NegativeBinomial":
                double Offset(BadRow row) => sample.Offset is null ? 0 : row.Offset;
                double Excess(double z) => Total(row =>
                    (Math.Exp(z + Offset(row)) - row.Label) / (1 + (parameter * Math.Exp(z + Offset(row)))));
                return [(float)Math.Exp(Root(Excess, -150, 80))];
            case "Huber":
                double largest = kept.Max(row => Math.Abs((double)sample.Rows[row].Label));
                return [(float)Root(z => Total(row => Math.Clamp(z - row.Label, -parameter, parameter)), -largest, largest)];
            default:
                return [(float)(Total(row => row.Label) / weight)];
        }
    }

    /// <summary>Where a rising function crosses 0.</summary>
    private static double Root(Func<double, double> f, double low, double high)
    {
        for (int i = 0; i < 200; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = f(middle) > 0 ? (low, middle) : (middle, high);
        }

        return low;
    }

    private static double Loss(BadSample sample, int row, ReadOnlySpan<float> scores, double parameter)
    {
        double y = sample.Rows[row].Label, z = scores[0];
        switch (sample.Task)
        {
            case "Logistic":
                double margin = y == 1 ? z : -z;
                return Math.Max(-margin, 0) + Math.Log(1 + Math.Exp(-Math.Abs(margin)));
            case "MaximumEntropy":
                return -Math.Log(Math.Max(scores[(int)y - 1], float.Epsilon));
            case "Poisson":
                double rate = z * Math.Exp(sample.Offset is null ? 0 : sample.Rows[row].Offset);
                return rate - y - (y > 0 ? y * Math.Log(Math.Max(rate, 1e-300) / y) : 0);
            case "NegativeBinomial":
                double mean = z * Math.Exp(sample.Offset is null ? 0 : sample.Rows[row].Offset);
                return ((y + (1 / parameter)) * Math.Log((1 + (parameter * mean)) / (1 + (parameter * y))))
                    - (y > 0 ? y * Math.Log(Math.Max(mean, 1e-300) / y) : 0);
            case "Huber":
                double slope = Math.Clamp(z - y, -parameter, parameter);
                return slope * (z - y - (slope / 2));
            default:
                return (z - y) * (z - y) / 2;
        }
    }

    /// <summary>What single precision does to the loss of a perfect score.</summary>
    private static double Rounding(BadSample sample, List<int> kept)
    {
        double largest = kept.Max(row => Math.Abs((double)sample.Rows[row].Label));
        return sample.Task switch
        {
            "Regression" or "Huber" => 1e-11 * largest * largest,
            "Poisson" or "NegativeBinomial" => Absolute + (1e-9 * largest),
            _ => Absolute,
        };
    }
}
