using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LagrangeMLNet.Mechanics;

/// <summary>
/// All that a <see cref="StoppingRule"/> remembers between two measurements: a plain value of fixed size. <c>default</c> is the state
/// before the first one.
/// </summary>
public struct StoppingState
{
    internal const int Capacity = 128;

    internal Window Recent;
    internal int Count;
    internal int NonFinite;
    internal double First;
    internal double LastTime;
    internal bool HasValue;

    /// <summary>Number of measurements taken.</summary>
    public int Looks { get; internal set; }

    /// <summary>Best value seen; NaN before the first finite one.</summary>
    public readonly double BestValue => HasValue ? Best : double.NaN;

    /// <summary>Number of the measurement with the best value, from 0; −1 before the first finite one.</summary>
    public readonly int BestLook => HasValue ? BestIndex : -1;

    /// <summary>Time of the best value.</summary>
    public double BestTime { get; internal set; }

    /// <summary>Whether the last measurement is the best so far: the moment to save what is being trained.</summary>
    public readonly bool IsBest => HasValue && BestIndex == Looks - 1;

    /// <summary>Whether to stop.</summary>
    public readonly bool IsStopped => Learning.StopReason != StopReason.None;

    /// <summary>Where learning stands, for <see cref="IProgress{T}"/>.</summary>
    public LearningState Learning { get; internal set; }

    internal double Best { get; set; }

    internal int BestIndex { get; set; }

    /// <summary>Whether a rule can have got here: a state that was read from a file may be anything.</summary>
    internal readonly bool IsSound =>
        Count is >= 0 and <= Capacity && NonFinite >= 0 && Looks >= 1 && BestIndex >= 0 && BestIndex < Looks && HasValue
        && double.IsFinite(First) && double.IsFinite(Best) && BestTime >= 0 && BestTime <= LastTime && double.IsFinite(LastTime);

    /// <summary>The measurements of the last half of the time, oldest first.</summary>
    [UnscopedRef]
    internal readonly ReadOnlySpan<Observation> Looked => ((ReadOnlySpan<Observation>)Recent)[..Count];

    /// <summary>Takes a measurement in, drops what is older than half the time, and when all places are taken merges neighbours.</summary>
    internal void Remember(Observation look)
    {
        Span<Observation> recent = Recent;
        int drop = 0;
        while (Count - drop > MinimumKept && recent[drop].Time < look.Time / 2)
            drop++;
        recent[drop..Count].CopyTo(recent);
        Count -= drop;
        if (Count == Capacity)
        {
            for (int i = 0; i < Capacity / 2; i++)
            {
                Observation a = recent[2 * i], b = recent[(2 * i) + 1];
                recent[i] = new Observation(
                    (a.Time + b.Time) / 2,
                    (a.Velocity / 2) + (b.Velocity / 2),
                    double.Hypot(a.StandardError, b.StandardError) / 2);
            }

            Count = Capacity / 2;
        }

        recent[Count++] = look;
    }

    /// <summary>With the measurement to come four, the fewest that show a scatter in both halves.</summary>
    private const int MinimumKept = 3;

    [InlineArray(Capacity)]
    internal struct Window
    {
        private Observation _first;
    }
}
