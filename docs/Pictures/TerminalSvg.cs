using System.Globalization;
using System.Security;
using System.Text;

namespace Pictures;

/// <summary>Draws a terminal as an SVG picture: text that can be selected, read aloud and scaled.</summary>
internal static class TerminalSvg
{
    private const double Advance = 8.4, LineHeight = 19, Margin = 20, Head = 44;

    public static string Of(TerminalScreen screen, string command)
    {
        int last = screen.Lines.ToList().FindLastIndex(line => line.Any(cell => cell.Character != ' '));
        double width = (screen.Width * Advance) + (2 * Margin), height = Head + ((last + 2) * LineHeight) + Margin;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:0} {height:0}" role="img" aria-label="What {SecurityElement.Escape(command)} prints">
            <rect width="{width:0}" height="{height:0}" rx="8" fill="#1c2128"/>
            <circle cx="20" cy="18" r="6" fill="#f47067"/><circle cx="40" cy="18" r="6" fill="#daaa3f"/><circle cx="60" cy="18" r="6" fill="#57ab5a"/>
            <g font-family="'Cascadia Mono', 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#cdd9e5" xml:space="preserve">

            """);
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"{Head + 8}\"><tspan fill=\"#57ab5a\">$</tspan> {SecurityElement.Escape(command)}</text>\n");
        for (int line = 0; line <= last; line++)
        {
            foreach (var (column, run) in Runs(screen.Lines[line]))
            {
                string text = string.Concat(run.Select(cell => cell.Character));
                var style = run[0].Style;
                string fill = style.Color is null ? "" : $" fill=\"{style.Color}\"", weight = style.IsBold ? " font-weight=\"bold\"" : "";
                // Each run has its own place and length, so that columns stand in line in any font.
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<text x=\"{Margin + (column * Advance):0.#}\" y=\"{Head + 8 + ((line + 1) * LineHeight):0.#}\" textLength=\"{text.Length * Advance:0.#}\"{fill}{weight}>{SecurityElement.Escape(text)}</text>\n");
            }
        }

        return svg.Append("</g>\n</svg>\n").ToString();
    }

    /// <summary>The runs of one style in a line, without the blanks between and after them.</summary>
    private static IEnumerable<(int Column, IReadOnlyList<TerminalScreen.Cell> Run)> Runs(IReadOnlyList<TerminalScreen.Cell> line)
    {
        for (int start = 0; start < line.Count;)
        {
            if (line[start].Character == ' ')
            {
                start++;
                continue;
            }

            int end = start;
            // Two blanks part columns.
            while (end < line.Count && line[end].Style == line[start].Style && !(line[end].Character == ' ' && (end + 1 == line.Count || line[end + 1].Character == ' ')))
                end++;
            List<TerminalScreen.Cell> run = [.. line.Skip(start).Take(end - start)];
            run.RemoveRange(run.FindLastIndex(cell => cell.Character != ' ') + 1, run.Count - run.FindLastIndex(cell => cell.Character != ' ') - 1);
            yield return (start, run);
            start = end;
        }
    }
}
