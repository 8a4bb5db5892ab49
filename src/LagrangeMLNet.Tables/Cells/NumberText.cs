using System.Buffers;
using System.Globalization;

namespace LagrangeMLNet.Tables.Cells;

/// <summary>What stands around the digits of a number.</summary>
[Flags]
internal enum NumberTraits
{
    None = 0,

    /// <summary>A point or a comma stands in it: its reading may depend on which is the decimal mark.</summary>
    HasMark = 1,

    /// <summary>Thousands are set apart.</summary>
    IsGrouped = 2,

    /// <summary>A percent sign; the value is a share.</summary>
    IsPercent = 4,

    /// <summary>A currency sign or code.</summary>
    IsCurrency = 8,

    /// <summary>Parentheses, as accounts have negative numbers.</summary>
    IsInParentheses = 16,
}

/// <summary>
/// Numbers as people write them: decimal point or comma; thousands set apart by point, comma, space or apostrophe; signs before or behind;
/// percent; currencies; parentheses for negative amounts.
/// </summary>
internal static class NumberText
{
    private const int MostCharacters = 512;

    /// <summary>No group of digits begins so: 0,123 has a decimal comma.</summary>
    private const char Zero = '0';

    private static readonly SearchValues<char> PlainCharacters = SearchValues.Create("0123456789+-.eE");

    private static readonly string[] Currencies =
    [
        "USD",
        "EUR",
        "GBP",
        "CHF",
        "JPY",
        "CNY",
        "INR",
        "AUD",
        "CAD",
        "NZD",
        "SEK",
        "NOK",
        "DKK",
        "PLN",
        "CZK",
        "HUF",
        "BRL",
        "MXN",
        "ZAR",
        "KRW",
        "TRY",
        "RUB", "SGD", "HKD", "US$", "R$", "A$", "C$", "kr.", "kr", "zł", "Kč", "Fr.", "Rs.", "Rs",
    ];

    /// <param name="cell">A cell without space around it.</param>
    /// <param name="decimalMark">Point or comma.</param>
    /// <param name="value">The number; infinite beyond double precision or where the cell says so.</param>
    /// <param name="traits">What stands around its digits.</param>
    /// <param name="currency">The currency sign or code; empty if there is none.</param>
    public static bool TryRead(ReadOnlySpan<char> cell, char decimalMark, out double value, out NumberTraits traits, out string currency)
    {
        (value, traits, currency) = (double.NaN, NumberTraits.None, "");
        if (cell.Length is 0 or > MostCharacters)
            return false;
        bool isPlain = !cell.ContainsAnyExcept(PlainCharacters);
        if (isPlain && (decimalMark == '.' || !cell.Contains('.')))
        {
            const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
            traits = cell.Contains('.') ? NumberTraits.HasMark : NumberTraits.None;
            if (double.TryParse(cell, styles, CultureInfo.InvariantCulture, out value))
                return true;
        }

        var scan = new Scan(cell);
        (traits, currency) = (scan.Traits, scan.Currency);
        if (IsInfinity(scan.Digits))
            value = double.PositiveInfinity;
        else if (!TryDigits(scan.Digits, decimalMark, ref traits, out value))
            return false;
        if (scan.IsNegative)
            value = -value;
        if (traits.HasFlag(NumberTraits.IsPercent))
            value /= 100;
        return true;
    }

    /// <summary>Takes signs, currencies, percent and parentheses from around the digits.</summary>
    private ref struct Scan
    {
        private bool _hasSign;

        public Scan(ReadOnlySpan<char> cell)
        {
            Digits = cell;
            if (Digits is ['(', .., ')'])
            {
                (_hasSign, IsNegative, Traits) = (true, true, NumberTraits.IsInParentheses);
                Digits = Digits[1..^1].Trim();
            }

            while (Digits.Length > 1 && (StripFront() || StripBack()))
                Digits = Digits.Trim();
        }

        public ReadOnlySpan<char> Digits { get; private set; }

        public bool IsNegative { get; private set; }

        public NumberTraits Traits { get; private set; } = NumberTraits.None;

        public string Currency { get; private set; } = "";

        private bool StripFront()
        {
            if (!TrySign(Digits[0]))
                return TryCurrency(isFront: true);
            Digits = Digits[1..];
            return true;
        }

        private bool StripBack()
        {
            char last = Digits[^1];
            bool isPercent = last == '%' && !Traits.HasFlag(NumberTraits.IsPercent);
            if (isPercent)
                Traits |= NumberTraits.IsPercent;
            else if (last == '+' || !TrySign(last))
                return TryCurrency(isFront: false);
            Digits = Digits[..^1];
            return true;
        }

        private bool TrySign(char c)
        {
            if (_hasSign || c is not ('+' or '-' or '\u2212'))
                return false;
            (_hasSign, IsNegative) = (true, c != '+');
            return true;
        }

        private bool TryCurrency(bool isFront)
        {
            char end = isFront ? Digits[0] : Digits[^1];
            if (Currency.Length > 0 || char.IsAsciiDigit(end))
                return false;
            if (char.GetUnicodeCategory(end) == UnicodeCategory.CurrencySymbol)
                return Take(end.ToString(), isFront);
            foreach (string code in Currencies)
            {
                if (isFront ? Digits.StartsWith(code, StringComparison.Ordinal) : Digits.EndsWith(code, StringComparison.Ordinal))
                    return Take(code, isFront);
            }

            return false;
        }

        private bool Take(string currency, bool isFront)
        {
            Currency = currency;
            Traits |= NumberTraits.IsCurrency;
            Digits = isFront ? Digits[currency.Length..] : Digits[..^currency.Length];
            return true;
        }
    }

    /// <summary>
    /// Whether a number with a decimal point can be read with a decimal comma too: 1.234 can, 0.5, 12.34 and 1234.567 cannot.
    /// </summary>
    public static bool MayHavePointForThousands(ReadOnlySpan<char> cell)
    {
        if (cell.ContainsAnyExcept(PlainCharacters) || cell.ContainsAny('e', 'E'))
            return true;
        var digits = cell.TrimStart("+-");
        int point = digits.IndexOf('.');
        return point is >= 1 and <= 3
            && digits[0] != Zero
            && digits.Length > point + 3
            && (digits.Length == point + 4 || digits[point + 4] == '.');
    }

    private static bool IsInfinity(ReadOnlySpan<char> text) =>
        text is ['∞']
            || text.Equals("inf", StringComparison.OrdinalIgnoreCase)
            || text.Equals("infinity", StringComparison.OrdinalIgnoreCase);

    /// <summary>Digits, with the decimal mark, groups and an exponent.</summary>
    private static bool TryDigits(ReadOnlySpan<char> text, char decimalMark, ref NumberTraits traits, out double value)
    {
        value = double.NaN;
        if (text.IsEmpty)
            return false;
        int exponent = text.IndexOfAny('e', 'E');
        var mantissa = exponent < 0 ? text : text[..exponent];
        int mark = mantissa.LastIndexOf(decimalMark);
        var whole = mark < 0 ? mantissa : mantissa[..mark];
        var fraction = mark < 0 ? [] : mantissa[(mark + 1)..];
        if (fraction.ContainsAnyExceptInRange('0', '9') || whole.Length + fraction.Length == 0)
            return false;

        Span<char> plain = stackalloc char[MostCharacters + 1];
        if (!TryGroups(whole, decimalMark, plain, out int length, ref traits))
            return false;
        if (mark >= 0)
        {
            traits |= NumberTraits.HasMark;
            plain[length++] = '.';
            fraction.CopyTo(plain[length..]);
            length += fraction.Length;
        }

        if (exponent >= 0)
        {
            text[exponent..].CopyTo(plain[length..]);
            length += text.Length - exponent;
        }

        return double.TryParse(
            plain[..length], NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Digits in groups: one to three, then three each; Indian ones have two each but for the last.</summary>
    private static bool TryGroups(ReadOnlySpan<char> whole, char decimalMark, Span<char> plain, out int length, ref NumberTraits traits)
    {
        length = 0;
        int first = whole.IndexOfAnyExceptInRange('0', '9');
        if (first < 0)
        {
            whole.CopyTo(plain);
            length = whole.Length;
            return true;
        }

        char separator = whole[first];
        bool isGroupMark = separator is ' ' or '\u00A0' or '\u202F' or '\u2009' or '\'' or '\u2019'
            || separator == (decimalMark == '.' ? ',' : '.');
        if (!isGroupMark || first is 0 or > 3 || whole[0] == Zero)
            return false;
        traits |= NumberTraits.IsGrouped | (separator is '.' or ',' ? NumberTraits.HasMark : NumberTraits.None);
        while (true)
        {
            int end = whole.IndexOf(separator);
            var group = end < 0 ? whole : whole[..end];
            bool isLast = end < 0;
            bool isFirst = length == 0;
            bool hasRightLength = isFirst || (isLast ? group.Length == 3 : group.Length is 2 or 3);
            if (!hasRightLength || group.ContainsAnyExceptInRange('0', '9'))
                return false;
            group.CopyTo(plain[length..]);
            length += group.Length;
            if (isLast)
                return true;
            whole = whole[(end + 1)..];
        }
    }
}
