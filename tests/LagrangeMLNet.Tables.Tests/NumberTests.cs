using System.Globalization;
using CsCheck;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tables.Tests;

public sealed class NumberTests : IDisposable
{
    private readonly TableFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1,234.5", 1234.5)]
    [InlineData("12,345,678", 12345678)]
    [InlineData("1.234,5", 1234.5)]
    [InlineData("1.234.567,25", 1234567.25)]
    [InlineData("1 234,5", 1234.5)]
    [InlineData("1\u00a0234.5", 1234.5)]
    [InlineData("1\u202f234,5", 1234.5)]
    [InlineData("1'234.5", 1234.5)]
    [InlineData("1\u2019234", 1234)]
    [InlineData("12,34,567.5", 1234567.5)]
    [InlineData("0,5", 0.5)]
    [InlineData(",5", 0.5)]
    [InlineData("5,", 5)]
    [InlineData("12.5%", 0.125)]
    [InlineData("12,5 %", 0.125)]
    [InlineData("$1,234.50", 1234.5)]
    [InlineData("1.234,50 €", 1234.5)]
    [InlineData("-£5.25", -5.25)]
    [InlineData("£-5.25", -5.25)]
    [InlineData("CHF 1'234.50", 1234.5)]
    [InlineData("99,5 kr", 99.5)]
    [InlineData("(1,234.50)", -1234.5)]
    [InlineData("($5.25)", -5.25)]
    [InlineData("5.25-", -5.25)]
    [InlineData("\u22125.25", -5.25)]
    [InlineData("+5.25", 5.25)]
    [InlineData("1.5e-3", 0.0015)]
    [InlineData("1,5E3", 1500)]
    public void Numbers_are_read_as_people_write_them(string written, double value)
    {
        // Beside others of the same marks, in quotes.
        string mate = written.Contains(',') && written.LastIndexOf(',') > written.LastIndexOf('.') && written.Count(c => c == ',') == 1
            ? "2,25"
            : "2.25";
        var table = _folder.Load("a,b", 20, i => $"\"{(i % 2 == 0 ? written : mate)}\",{i}");
        Assert.True(table.Report.Columns[0].Kind == ColumnKind.Number, table.Report.ToString());
        Assert.Equal((float)value, table.Rows.GetColumn<float>("a").First(), 1e-5f * Math.Abs((float)value));
        Assert.Equal(2.25f, table.Rows.GetColumn<float>("a").ElementAt(1));
    }

    [Theory]
    [InlineData('\t')]
    [InlineData(';')]
    [InlineData('|')]
    [InlineData(',')]
    public void A_decimal_comma_is_found_whatever_the_separator(char separator)
    {
        string quote = separator == ',' ? "\"" : "";
        var table = _folder.Load(
            $"a{separator}b{separator}label", 30, i => string.Join(separator, $"{quote}{i},5{quote}", $"{i}", i < 15 ? "a" : "b"));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => i + 0.5f), table.Rows.GetColumn<float>("a"));
        Assert.Equal(',', table.Report.DecimalMark);
    }

    [Fact]
    public void Three_digits_behind_a_mark_are_judged_by_the_other_numbers()
    {
        // Whole numbers below 1,000 beside them: thousands. Another column with a decimal comma: decimals.
        Assert.Equal(1234, _folder.Load("a,b", 20, i => i % 2 == 0 ? "\"1,234\",1.5" : "950,2").Rows.GetColumn<float>("a").First());
        Assert.Equal(1.234f, _folder.Load("a;b", 20, i => $"1,234;0,{i}").Rows.GetColumn<float>("a").First());
        Assert.Equal(1.234f, _folder.Load("a;b", 20, i => $"1.234;{i}").Rows.GetColumn<float>("a").First());
        // Nothing tells: it is said, and the option decides.
        string Row(int i) => $"{1 + (i % 9)},{234 + i}\t{i}";
        var guessed = _folder.Load("a\tb", 20, Row);
        Assert.Contains("DecimalMark says otherwise", guessed.Report.Columns[0].Reason);
        Assert.Equal(1.234f, guessed.Rows.GetColumn<float>("a").First());
        Assert.Equal(1234, _folder.Load("a\tb", 20, Row, new TableOptions { DecimalMark = '.' }).Rows.GetColumn<float>("a").First());
    }

    [Fact]
    public void Codes_are_no_numbers()
    {
        var table = _folder.Load("zip,phone,n", 30, i => $"0{1000 + i},{6000000 + i},{i}");
        Assert.Equal(ColumnKind.Category, table.Report.Columns[0].Kind);
        Assert.Contains("zeros in front", table.Report.Columns[0].Reason);
        Assert.Equal("01000", table.Rows.GetColumn<string>("zip").First());
        var told = new TableOptions { ColumnKinds = new Dictionary<string, ColumnKind> { ["zip"] = ColumnKind.Number } };
        Assert.Equal(1000, _folder.Load("zip,n", 30, i => $"0{1000 + i},{i}", told).Rows.GetColumn<float>("zip").First());
    }

    [Fact]
    public void Amounts_in_two_currencies_are_not_compared()
    {
        var table = _folder.Load("a,b", 30, i => $"{(i % 2 == 0 ? "$" : "€")}{i},{i}");
        Assert.Equal(ColumnKind.Category, table.Report.Columns[0].Kind);
        Assert.Contains("more than one currency", table.Report.Columns[0].Reason);
    }

    [Fact]
    public void Numbers_that_single_precision_would_merge_are_loaded_in_double()
    {
        var table = _folder.Load("t,b", 30, i => $"{1700000000 + i},{i}");
        Assert.Equal(Enumerable.Range(0, 30).Select(i => 1700000000.0 + i), table.Rows.GetColumn<double>("t"));
        Assert.Contains("double precision", table.Report.Columns[0].Reason);
    }

    [Theory]
    [InlineData("1e39")]
    [InlineData("-Infinity")]
    [InlineData("inf")]
    [InlineData("∞")]
    [InlineData("1e999")]
    public void A_number_beyond_single_precision_is_an_error_that_names_it(string cell)
    {
        var error = Assert.Throws<InvalidDataException>(() => _folder.Load("a,b", 30, i => $"{(i == 21 ? cell : "0.5")},{i}"));
        Assert.Contains("column 'a', line 23", error.Message);
        Assert.Contains($"'{cell}' is no number that single precision holds", error.Message);
    }

    [Fact]
    public void Cells_that_are_no_numbers_are_missing_and_said_with_their_lines()
    {
        var table = _folder.Load("a,b", 100, i => $"{(i == 7 ? "abc" : i == 50 ? "1.2.3" : $"{i}.5")},{i}");
        var column = table.Report.Columns[0];
        Assert.Equal((ColumnKind.Number, 2, 2), (column.Kind, column.UnreadableCount, column.Missing));
        Assert.Equal([new TableCell(9, "abc"), new TableCell(52, "1.2.3")], column.Unreadable);
        Assert.Contains(table.Report.Remarks, remark => remark.Contains("'a'") && remark.Contains("line 9 'abc'"));
        Assert.True(float.IsNaN(table.Rows.GetColumn<float>("a").ElementAt(7)));
    }

    [Fact]
    public void A_column_that_is_half_numbers_is_one_of_texts_and_says_so()
    {
        var column = _folder.Load("a,b", 100, i => $"{(i % 2 == 0 ? $"{i}" : $"size {i % 7}")},{i}").Report.Columns[0];
        Assert.Equal(ColumnKind.Category, column.Kind);
        Assert.Contains("50 of 100 cells are numbers", column.Reason);
    }

    [Fact]
    public void Whatever_number_is_written_in_whatever_style_is_read_back()
    {
        var styles = Choice("F2", "N2", "N0", "R", "E4");
        var cultures = Choice(Format(".", ","), Format(",", "."), Format(",", "\u00a0"), Format(".", "'"), Format(".", " "));
        Gen.Select(Gen.Double[-1e7, 1e7].Array[5, 40], styles, cultures, Choice('\t', ';', '|'))
            .Sample((values, style, culture, separator) =>
        {
            string text = $"a{separator}b\n" + string.Concat(values.Select((value, i) =>
                $"{value.ToString(style, culture)}{separator}{(i % 9 / 8.0).ToString("F4", culture)}\n"));
            var table = _folder.Load(text);
            var expected = values.Select(
                value => (float)double.Parse(value.ToString(style, culture), NumberStyles.Float | NumberStyles.AllowThousands, culture));
            Assert.Equal(expected, Floats(table, "a"));
        }, iter: 100, threads: 1);
    }

    private static IEnumerable<float> Floats(LoadedTable table, string name) => table.Rows.Schema[name].Type == NumberDataViewType.Double
        ? table.Rows.GetColumn<double>(name).Select(value => (float)value)
        : table.Rows.GetColumn<float>(name);

    private static NumberFormatInfo Format(string decimals, string thousands) =>
        new() { NumberDecimalSeparator = decimals, NumberGroupSeparator = thousands };

    private static Gen<T> Choice<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
