namespace LagrangeMLNet.Sweeps;

/// <summary>One point of a trial's learning curve: what the trial reached with some of the rows.</summary>
/// <param name="Rung">Number of the rung, from 0; each rung learns from all rows of the one before and more.</param>
/// <param name="Rows">Rows learnt from.</param>
/// <param name="Loss">
/// Mean loss on the validation rows. Unit: nat / row for classification (log-loss), the label's unit squared for regression.
/// </param>
/// <param name="StandardError">Standard error of <paramref name="Loss"/> from the spread over validation rows; same unit.</param>
/// <param name="Duration">Time that fit and validation took.</param>
public readonly record struct SweepRung(int Rung, int Rows, double Loss, double StandardError, TimeSpan Duration);
