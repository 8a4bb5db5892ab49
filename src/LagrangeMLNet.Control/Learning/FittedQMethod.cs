namespace LagrangeMLNet.Control.Learning;

/// <summary>How <see cref="Trainers.LagrangianFittedQTrainer"/> goes from the logging policy to better ones.</summary>
public enum FittedQMethod
{
    /// <summary>
    /// Soft fitted Q iteration: the fixed point of V(s) = τ·ln Σ π₀(a|s)·exp(Q(s, a)/τ) for falling τ, each by Newton's method, whose step
    /// is LSTD-Q. Stays near the logging policy by τ.
    /// </summary>
    SoftIteration,

    /// <summary>
    /// Feature-occupancy gradient ascent (FOGAS; Neu and Okolo, AISTATS 2025), the inner players solved exactly: natural policy gradient on
    /// the least values that are consistent with the log. Stays where the log covers the policy's own occupancy.
    /// </summary>
    FeatureOccupancy,

    /// <summary>
    /// Policy iteration with values averaged by kernels around states of the log, which cannot diverge, and a policy linear in the
    /// features: for values that are not linear in the features.
    /// </summary>
    KernelIteration,
}
