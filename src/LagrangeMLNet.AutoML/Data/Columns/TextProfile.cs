using System.Globalization;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Data.Columns;

/// <summary>
/// A column of texts: categories where they recur; else numbers, dates or identifiers written as text, or texts to be read, by words
/// or, where spaces do not tell words apart (addresses, codes, Chinese), by characters.
/// </summary>
internal sealed class TextProfile(DataViewSchema.Column column) : ColumnProfile<ReadOnlyMemory<char>>(column)
{
    /// <summary>Mean number of words from which a column of many texts is prose.</summary>
    private const double WordsOfProse = 3;

    /// <summary>Mean number of words below which words are not told apart by spaces.</summary>
    private const double WordsApart = 1.5;

    /// <summary>Fewest texts of which it can be told that they do not recur.</summary>
    private const int Many = 20;

    /// <summary>What stands for a missing number or date.</summary>
    private static readonly string[] s_missing = ["NA", "N/A", "NaN", "null", "none", "?", "-"];

    /// <summary>What ML.NET's conversion reads: no spaces around, as the model would not read them either.</summary>
    private const NumberStyles Numbers = NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite;

    private readonly HashSet<string> _distinct = [];
    private readonly NumberSpread _numbers = new();
    private string? _skeleton;
    private bool _areNumbers = true, _areDates = true, _areGuids = true, _differInDigits = true;
    private long _words;
    private int _present, _all;

    private bool IsConstant => _distinct.Count < 2 && _present == _all;

    protected override ulong HashOf(in ReadOnlyMemory<char> value) => StableHash.Of(value.Span);

    protected override void See(in ReadOnlyMemory<char> value, long row, bool isTraining)
    {
        var text = value.Span.Trim();
        bool isNumber = double.TryParse(value.Span, Numbers, CultureInfo.InvariantCulture, out double number);
        _numbers.See(isNumber ? number : double.NaN, row, isTraining);
        if (!isTraining)
            return;
        _all++;
        if (text.IsEmpty)
            return;
        _present++;
        _words += 1 + text.Count(' ');
        if (_distinct.Count >= MostCounted || !_distinct.Add(text.ToString()) || IsMissing(text))
            return;
        _areNumbers &= isNumber;
        _areDates &= IsDate(text);
        _areGuids &= Guid.TryParseExact(text, "D", out _);
        if (_differInDigits)
        {
            string skeleton = Skeleton(text);
            _skeleton ??= skeleton;
            _differInDigits = skeleton == _skeleton;
        }
    }

    public override ColumnFacts Conclude(SweepColumnRole? wanted) => wanted switch
    {
        null => Guess(),
        _ when _distinct.Count == 0 || IsConstant => LeftOut(_distinct.Count == 0 ? "empty" : "constant"),
        SweepColumnRole.Numeric => AsNumber(),
        SweepColumnRole.Category => Categories(_distinct.Count),
        SweepColumnRole.Date => AsDate(),
        _ => AsText(),
    };

    private ColumnFacts Guess()
    {
        if (_distinct.Count == 0 || IsConstant)
            return LeftOut(_distinct.Count == 0 ? "empty" : "constant");
        bool recur = _present <= Many || _distinct.Count <= Math.Min(_present / 2, MostCounted - 1);
        if (!recur || _distinct.Count > MostIndicators)
        {
            if (_areNumbers)
                return AsNumber();
            if (_areDates)
                return AsDate();
        }

        if (_words >= WordsOfProse * _present && _distinct.Count > Math.Min(100, _present / 2))
            return As(ColumnRole.Text);
        if (recur)
            return Categories(_distinct.Count);
        if (_areGuids || _differInDigits)
            return LeftOut(
                "nearly every row has a value of its own, " + (_areGuids ? "an identifier" : "and values differ in their digits alone"));
        return AsText();
    }

    private ColumnFacts AsNumber() => _numbers.IsEmpty ? LeftOut("no value that is a number")
        : As(_numbers.HasGaps ? ColumnRole.NumberWithGaps : ColumnRole.Number)
            with
        { Remark = _numbers.Remark(Column.Name), Bounds = _numbers.Bounds };

    private ColumnFacts AsDate() => _areDates || _distinct.Any(text => IsDate(text))
        ? As(_areDates && _present == _all && !_distinct.Any(text => IsMissing(text)) ? ColumnRole.Date : ColumnRole.DateWithGaps)
        : LeftOut("no value that is a date");

    private ColumnFacts AsText() => As(_words < WordsApart * _present ? ColumnRole.Characters : ColumnRole.Text);

    private static bool IsMissing(ReadOnlySpan<char> text)
    {
        foreach (string mark in s_missing)
        {
            if (text.Equals(mark, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Whether a text is a date in one of ISO 8601's forms, which mean the same wherever a model is used.</summary>
    private static bool IsDate(ReadOnlySpan<char> text) =>
        text.Length >= 10 && char.IsAsciiDigit(text[0]) && text[4] == '-' && text[7] == '-'
        && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>The text with each run of digits as one sign.</summary>
    private static string Skeleton(ReadOnlySpan<char> text)
    {
        var skeleton = new System.Text.StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
                skeleton.Append(text[i]);
            else if (i == 0 || !char.IsAsciiDigit(text[i - 1]))
                skeleton.Append('#');
        }

        return skeleton.ToString();
    }
}
