namespace LagrangeMLNet.Losses;

/// <summary>A score that is the logarithm of a label's spread, in units of all labels' own.</summary>
internal static class ScaleScore
{
    // A prediction a little beyond the largest label must still fit single precision.
    private const float LargestLabel = 1e37f;

    // Below the smallest spread, everything is explained.
    private static readonly float Smallest = MathF.Log(1e-3f);
    private static readonly float Largest = MathF.Log(1e3f);

    /// <summary>The score that is reckoned with.</summary>
    public static float Clamp(float score) => Math.Clamp(score, Smallest, Largest);

    /// <summary>A slope as far as it counts: beyond the range only the way back does.</summary>
    /// <param name="slope">∂ℓ/∂z at the clamped score.</param>
    /// <param name="score">The score.</param>
    /// <param name="clamped">The clamped score.</param>
    public static float Slope(float slope, float score, float clamped) =>
        score < clamped ? Math.Min(slope, 0) : score > clamped ? Math.Max(slope, 0) : slope;

    /// <summary>What is wrong with a number as a label.</summary>
    public static string? LabelProblem(float label) => Math.Abs(label) <= LargestLabel ? null : "a number between -1e37 and 1e37";
}
