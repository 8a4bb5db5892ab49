namespace LagrangeMLNet.Tables.Cells;

/// <summary>Whether a cell holds something other than a text.</summary>
internal static class CellShape
{
    /// <summary>Whether it is a number, with a decimal point or comma.</summary>
    public static bool IsNumber(string cell) =>
        NumberText.TryRead(cell, '.', out _, out _, out _) || NumberText.TryRead(cell, ',', out _, out _, out _);

    /// <summary>Whether it is a date or a time of day.</summary>
    public static bool IsDate(string cell) => DateText.Orders(cell) != DateOrder.None || DateText.TryTimeOfDay(cell, out _);

    /// <summary>Whether it is a number, a date, a time, yes or no, or marked as missing.</summary>
    public static bool IsTyped(string cell, MissingMark missing) =>
        missing.IsPossible(cell) || IsNumber(cell) || BooleanText.TryRead(cell, out _) || IsDate(cell);
}
