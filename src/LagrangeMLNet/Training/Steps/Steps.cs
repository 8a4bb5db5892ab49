using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Training;

/// <summary>Where to from a point: −θ̇ in the metric F + Λ.</summary>
internal interface IStep
{
    /// <summary>Writes the step, which points uphill, to <paramref name="step"/>.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="objective">What is to be lowered.</param>
    /// <param name="gradient">Its gradient at θ, that of an L1 penalty apart.</param>
    /// <param name="theta">θ.</param>
    /// <param name="step">Receives the step.</param>
    /// <returns>The decrease that the step promises, summed over the rows; not finite where curvature has vanished. Unit: nat.</returns>
    double Solve(in PointMetric metric, Objective objective, double[] gradient, double[] theta, double[] step);
}

/// <summary>F + Λ at a point.</summary>
/// <param name="Fisher">F.</param>
/// <param name="Weight">Σ w of the objective's rows: F counts with their share of its own.</param>
/// <param name="Factor">F + Λ, factored.</param>
internal readonly record struct PointMetric(FisherMatrix Fisher, double Weight, FisherStep Factor);

/// <summary>
/// The natural gradient, θ̇ = −(F + Λ)⁻¹∇: the path of the Learning Lagrangian with exponent 1. It promises P times the kinetic energy of
/// <see cref="LearningLagrangian"/>.
/// </summary>
internal sealed class NaturalStep : IStep
{
    public double Solve(in PointMetric metric, Objective objective, double[] gradient, double[] theta, double[] step) =>
        metric.Factor.Solve(gradient, step);
}

/// <summary>The step to the minimum of the quadratic model with an L1 penalty.</summary>
/// <param name="checkAlive">Throws when the caller asks for an end.</param>
internal sealed class ProximalNewtonStep(Action checkAlive) : IStep
{
    public double Solve(in PointMetric metric, Objective objective, double[] gradient, double[] theta, double[] step) => LassoStep.Solve(
        FisherStep.Metric(metric.Fisher.Fisher, metric.Weight / metric.Fisher.Weight, objective.Prior, objective.Share),
        gradient,
        theta,
        objective.Lasso,
        step,
        checkAlive);
}
