namespace LagrangeMLNet.Design;

/// <summary>
/// How good a choice of rows is by each criterion, if the linear model is right: shares in [0, 1] that it certainly has of the best choice,
/// of as many rows of the pool, with the same limits, prior and rows labelled before. The true shares may be larger.
/// </summary>
/// <remarks>
/// Lower bounds by the tangent of each criterion at the choice (Pukelsheim, Optimal Design of Experiments (SIAM, 2006), sections 5.10 and
/// 7.16); they are loose where a few rows of the pool lie far from all others. A choice that is good by them may be a poor one where the
/// model is wrong.
/// </remarks>
public sealed record DesignEfficiencies
{
    /// <summary>Share in det(M)^(1/k), k the number of parameters that the pool's rows can tell apart.</summary>
    public required double D { get; init; }

    /// <summary>Share in 1/tr(M⁻¹): of the best average variance of a weight.</summary>
    public required double A { get; init; }

    /// <summary>Share in λ_min(M): of the best variance of the direction that is known worst.</summary>
    public required double E { get; init; }

    /// <summary>Share in the mean of xᵀM⁻¹x over the pool: of the best average variance of a prediction (also called I or Q).</summary>
    public required double V { get; init; }

    /// <summary>
    /// k / (N · max xᵀM⁻¹x), N the number of rows that M comes from: the share in the best largest variance of a prediction over the pool,
    /// of any design whose rows are taken in part or repeatedly (Kiefer and Wolfowitz, Canadian Journal of Mathematics 12 (1960)).
    /// </summary>
    public required double G { get; init; }
}
