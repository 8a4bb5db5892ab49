namespace LagrangeMLNet.Tables.Cells;

/// <summary>Yes and no as people, languages and programs write them.</summary>
internal static class BooleanText
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Yes = Words(
        "true",
        "t",
        "yes",
        "y",
        "on",
        "1",
        "1.0",
        "ja",
        "j",
        "oui",
        "si",
        "sí",
        "sì",
        "sim",
        "wahr",
        "vrai",
        "vero",
        "verdadero",
        "verdadeiro",
        "да",
        "истина",
        "evet", "tak", "是", "真", "はい", ".true.", ".t.", "checked", "✓", "✔");

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> No = Words(
        "false",
        "f",
        "no",
        "n",
        "off",
        "0",
        "0.0",
        "nein",
        "non",
        "não",
        "nao",
        "falsch",
        "faux",
        "falso",
        "нет",
        "ложь",
        "hayır",
        "nie",
        "否",
        "假",
        "いいえ",
        ".false.", ".f.", "unchecked", "✗", "✘");

    /// <summary>Whether a cell without space around it says yes or no.</summary>
    public static bool TryRead(ReadOnlySpan<char> cell, out bool value)
    {
        value = false;
        if (cell.Length is 0 or > 12 || (char.IsAsciiDigit(cell[0]) && (cell.Length > 3 || cell[0] > '1')))
            return false;
        value = Yes.Contains(cell);
        return value || No.Contains(cell);
    }

    private static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Words(params string[] words) =>
        new HashSet<string>(words, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
