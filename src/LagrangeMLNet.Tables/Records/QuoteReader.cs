namespace LagrangeMLNet.Tables.Records;

/// <summary>
/// Text in which a quote stands only where RFC 4180 has it: one that does not begin a field (5" pipe) is replaced by <see cref="Stray"/>, as Sep
/// takes every quote for the beginning or the end of a quoted part.
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
    private bool _isComment;
    private int _matched;
    private char _before = '\n';
    private long _feeds, _returns;
    private long _opened;

    /// <exception cref="InvalidDataException">A quote is never closed.</exception>
    public override int Read(Span<char> buffer)
    {
        int read = text.Read(buffer);
        if (read == 0 && _isQuoted && !_isPending && buffer.Length > 0)
            TableErrors.OpenQuote(_opened);
        var chunk = buffer[..read];
        for (int at = 0; at < chunk.Length;)
        {
            // A quote inside a quoted field: with another one behind it, it is text; else it ends the field.
            if (_isPending)
            {
                _isPending = false;
                _isQuoted = chunk[at] == '"';
                if (_isQuoted)
                {
                    at++;
                    continue;
                }

                _before = '"';
            }

            if (_isQuoted)
            {
                int quote = chunk[at..].IndexOf('"');
                int end = quote < 0 ? chunk.Length : at + quote;
                Count(chunk[at..end]);
                at = end + 1;
                _isPending = quote >= 0;
            }
            else
            {
                SeeUnquoted(ref chunk[at]);
                at++;
            }
        }

        return read;
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read()
    {
        Span<char> one = stackalloc char[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override int Peek() => -1;

    private void SeeUnquoted(ref char c)
    {
        bool isStart = _before is '\n' or '\r';
        if (isStart)
            (_isComment, _matched) = (false, 0);
        if (comment is not null && !_isComment && _matched >= 0)
        {
            _matched = c == comment[_matched] ? _matched + 1 : _matched == 0 && c is ' ' ? 0 : -1;
            _isComment = _matched == comment.Length;
        }

        if (c == '"')
        {
            if (!_isComment && (isStart || _before == separator))
                (_isQuoted, _opened) = (true, 1 + (_feeds > 0 ? _feeds : _returns));
            else
                (c, _before) = (Stray, Stray);
        }
        else if (c is '\n' or '\r' || c == separator || !char.IsWhiteSpace(c))
        {
            Count([c]);
            _before = c;
        }
    }

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
