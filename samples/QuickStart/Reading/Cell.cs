using System.Globalization;

namespace QuickStart.Reading;

/// <summary>What a single cell of a table holds.</summary>
internal static class Cell
{
    private static readonly HashSet<string> Missing = new(StringComparer.OrdinalIgnoreCase) { "", "?", "na", "n/a", "nan", "null" };
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> MissingSpans =
        Missing.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsMissing(ReadOnlySpan<char> cell) => MissingSpans.Contains(cell.Trim());

    /// <summary>Whether a cell is a number, infinity (as many programs write it) included.</summary>
    public static bool TryNumber(string cell, char decimalMarker, out double number)
    {
        if (cell.AsSpan().TrimStart("+-").Equals("inf", StringComparison.OrdinalIgnoreCase))
        {
            number = cell.StartsWith('-') ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        return double.TryParse(
            decimalMarker == ',' ? cell.Replace(',', '.') : cell, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }
}
