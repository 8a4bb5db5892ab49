using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Experiments;

/// <summary>
/// An estimate of Fisher information that can be applied as F^(−p). Feed it, <see cref="Prepare"/> it, then <see cref="Apply"/> it as often
/// as wanted. Nothing is allocated after construction. Not thread-safe.
/// </summary>
/// <remarks>
/// Every metric is a weighted mean of outer products, Σ w·v·vᵀ / Σ w. What it estimates depends on what it is fed with. <i>Exact</i>: the
/// expectation over the model's own p(y|x), as v = features and w = Fisher weight of the row (p(1 − p) for the logistic model), or as v =
/// ∇ln p(y|x) and w = p(y|x) for every label y. <i>Empirical</i>: v = ∇ln p of the observed label, w = 1. <see cref="Discount"/> before
/// each addition turns the mean into an exponential moving average with its start corrected.
/// </remarks>
internal interface IFisherMetric
{
    /// <summary>Number of parameters P.</summary>
    int Parameters { get; }

    /// <summary>Multiplies all that was added so far by a weight, so that what comes later counts more.</summary>
    /// <param name="retention">Between 0 (forget) and 1 (plain mean).</param>
    void Discount(double retention);

    /// <summary>Forgets all that was added.</summary>
    void Reset();

    /// <summary>Makes (F + λ·I)^(−p) ready for <see cref="Apply"/>.</summary>
    /// <param name="exponent">p.</param>
    /// <param name="damping">λ, 0 or more, in the unit of F.</param>
    /// <returns>What was found; whatever it is, the metric can be applied.</returns>
    FisherStatus Prepare(FisherExponent exponent, double damping = 0);

    /// <summary>v becomes (F + λ·I)^(−p)·v.</summary>
    /// <param name="vector">P numbers.</param>
    /// <exception cref="InvalidOperationException"><see cref="Prepare"/> was not called since the last addition.</exception>
    void Apply(Span<double> vector);
}
