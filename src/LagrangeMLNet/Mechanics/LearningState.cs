namespace LagrangeMLNet.Mechanics;

/// <summary>Where learning stands: one point of the learning path, as reported to <see cref="IProgress{T}"/>.</summary>
/// <param name="Step">Number of this state on the path, from 0.</param>
/// <param name="Observations">Observations learnt from so far, repeated ones counted again.</param>
/// <param name="Position">Position x(t): cumulative Shannon information Σ −ln p of the observations, each coded before it was learnt from.
/// Unit: nat.</param>
/// <param name="Velocity">Velocity v(t): the loss per observation on data not yet learnt from. Unit: nat / observation.</param>
/// <param name="Acceleration">Acceleration a(t) = dv/dt; negative while learning. Unit: nat / observation².</param>
/// <param name="Floor">Estimated floor v∞ of the velocity. Unit: nat / observation. NaN until it can be estimated.</param>
/// <param name="FloorStandardError">Standard error of <paramref name="Floor"/>. Unit: nat / observation.</param>
/// <param name="Remaining">What can still be learnt, v(t) − v∞, never negative. Unit: nat / observation. NaN until it can be
/// estimated.</param>
/// <param name="StopReason">Why learning stopped; <see cref="Mechanics.StopReason.None"/> while it goes on.</param>
public readonly record struct LearningState(
    int Step,
    long Observations,
    double Position,
    double Velocity,
    double Acceleration,
    double Floor,
    double FloorStandardError,
    double Remaining,
    StopReason StopReason);
