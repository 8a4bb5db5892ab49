namespace LagrangeMLNet.Experiments;

/// <summary>What a metric found when it was prepared. It can be used in every case.</summary>
internal enum FisherStatus
{
    /// <summary>Positive definite and well conditioned.</summary>
    Regular = 0,

    /// <summary>Positive definite, but the condition number exceeds 10¹²: few digits of the result can be trusted. Used as it is.</summary>
    IllConditioned,

    /// <summary>
    /// Some direction carries no information. It is left out (pseudo-inverse) or, with a Cholesky factor, held by a larger ridge.
    /// </summary>
    Singular,

    /// <summary>NaN or infinity was added, or a number overflowed. The metric is the identity until it is reset.</summary>
    NotFinite,
}
