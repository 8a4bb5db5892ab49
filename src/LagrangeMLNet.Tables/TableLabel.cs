namespace LagrangeMLNet.Tables;

/// <summary>The column to predict.</summary>
/// <param name="Column">The column.</param>
/// <param name="Reason">Why this one, for people.</param>
public sealed record TableLabel(ColumnReport Column, string Reason);
