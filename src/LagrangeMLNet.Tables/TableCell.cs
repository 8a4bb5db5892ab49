namespace LagrangeMLNet.Tables;

/// <summary>A cell of a table.</summary>
/// <param name="Line">Line of the file, from 1, in which its row begins.</param>
/// <param name="Text">What it holds.</param>
public sealed record TableCell(long Line, string Text);
