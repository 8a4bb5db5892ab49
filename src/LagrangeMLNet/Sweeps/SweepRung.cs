namespace LagrangeMLNet.Sweeps;

/// <summary>One point of a trial's learning curve: what the trial reached with some of the rows.</summary>
/// <param name="Rung">Number of the subset, from 0; each subset learns from all rows of the one before and more.</param>
/// <param name="Rows">Rows learnt from, where folds compare trials for the first of them.</param>
/// <param name="Loss">
/// Mean loss on the validation rows; where folds compare trials on the rows of all folds, each scored by a model that did not see it. Unit:
/// nat / row for classification (log-loss), the label's unit squared for regression.
/// </param>
/// <param name="StandardError">Standard error of <paramref name="Loss"/> from the spread over validation rows; same unit.</param>
/// <param name="Duration">Time that fit and validation took, of all folds together.</param>
public readonly record struct SweepRung(int Rung, int Rows, double Loss, double StandardError, TimeSpan Duration);
