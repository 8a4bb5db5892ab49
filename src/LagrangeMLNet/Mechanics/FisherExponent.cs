namespace LagrangeMLNet.Mechanics;

/// <summary>Power p of the metric in θ̇ = −F^(−p)∇ℓ.</summary>
public enum FisherExponent
{
    /// <summary>p = 1/2: the stationary path of the Learning Lagrangian (arXiv 2509.21049).</summary>
    Half,

    /// <summary>p = 1: the natural gradient (Amari, Neural Computation 10, 1998), which does not depend on the parameters' units.</summary>
    One,
}
