namespace LagrangeMLNet.Labeling;

/// <summary>
/// Texts that a spreadsheet would take for formulas, and run, when it opens a table (OWASP, CSV Injection): those that begin with =, +, -,
/// @, a tab or a carriage return. An apostrophe before them makes them texts. Texts that begin with apostrophes and then so get one more,
/// so that nothing is lost.
/// </summary>
internal static class SpreadsheetFormula
{
    private const char Apostrophe = '\'';
    private const string Beginnings = "=+-@\t\r\n＝＋－＠";

    /// <summary>The text as it can be opened by a spreadsheet.</summary>
    public static string Defuse(string text) => IsFormula(text) ? Apostrophe + text : text;

    /// <summary>The text that was defused; others are as they were.</summary>
    public static string Restore(string text) => text.StartsWith(Apostrophe) && IsFormula(text) ? text[1..] : text;

    private static bool IsFormula(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart(Apostrophe).TrimStart(' ');
        return !rest.IsEmpty && Beginnings.Contains(rest[0]);
    }
}
