namespace LagrangeMLNet.Boosting;

/// <summary>What a tree may become.</summary>
internal sealed record GrowthRule
{
    /// <summary>Most leaves.</summary>
    public required int MostLeaves { get; init; }

    /// <summary>Fewest rows of a leaf.</summary>
    public required int FewestRows { get; init; }

    /// <summary>Precision λ of the prior of a leaf's step, in units of Fisher weight.</summary>
    public required double Prior { get; init; }

    /// <summary>
    /// For each column −1, 0 or 1: whether the score may only fall, do both, or only rise with it; null where none is bound.
    /// </summary>
    public sbyte[]? Monotone { get; init; }
}
