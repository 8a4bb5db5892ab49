using LagrangeMLNet.AutoML.Engine;

namespace LagrangeMLNet.AutoML.Ledgers;

/// <summary>What a ledger holds of one trial on one rung: a result, or the reason why there is none.</summary>
internal sealed record LedgerRow(RungResult? Result, string? Failure);
