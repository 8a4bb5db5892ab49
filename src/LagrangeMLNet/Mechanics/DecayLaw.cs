namespace LagrangeMLNet.Mechanics;

/// <summary>How the velocity is taken to go on falling beyond what was seen.</summary>
internal enum DecayLaw
{
    /// <summary>
    /// The acceleration fades as 1/t: v(t) = v(t₀) − b·ln(t/t₀); every e-fold of effort brings the same. The slowest of the power laws
    /// t^(−α) (α → 0), and so the most that a decelerating path can still bring.
    /// </summary>
    Logarithmic,

    /// <summary>No acceleration term: the velocity falls at a constant rate. For comparison.</summary>
    Linear,
}
