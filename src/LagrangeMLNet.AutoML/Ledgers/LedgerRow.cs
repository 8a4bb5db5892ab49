using LagrangeMLNet.AutoML.Trials;

namespace LagrangeMLNet.AutoML.Ledgers;

/// <summary>What a ledger holds of one trial on one subset: a result, or the reason why there is none.</summary>
/// <param name="Result">What was reached; null where there is nothing.</param>
/// <param name="Failure">Why the trial failed; null if it did not.</param>
/// <param name="Ended">Why its fit was ended, as one that could not win any more; null if it was not.</param>
internal sealed record LedgerRow(RungResult? Result, string? Failure, string? Ended = null);
