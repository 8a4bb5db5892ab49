namespace LagrangeMLNet.Design;

/// <summary>
/// What a planned choice of rows makes small. M is the information that the labels will carry: the prior, the rows already labelled and
/// the chosen rows, M = M₀ + Σ w x xᵀ. Every criterion but
/// <see cref="Representative"/> is a variance, in units of the noise of one label: smaller is better. They trust that labels are linear in
/// the features with even noise, and seek out extreme rows; where that is wrong, random rows teach more than theirs.
/// </summary>
/// <remarks>Source: Pukelsheim, Optimal Design of Experiments (SIAM, 2006), chapters 5 and 6; Atkinson, Donev and Tobias, Optimum
/// Experimental Designs, with SAS (2007), chapter 10.</remarks>
public enum DesignCriterion
{
    /// <summary>tr(M⁻¹): the sum of the variances of the learnt weights. It depends on the features' units: bring them to one scale first,
    /// or take <see cref="V"/>.</summary>
    A,

    /// <summary>det(M)^(−1/d): the volume of the confidence ellipsoid of the weights. It does not depend on the features' units.</summary>
    D,

    /// <summary>
    /// Mean over a target view of xᵀM⁻¹x: the variance of what the model will predict there (also called I or Q). It does not depend on
    /// the features' units. With a model, target rows weigh by their Fisher information: half of the value is then the expected loss, in
    /// nats, that the labels leave.
    /// </summary>
    V,

    /// <summary>1/λ_min(M): the variance of the direction that is known worst.</summary>
    E,

    /// <summary>
    /// Nothing of the above: the chosen rows stand for the pool, one from each of as many cells of equal size, so that what is learnt from
    /// them is what the pool would teach, whether or not a linear model is right. Cells have as good as the same number of rows, so
    /// that no weights are needed. The report gives the value of <see cref="V"/>, which holds if the linear model is right.
    /// </summary>
    Representative,
}
