namespace LagrangeMLNet.Mechanics;

/// <summary>One measurement of learning: the velocity (a loss, or any other metric) at a time.</summary>
/// <param name="Time">
/// Effort spent since learning began, in any unit that grows with it: observations, steps, epochs, seconds. Not negative.
/// </param>
/// <param name="Velocity">
/// The value seen; NaN or infinite values are allowed and survived. Unit: nat / observation, or the metric's own.
/// </param>
/// <param name="StandardError">
/// Standard error of <paramref name="Velocity"/>, from noise that is new at every measurement (fresh data each time). NaN (the default) if
/// unknown, or if all measurements share one held-out set: the noise is then estimated from the scatter of the measurements. Unit as
/// <paramref name="Velocity"/>.
/// </param>
public readonly record struct Observation(double Time, double Velocity, double StandardError = double.NaN);
