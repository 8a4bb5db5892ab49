namespace LagrangeMLNet.Control.Sequences;

/// <summary>φ(s): functions of a state that values are sums of.</summary>
internal interface IStateBasis
{
    /// <summary>Number of functions.</summary>
    int Size { get; }

    /// <summary>
    /// Whether they are not negative and sum to 1: values are then averaged instead of regressed, which cannot leave the range of what was
    /// earned (Gordon, Stable function approximation in dynamic programming, ICML 1995).
    /// </summary>
    bool IsAverager { get; }

    /// <summary>Writes φ(s).</summary>
    /// <param name="state">Features of the state.</param>
    /// <param name="coordinates">Receives φ, <see cref="Size"/> long.</param>
    void Apply(ReadOnlySpan<float> state, Span<double> coordinates);
}
