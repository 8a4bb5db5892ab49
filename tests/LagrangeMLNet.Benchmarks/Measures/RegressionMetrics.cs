using LagrangeMLNet.Benchmarks.DataSets;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.Measures;

/// <summary>RMSE and R²; for Poisson models the mean deviance first, 2 · mean(y ln(y/μ) − (y − μ)), with μ at least 10⁻⁶.</summary>
internal static class RegressionMetrics
{
    private const double SmallestRate = 1e-6;

    public static HeldOutMetrics Of(IDataView scored, bool isPoisson)
    {
        float[] labels = [.. scored.GetColumn<float>(Columns.Label)];
        float[] scores = [.. scored.GetColumn<float>(Columns.Score)];
        double squares = 0, deviance = 0, total = 0;
        var mean = labels.Average(label => (double)label);
        for (var i = 0; i < labels.Length; i++)
        {
            double y = labels[i], rate = Math.Max(scores[i], SmallestRate);
            squares += (y - scores[i]) * (y - scores[i]);
            total += (y - mean) * (y - mean);
            deviance += 2 * ((y > 0 ? y * Math.Log(y / rate) : 0) - (y - rate));
        }

        var rmse = new Metric("RMSE", Math.Sqrt(squares / labels.Length));
        var rSquared = new Metric("R²", 1 - squares / total);
        return new HeldOutMetrics(isPoisson ? [new("mean deviance", deviance / labels.Length), rmse, rSquared] : [rmse, rSquared]);
    }
}
