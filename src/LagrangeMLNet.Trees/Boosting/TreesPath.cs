using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Boosting;

/// <summary>Records the path of a fit and tells it to whoever listens.</summary>
/// <param name="rows">Rows that a round learns from.</param>
/// <param name="progress">Listener, or null.</param>
internal sealed class TreesPath(long rows, IProgress<LearningState>? progress)
{
    private readonly List<LearningState> _states = [];
    private double _position;
    private double _lowest = double.PositiveInfinity;

    public IReadOnlyList<LearningState> States => _states;

    /// <summary>A round has been measured.</summary>
    /// <param name="round">Its number.</param>
    /// <param name="velocity">Mean held-out loss. Unit: nat / observation.</param>
    public void Add(int round, double velocity)
    {
        double acceleration = _states.Count == 0 ? 0 : (velocity - _states[^1].Velocity) / rows;
        _lowest = Math.Min(_lowest, velocity);
        _position += velocity * rows;
        var state = new LearningState(
            _states.Count, round * rows, _position, velocity, acceleration, double.NaN, double.NaN, double.NaN, StopReason.None);
        _states.Add(state);
        progress?.Report(state);
    }

    /// <summary>Learning has ended.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="floor">The velocity of what is kept.</param>
    /// <param name="error">Its standard error.</param>
    public void End(StopReason reason, double floor, double error)
    {
        _states[^1] = _states[^1] with
        {
            Floor = floor,
            FloorStandardError = error,
            Remaining = Math.Max(0, _states[^1].Velocity - floor),
            StopReason = reason,
        };
        progress?.Report(_states[^1]);
    }
}
