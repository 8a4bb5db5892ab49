using System.Globalization;
using System.Text;

namespace LagrangeMLNet.Data;

/// <summary>
/// Texts that somebody else chose (names of columns, labels, trainers and files, messages that hold them) as they can be shown on a
/// terminal, in a page and in a picture. What would act instead of being read is shown escaped, as <c>\u001B</c>: control characters, of
/// which terminals make colours, titles and copies of the clipboard; line ends, which pass for lines of the program's own; marks that turn
/// the direction of what follows; and halves of characters. All letters of all languages stay as they are.
/// </summary>
public static class DisplayText
{
    /// <summary>A text on one line.</summary>
    /// <param name="text">Any text; null is shown as nothing.</param>
    /// <returns>The text, in which nothing acts.</returns>
    public static string Escape(string? text) => Escape(text, keepsLines: false);

    /// <summary>A text of several lines: line feeds stay, each other character as in <see cref="Escape(string?)"/>.</summary>
    /// <param name="text">Any text; null is shown as nothing.</param>
    /// <returns>The text, in which nothing but line feeds acts.</returns>
    public static string EscapeLines(string? text) => Escape(text?.ReplaceLineEndings("\n"), keepsLines: true);

    private static string Escape(string? text, bool keepsLines)
    {
        if (text is null)
            return "";
        StringBuilder? shown = null;
        int done = 0;
        for (int i = 0; i < text.Length;)
        {
            int length = Rune.TryGetRuneAt(text, i, out Rune rune) ? rune.Utf16SequenceLength : 1;
            if ((length == 1 && char.IsSurrogate(text[i])) || (Acts(rune) && !(keepsLines && rune.Value == '\n')))
            {
                shown ??= new StringBuilder(text.Length + 16);
                shown.Append(text, done, i - done).Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
                done = i + length;
            }

            i += length;
        }

        return shown is null ? text : shown.Append(text, done, text.Length - done).ToString();
    }

    private static bool Acts(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        // Joiners belong to scripts and to emoji; these turn the direction (Unicode Standard Annex 9).
        UnicodeCategory.Format => rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069),
        _ => false,
    };
}
