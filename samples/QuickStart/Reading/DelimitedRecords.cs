using System.Text;

namespace QuickStart.Reading;

/// <summary>A record of a table.</summary>
/// <param name="Line">Line of the file, from 1, in which it begins.</param>
/// <param name="Cells">Its cells, without space around them.</param>
internal readonly record struct DelimitedRecord(int Line, string[] Cells);

/// <summary>
/// Splits delimited text into records as RFC 4180 has it: a field that begins with a quote may hold separators and line breaks. Beyond it,
/// a line may end with a carriage return alone, and spaces around a field do not count.
/// </summary>
internal static class DelimitedRecords
{
    /// <exception cref="InvalidDataException">A quote is never closed.</exception>
    public static IEnumerable<DelimitedRecord> Read(TextReader reader, char separator)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        var (line, first, opened) = (1, 1, 1);
        for (int read; (read = reader.Read()) >= 0;)
        {
            var c = (char)read;
            var isBreak = c == '\n' || (c == '\r' && reader.Peek() != '\n');
            if (c == '"' && quoted && reader.Peek() == '"')
                field.Append((char)reader.Read());
            else if (c == '"' && (quoted || IsBlank(field)))
            {
                if (!quoted)
                    (opened, _) = (line, field.Clear());
                quoted = !quoted;
            }
            else if (quoted || (c != separator && c is not '\n' and not '\r'))
                field.Append(c);
            else if (c == separator || isBreak)
                EndField();

            if (!isBreak)
                continue;
            line++;
            if (quoted)
                continue;
            if (TryEndRecord(out var cells))
                yield return new DelimitedRecord(first, cells);
            first = line;
        }

        if (quoted)
            throw new InvalidDataException(
                $"The quote that opens a field in line {opened} is never closed. Close it, or double it inside a quoted field.");
        EndField();
        if (TryEndRecord(out var last))
            yield return new DelimitedRecord(first, last);

        void EndField()
        {
            fields.Add(field.ToString().Trim());
            field.Clear();
        }

        bool TryEndRecord(out string[] record)
        {
            record = [.. fields];
            fields.Clear();
            return record is not [""];
        }
    }

    private static bool IsBlank(StringBuilder field)
    {
        for (var i = 0; i < field.Length; i++)
        {
            if (!char.IsWhiteSpace(field[i]))
                return false;
        }

        return true;
    }
}
