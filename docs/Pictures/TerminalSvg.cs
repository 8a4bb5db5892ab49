using System.Globalization;
using System.Security;
using System.Text;

namespace Pictures;

/// <summary>Draws a terminal as an SVG picture: text that can be selected, read aloud and scaled.</summary>
internal static class TerminalSvg
{
    private const string Fonts = "'Cascadia Mono', 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";
    private const double Advance = 8.4, LineHeight = 19, Margin = 20, Head = 44;

    public static string Of(TerminalScreen screen, string command)
    {
        int last = screen.Lines.ToList().FindLastIndex(line => line.Any(cell => cell.Character != ' '));
        double width = (screen.Width * Advance) + (2 * Margin), height = Head + ((last + 2) * LineHeight) + Margin;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:0} {height:0}" role="img">
            <title>What {SecurityElement.Escape(command)} prints</title>
            <rect width="{width:0}" height="{height:0}" rx="8" fill="#1c2128"/>
            <circle cx="20" cy="18" r="6" fill="#f47067"/>
            <circle cx="40" cy="18" r="6" fill="#daaa3f"/>
            <circle cx="60" cy="18" r="6" fill="#57ab5a"/>
            <g font-family="{Fonts}" font-size="14" fill="#cdd9e5" xml:space="preserve">
            <text x="{Margin}" y="{Head + 8}"><tspan fill="#57ab5a">$</tspan> {SecurityElement.Escape(command)}</text>

            """);
        for (int line = 0; line <= last; line++)
        {
            foreach (var (column, run) in Runs(screen.Lines[line]))
            {
                string text = string.Concat(run.Select(cell => cell.Character));
                var style = run[0].Style;
                string fill = style.Color is null ? "" : $" fill=\"{style.Color}\"", weight = style.IsBold ? " font-weight=\"bold\"" : "";
                // Each run has its own place and length, so that columns stand in line in any font.
                double x = Margin + (column * Advance), y = Head + 8 + ((line + 1) * LineHeight), length = text.Length * Advance;
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" textLength=\"{length:0.#}\"{fill}{weight}>")
                    .Append(SecurityElement.Escape(text)).Append("</text>\n");
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

            int end = start, last = start;
            // Two blanks part columns.
            for (; end < line.Count && line[end].Style == line[start].Style && end - last < 2; end++)
                last = line[end].Character == ' ' ? last : end;
            yield return (start, [.. line.Skip(start).Take(last + 1 - start)]);
            start = end;
        }
    }
}
