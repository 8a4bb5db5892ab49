using System.Text;

namespace QuickStart.Reading;

/// <summary>
/// Splits delimited text into records as RFC 4180 has it: a field that begins with a quote may hold separators and line breaks.
/// </summary>
internal static class DelimitedRecords
{
    /// <exception cref="InvalidDataException">A quote is never closed.</exception>
    public static IEnumerable<string[]> Read(TextReader reader, char separator)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (int read; (read = reader.Read()) >= 0;)
        {
            var c = (char)read;
            if (c == '"' && quoted && reader.Peek() == '"')
                field.Append((char)reader.Read());
            else if (c == '"' && (quoted || field.Length == 0))
                quoted = !quoted;
            else if (quoted || (c != separator && c is not '\n' and not '\r'))
                field.Append(c);
            else if (c != '\r')
                EndField();

            if (c == '\n' && !quoted && TryEndRecord(out var record))
                yield return record;
        }

        if (quoted)
            throw new InvalidDataException("A quote that opens a field is never closed. Close it, or double it inside a quoted field.");
        EndField();
        if (TryEndRecord(out var last))
            yield return last;

        void EndField()
        {
            fields.Add(field.ToString());
            field.Clear();
        }

        bool TryEndRecord(out string[] record)
        {
            record = [.. fields];
            fields.Clear();
            return record is not [""];
        }
    }
}
