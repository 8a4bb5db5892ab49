namespace LagrangeMLNet.Mechanics;

/// <summary>The stationary path of the Learning Lagrangian, θ̇ = −F^(−p)∇ℓ (arXiv 2509.21049); here p = 1, the natural gradient.</summary>
internal static class StationaryPath
{
    /// <summary>A stretch of the path, θ − η·d, from a direction d = F^(−p)∇ℓ = −θ̇ that is at hand.</summary>
    /// <param name="from">θ.</param>
    /// <param name="direction">d.</param>
    /// <param name="stepSize">η.</param>
    /// <param name="to">Receives the point; may be θ.</param>
    public static void Advance(ReadOnlySpan<double> from, ReadOnlySpan<double> direction, double stepSize, Span<double> to)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] = from[i] - (stepSize * direction[i]);
    }
}
