using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Tests.Likelihoods;

/// <summary>One observation with one score.</summary>
internal static class Single
{
    public static (float Loss, float Gradient, float Curvature) Evaluate(Likelihood likelihood, float score, float label)
    {
        float[] loss = [float.NaN], gradient = [float.NaN], curvature = [float.NaN];
        likelihood.Evaluate([score], [label], 1, loss, gradient, curvature);
        return (loss[0], gradient[0], curvature[0]);
    }
}
