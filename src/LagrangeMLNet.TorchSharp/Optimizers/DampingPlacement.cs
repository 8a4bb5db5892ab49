namespace LagrangeMLNet.Optimizers;

/// <summary>Where the damping ε enters F^(−p), p being the exponent.</summary>
public enum DampingPlacement
{
    /// <summary>1 / (F^p + ε), as RMSprop and Adam have it. ε has the unit of F^p.</summary>
    OutsideRoot,

    /// <summary>(F + ε)^(−p), a ridge on the Fisher information itself. ε has the unit of F.</summary>
    InsideRoot,
}
