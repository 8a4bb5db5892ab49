namespace LagrangeMLNet.Tables.Records;

/// <summary>How records are written.</summary>
/// <param name="Separator">What stands between cells.</param>
/// <param name="AllowQuoting">Whether a cell that begins with a quote may hold separators and line breaks.</param>
/// <param name="Comment">How a comment line begins; null if none does.</param>
internal sealed record Dialect(char Separator, bool AllowQuoting, string? Comment);
