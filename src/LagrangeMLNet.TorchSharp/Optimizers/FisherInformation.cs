namespace LagrangeMLNet.Optimizers;

/// <summary>Over which labels the Fisher information E[∇ℓ ∇ℓᵀ] is averaged.</summary>
public enum FisherInformation
{
    /// <summary>
    /// The observed ones: the gradient that a step is taken with is also what F is estimated from, as in RMSprop and Adam. Costs nothing
    /// extra. Of a mini-batch's mean gradient, so that noise and signal both count.
    /// </summary>
    Empirical,

    /// <summary>
    /// The model's own: labels are drawn from the model's prediction (<see cref="ModelSample"/>) and passed to
    /// <see cref="LagrangianOptimizer.ObserveFisher"/>, which takes a backward pass more. Steps do not change F.
    /// </summary>
    Exact,
}
