namespace LagrangeMLNet.Design;

/// <summary>
/// How good a design is, in the definitions of optFederov in the R package AlgDesign (R. E. Wheeler): M̄ = M / N is the information per
/// row, N the number of rows that it comes from, k the number of parameters that the pool's rows can tell apart.
/// </summary>
public sealed record DesignEfficiencies
{
    /// <summary>det(M̄)^(1/k), k-th root of the generalised information. Larger is better.</summary>
    public required double D { get; init; }

    /// <summary>tr(M̄⁻¹)/k, the average variance of a parameter. Smaller is better.</summary>
    public required double A { get; init; }

    /// <summary>λ_min(M̄), the information about the direction that is known worst. Larger is better. (optFederov does not give it.)</summary>
    public required double E { get; init; }

    /// <summary>Mean of xᵀM̄⁻¹x over the pool, the average variance of a prediction. Smaller is better.</summary>
    public required double I { get; init; }

    /// <summary>
    /// k / max xᵀM̄⁻¹x over the pool: the G-efficiency (minimax variance) with respect to the best approximate design, which has 1.
    /// </summary>
    public required double Ge { get; init; }

    /// <summary>exp(1 − 1/<see cref="Ge"/>): a lower bound of the D-efficiency with respect to the best approximate design.</summary>
    public required double Dea { get; init; }
}
