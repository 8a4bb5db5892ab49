using System.Globalization;
using System.Text;

namespace Pictures;

/// <summary>
/// A terminal that remembers what stands on it. It knows the control sequences that live displays use (ECMA-48): colours, bold and faint,
/// cursor movements, and erasing; others are passed over.
/// </summary>
internal sealed class TerminalScreen(int width) : TextWriter
{
    private readonly List<Cell[]> _lines = [];
    private readonly StringBuilder _sequence = new();
    private (int Line, int Column) _cursor;
    private Style _style;
    private bool _isInSequence;

    public int Width { get; } = width;

    public IReadOnlyList<IReadOnlyList<Cell>> Lines => _lines;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        if (_isInSequence)
            Continue(value);
        else if (value == '\u001b')
            (_isInSequence, _) = (true, _sequence.Clear());
        else if (value == '\n')
            _cursor = (_cursor.Line + 1, 0);
        else if (value == '\r')
            _cursor.Column = 0;
        else if (_cursor.Column < Width)
            LineAt(_cursor.Line)[_cursor.Column++] = new Cell(value, _style);
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private Cell[] LineAt(int line)
    {
        while (_lines.Count <= line)
            _lines.Add([.. Enumerable.Repeat(new Cell(' ', default), Width)]);
        return _lines[line];
    }

    private void Continue(char value)
    {
        _sequence.Append(value);
        if (_sequence.Length == 1 || !char.IsAsciiLetter(value))
            return;
        _isInSequence = false;
        int[] numbers = [.. _sequence.ToString()[1..^1].Split(';').Select(Number)];
        int count = Math.Max(1, numbers[0]);
        switch (value)
        {
            case 'm':
                Restyle(numbers);
                break;
            case 'A':
                _cursor.Line = Math.Max(0, _cursor.Line - count);
                break;
            case 'B':
                _cursor.Line += count;
                break;
            case 'G':
                _cursor.Column = count - 1;
                break;
            case 'K':
                Erase(_cursor.Line, numbers[0] == 2 ? 0 : _cursor.Column);
                break;
            case 'J':
                Erase(_cursor.Line, _cursor.Column);
                for (int line = _cursor.Line + 1; line < _lines.Count; line++)
                    Erase(line, 0);
                break;
        }
    }

    private void Erase(int line, int from) => LineAt(line).AsSpan(from).Fill(new Cell(' ', default));

    private void Restyle(int[] numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            _style = numbers[i] switch
            {
                0 => default,
                1 => _style with { IsBold = true },
                38 when i + 4 < numbers.Length && numbers[i + 1] == 2 => _style with
                {
                    Color = string.Create(CultureInfo.InvariantCulture, $"#{numbers[i + 2]:x2}{numbers[i + 3]:x2}{numbers[i + 4]:x2}"),
                },
                38 when i + 2 < numbers.Length && numbers[i + 1] == 5 => _style with { Color = Palette(numbers[i + 2]) },
                >= 30 and <= 37 => _style with { Color = Palette(numbers[i] - 30) },
                >= 90 and <= 97 => _style with { Color = Palette(numbers[i] - 82) },
                39 => _style with { Color = null },
                _ => _style,
            };
            if (numbers[i] == 38)
                i += i + 1 < numbers.Length && numbers[i + 1] == 2 ? 4 : 2;
        }
    }

    /// <summary>The sixteen colours of a dark terminal, bright enough to be read.</summary>
    private static string Palette(int color) => color switch
    {
        1 or 9 => "#f47067",
        2 or 10 => "#57ab5a",
        3 or 11 => "#daaa3f",
        4 or 12 => "#6cb6ff",
        5 or 13 => "#dcbdfb",
        6 or 14 => "#76e3ea",
        8 => "#909dab",
        _ => "#adbac7",
    };

    internal readonly record struct Style(string? Color, bool IsBold);

    internal readonly record struct Cell(char Character, Style Style);
}
