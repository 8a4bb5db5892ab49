namespace LagrangeMLNet.Tables.Records;

/// <summary>
/// Text in which a quote stands only where RFC 4180 has it: one that does not begin a field (5" pipe) is replaced by <see cref="Stray"/>,
/// as Sep takes every quote for the beginning or the end of a quoted part.
/// </summary>
/// <param name="text">The text; disposed with this.</param>
/// <param name="separator">Separator of the fields.</param>
/// <param name="comment">How a line begins in which no quote counts; null if none does.</param>
internal sealed class QuoteReader(TextReader text, char separator, string? comment) : TextReader
{
    /// <summary>Stands for a quote that is text. U+FDD0 is a noncharacter: Unicode reserves it for use inside a program.</summary>
    public const char Stray = '\uFDD0';

    private bool _isQuoted;
    private bool _isPending;

    /// <summary>The last character before the chunk that is no blank.</summary>
    private char _before = '\n';

    /// <summary>How the line begins that the chunk goes on with, as far as a comment is told by it.</summary>
    private string _prefix = "";
    private long _feeds, _returns;
    private long _opened;

    /// <exception cref="InvalidDataException">A quote is never closed.</exception>
    public override int Read(Span<char> buffer)
    {
        int read = text.Read(buffer);
        if (read == 0 && _isQuoted && !_isPending && buffer.Length > 0)
            TableErrors.OpenQuote(_opened);
        var chunk = buffer[..read];
        int line = -1;
        for (int at = 0; at < chunk.Length;)
        {
            // A quote inside a quoted field: with another one behind it, it is text; else it ends the field.
            if (_isPending)
            {
                (_isPending, _isQuoted) = (false, chunk[at] == '"');
                if (_isQuoted)
                {
                    at++;
                    continue;
                }

                _before = '"';
            }

            int quote = chunk[at..].IndexOf('"');
            int end = quote < 0 ? chunk.Length : at + quote;
            Count(chunk[at..end]);
            if (_isQuoted)
            {
                _isPending = quote >= 0;
            }
            else
            {
                SeeUnquoted(chunk, at, end, ref line);
                if (quote >= 0)
                    SeeQuote(chunk, end, line);
            }

            at = end + 1;
        }

        if (!chunk.IsEmpty)
            _prefix = Prefix(chunk, line);
        return read;
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read()
    {
        Span<char> one = stackalloc char[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override int Peek() => -1;

    /// <summary>Notes where a line begins, and what stands last.</summary>
    private void SeeUnquoted(ReadOnlySpan<char> chunk, int start, int end, ref int line)
    {
        var part = chunk[start..end];
        int ended = part.LastIndexOfAny('\n', '\r');
        if (ended >= 0)
            line = start + ended + 1;
        for (int i = part.Length - 1; i >= 0; i--)
        {
            if (char.IsWhiteSpace(part[i]) && part[i] is not ('\n' or '\r') && part[i] != separator)
                continue;
            _before = part[i];
            return;
        }
    }

    /// <summary>A quote behind a separator, or first in its line, opens a field; any other is text.</summary>
    private void SeeQuote(Span<char> chunk, int at, int line)
    {
        bool isFirst = _before is '\n' or '\r';
        bool opens = (isFirst || _before == separator) && !(comment is not null && Prefix(chunk[..at], line) == comment);
        if (opens)
            (_isQuoted, _opened) = (true, 1 + (_feeds > 0 ? _feeds : _returns));
        else
            chunk[at] = _before = Stray;
    }

    /// <summary>
    /// The first characters of a line, no more than tell a comment; the line began at an index, or, at −1, before the chunk.
    /// </summary>
    private string Prefix(ReadOnlySpan<char> chunk, int line)
    {
        int length = comment?.Length ?? 0;
        if (line >= 0)
            return First(chunk[line..].TrimStart(' '), length);
        return _prefix.Length == length ? _prefix : First($"{_prefix}{First(chunk, 64)}".AsSpan().TrimStart(' '), length);
    }

    private static string First(ReadOnlySpan<char> text, int length) => text[..Math.Min(length, text.Length)].ToString();

    /// <summary>Lines end with line feeds, or with carriage returns alone.</summary>
    private void Count(ReadOnlySpan<char> chunk)
    {
        _feeds += chunk.Count('\n');
        _returns += chunk.Count('\r');
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            text.Dispose();
        base.Dispose(disposing);
    }
}
