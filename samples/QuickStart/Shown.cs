using System.Globalization;
using System.Text;

namespace QuickStart;

/// <summary>Texts of a file on a terminal: what would steer the terminal, or turn the direction of writing, is shown instead of sent.</summary>
internal static class Shown
{
    /// <summary>A name or a cell, on one line.</summary>
    public static string Text(string text) => Escape(text, keepsLines: false);

    /// <summary>A message, of which line breaks are part.</summary>
    public static string Lines(string text) => Escape(text, keepsLines: true);

    private static string Escape(string text, bool keepsLines)
    {
        if (!text.Any(IsUnsafe))
            return text;
        var shown = new StringBuilder();
        foreach (var c in text)
        {
            if (IsUnsafe(c) && !(keepsLines && c == '\n'))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                shown.Append(c);
        }

        return shown.ToString();
    }

    private static bool IsUnsafe(char c) =>
        char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
