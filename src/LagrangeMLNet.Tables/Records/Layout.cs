namespace LagrangeMLNet.Tables.Records;

/// <summary>How the records of a table are arranged.</summary>
/// <param name="Dialect">How they are written.</param>
/// <param name="Width">Number of columns.</param>
/// <param name="FirstLine">Line of the first row; records before it are none.</param>
/// <param name="Names">Names of the columns, each of its own; those that the table does not name are made up.</param>
/// <param name="HasHeader">Whether a record holds the names.</param>
/// <param name="HeaderReason">Why so, for people.</param>
/// <param name="Unnamed">Whether a column's name is made up.</param>
/// <param name="Remarks">What a reader should know.</param>
internal sealed record Layout(
    Dialect Dialect, int Width, long FirstLine, IReadOnlyList<string> Names, bool HasHeader, string HeaderReason,
    IReadOnlyList<bool> Unnamed, IReadOnlyList<string> Remarks);
