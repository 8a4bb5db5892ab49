using System.IO.Compression;
using System.Text;
using CsCheck;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tables.Tests;

/// <summary>Bytes, lines and quotes: what is loaded is what was written.</summary>
public sealed class TextTests : IDisposable
{
    private const string Words = "naïve,café;weiß";
    private readonly TableFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Encodings =>
        ["utf-8", "utf-8 mark", "utf-16", "utf-16BE", "utf-16 without mark", "utf-32", "windows-1252", "latin1"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void The_encoding_is_found(string name)
    {
        string text = "name\tsize\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{Words} {i % 4}\t{i}\n"));
        var (encoding, isMarked) = name switch
        {
            "utf-8 mark" => (Encoding.UTF8, true),
            "utf-16" => (Encoding.Unicode, true),
            "utf-16BE" => (Encoding.BigEndianUnicode, true),
            "utf-16 without mark" => (Encoding.Unicode, false),
            "utf-32" => (Encoding.UTF32, true),
            "windows-1252" => (CodePagesEncodingProvider.Instance.GetEncoding(1252)!, false),
            "latin1" => (Encoding.Latin1, false),
            _ => (Encoding.UTF8, false),
        };
        var table = _folder.Load([.. isMarked ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)]);
        Assert.Equal(["name", "size"], table.Rows.Schema.Select(column => column.Name));
        Assert.Equal($"{Words} 1", table.Rows.GetColumn<string>("name").ElementAt(1));
        Assert.Equal(
            !isMarked && name != "utf-8", table.Report.Remarks.Any(remark => remark.StartsWith("read as", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_encoding_can_be_told()
    {
        var greek = CodePagesEncodingProvider.Instance.GetEncoding(1253)!;
        byte[] bytes = greek.GetBytes("name,size\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"λέξη{i % 2},{i}\n")));
        Assert.Equal("λέξη0", _folder.Load(bytes, new TableOptions { Encoding = greek }).Rows.GetColumn<string>("name").First());
    }

    [Theory]
    [InlineData(new byte[] { (byte)'c', 0, (byte)'\n' }, "line 3: found a zero byte. It is not text")]
    public void What_is_not_text_is_named_with_its_line(byte[] row, string message) => Assert.Contains(
        message, Assert.Throws<InvalidDataException>(() => _folder.Load([.. "a,label\n1,x\n"u8, .. row, .. "3,y\n"u8])).Message);

    [Fact]
    public void Text_that_is_mostly_of_another_encoding_is_damaged()
    {
        byte[] bytes = [.. "a,label\n"u8, .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ü,é\n", 40_000))), (byte)'c', 0xE9, (byte)'\n'];
        Assert.Contains(
            "line 40002: found the byte 0xE9, which is not UTF-8", Assert.Throws<InvalidDataException>(() => _folder.Load(bytes)).Message);
    }

    [Theory]
    [InlineData("\n", ',')]
    [InlineData("\r\n", ';')]
    [InlineData("\r", '\t')]
    public void Quotes_breaks_and_blanks_are_read_as_they_are_meant(string end, char separator)
    {
        string[] texts = ["two\nlines", "\"quoted\"", "a, b; c\td", "5\" pipe", "", "# no comment", "é ü 漢", "say \"so\"", "\r\n", "'"];
        string Quoted(string text) => $"\"{text.Replace("\"", "\"\"")}\"";
        string lines = $"text {separator} n{end}" + string.Concat(
            Enumerable.Range(0, 50).Select(i => $" {Quoted(texts[i % 10])} {separator} {i}{end}"));
        var table = _folder.Load(lines);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => texts[i % 10].Trim()), table.Rows.GetColumn<string>("text"));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (float)i), table.Rows.GetColumn<float>("n"));
    }

    [Fact]
    public void Quotes_that_are_text_open_nothing()
    {
        var within = _folder.Load("text\tn", 30, i => $"a 5\" pipe, {i % 3}\t{i}");
        Assert.Equal("a 5\" pipe, 1", within.Rows.GetColumn<string>("text").ElementAt(1));
        // At the beginning of cells they open fields, as RFC 4180 has it, unless rows would then differ in length.
        var first = _folder.Load("text\tn", 30, i => i % 10 == 3 ? $"\"so he said\t{i}" : $"words\t{i}");
        Assert.Equal(30, first.Report.Rows);
        Assert.Equal("\"so he said", first.Rows.GetColumn<string>("text").ElementAt(3));
        Assert.Contains(first.Report.Remarks, remark => remark.Contains("quotes are read as text"));
    }

    [Fact]
    public void A_quote_that_stays_open_is_named_with_its_line() =>
        Assert.Contains("line 402 is never closed", Assert.Throws<InvalidDataException>(
        () => _folder.Load("text,n", 600, i => i == 400 ? "\"open,1" : $"words,{i}")).Message);

    [Theory]
    [InlineData("1,2,3", "line 202 has 3 cells, and there are 2 columns: '3' would be lost")]
    [InlineData("1", "line 202 has 1 cells, and there are 2 columns")]
    public void A_row_of_another_length_is_an_error_or_said(string row, string message)
    {
        LoadedTable Load(RaggedRows ragged) =>
            _folder.Load("a,b", 300, i => i == 200 ? row : $"{i},{i % 7}", new TableOptions { RaggedRows = ragged });
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Load(RaggedRows.Error)).Message);
        var left = Load(RaggedRows.LeaveOut);
        Assert.Equal(299, left.Report.Rows);
        Assert.Equal(299, left.Rows.GetColumn<float>("a").Count());
        Assert.Contains(left.Report.Remarks, remark => remark.Contains("left out: line 202"));
        if (row.Length == 1)
            Assert.True(float.IsNaN(Load(RaggedRows.Fill).Rows.GetColumn<float>("b").ElementAt(200)));
    }

    [Fact]
    public void Rows_without_any_value_are_left_out_and_said()
    {
        var table = _folder.Load("a,b", 20, i => i >= 15 ? "," : $"{i},{i % 7}");
        Assert.Equal(15, table.Report.Rows);
        Assert.Contains(
            table.Report.Remarks, remark => remark.StartsWith("5 rows without any value are left out: lines 17", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_has_changed_is_not_read_as_if_it_had_not()
    {
        string path = _folder.Write("a,b\n1,2\n3,5\n"u8.ToArray());
        var table = _folder.Context.Data.LoadTable(path);
        File.AppendAllText(path, "7,8\n");
        Assert.Contains("has changed", Assert.Throws<InvalidOperationException>(() => table.Rows.GetColumn<float>("a").ToList()).Message);
    }

    [Fact]
    public void Rows_are_read_again_and_again_some_or_all()
    {
        var table = _folder.Load("a,b", 50, i => $"{i},x{i % 3}");
        Assert.Equal(50, table.Rows.GetRowCount());
        Assert.Equal(table.Rows.GetColumn<float>("a"), table.Rows.GetColumn<float>("a"));
        Assert.Equal([1f, 11, 21, 31, 41], table.Where(row => row % 10 == 1).GetColumn<float>("a"));
        var cached = _folder.Context.Data.Cache(table.Rows);
        Assert.Equal(table.Rows.GetColumn<string>("b"), cached.GetColumn<string>("b"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public void Compression_is_found_and_what_is_cut_off_refused(int missing)
    {
        byte[] bytes = Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"{i * 7 % 97},{i % 2}\n")));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        Assert.Equal(500, _folder.Load(packed.ToArray()).Report.Rows);
        // Two members, one behind the other, are a whole as well.
        Assert.Equal(1001, _folder.Load([.. packed.ToArray(), .. packed.ToArray()], new TableOptions { HasHeader = true }).Report.Rows);
        Assert.Contains(
            "cut off or damaged", Assert.Throws<InvalidDataException>(() => _folder.Load(packed.ToArray()[..^missing])).Message);
    }

    [Fact]
    public void Whatever_is_written_is_read_back()
    {
        var texts = Choice(
            "plain", "two\nlines", "with \"quotes\"", "sep , ; | \t", "#x", "", "'", "5\" pipe", "\"\"", "a\rb", "漢字", "\u001b[0m");
        var row = Gen.Select(texts, Gen.Float[-1e6f, 1e6f], Gen.Bool);
        Gen.Select(row.Array[3, 60], Choice(',', ';', '\t', '|'), Choice("\n", "\r\n"), Gen.Bool)
            .Sample((rows, separator, end, quotesAll) =>
        {
            string Cell(string text) => quotesAll || text.AsSpan().ContainsAny("\"\n\r,;|\t#") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
            var lines = rows.Select((cells, i) => string.Join(separator, Cell(cells.Item1),
                Cell(cells.Item2.ToString("R", System.Globalization.CultureInfo.InvariantCulture)),
                Cell(cells.Item3 ? "yes" : "no"),
                Cell($"{i}")));
            var options = new TableOptions
            {
                HasHeader = true,
                DecimalMark = '.',
                ColumnKinds = new Dictionary<string, ColumnKind> { ["flag"] = ColumnKind.Boolean, ["number"] = ColumnKind.Number, ["text"] = ColumnKind.Category },
            };
            var table = _folder.Load(
                string.Join(end, lines.Prepend(string.Join(separator, "text", "number", "flag", "row"))) + end, options);
            if (rows.Any(cells => cells.Item1.Length > 0))
                Assert.Equal(rows.Select(cells => cells.Item1.Trim()), table.Rows.GetColumn<string>("text"));
            if (table.Rows.Schema["number"].Type == NumberDataViewType.Single)
                Assert.Equal(rows.Select(cells => cells.Item2), table.Rows.GetColumn<float>("number"));
            Assert.Equal(rows.Select(cells => cells.Item3), table.Rows.GetColumn<bool>("flag"));
        }, iter: 150, threads: 1);
    }

    [Fact]
    public void Whatever_the_bytes_are_it_is_a_table_or_an_error_in_words()
    {
        var pieces = Choice(
            "a",
            "1",
            ",",
            ";",
            "\t",
            "\"",
            "\n",
            "\r\n",
            "\r",
            "#",
            " ",
            "-",
            ".",
            "é",
            "2024-01-01",
            "NA",
            "1e5",
            "%",
            "(",
            ")",
            "sep=;\n",
            "|",
            "'",
            "=");
        pieces.Array[0, 200].Sample(parts =>
        {
            try
            {
                var table = _folder.Load(string.Concat(parts));
                long rows = 0;
                using var cursor = table.Rows.GetRowCursor(table.Rows.Schema);
                while (cursor.MoveNext())
                    rows++;
                Assert.Equal(table.Report.Rows, rows);
            }
            catch (InvalidDataException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }, iter: 600, threads: 1);
    }

    private static Gen<T> Choice<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
