using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using QuickStart.Learning;
using Xunit;

namespace LagrangeMLNet.Acceptance;

/// <summary>Tables as people have them: what is loaded is what was read, and what cannot be read is named with its line.</summary>
public sealed class TableReadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _context = new(seed: 1);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(", ", "\n")]
    [InlineData(" ,  ", "\r\n")]
    [InlineData(";", "\r")]
    [InlineData("\t", "\n")]
    [InlineData(" | ", "\r")]
    public void Labels_and_numbers_are_loaded_whatever_stands_around_them(string separator, string end)
    {
        var lines = Enumerable.Range(0, 40).Select(i => string.Join(separator, $"{i}.5", i % 3 == 0 ? "red" : "dark blue", i % 4 == 0 ? "yes" : "no"));
        var data = Open(string.Join(end, lines.Prepend(string.Join(separator, "size", "colour", "label"))) + end);

        Assert.Equal(["size", "colour", "label"], data.Features.Select(column => column.Name).Append(data.Label.Name));
        var rows = data.Load();
        Assert.Equal(Enumerable.Range(0, 40).Select(i => i + 0.5f), rows.GetColumn<float>("size"));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? "red" : "dark blue"), rows.GetColumn<string>("colour"));
        var labelled = ILearningTask.For(data).ReadLabel(_context).Fit(rows).Transform(rows);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => i % 4 == 0), labelled.GetColumn<bool>("Label"));
    }

    [Fact]
    public void Texts_are_loaded_to_the_letter()
    {
        string[] texts =
        [
            "// no comment", "a, b", "tab\there", "two\nlines", "\nends\n", "\"quoted\"", "\"", "\"\"", "say \"so\", she said", "5\" pipe", "#", "\\n", "é ü 漢",
        ];
        string Quoted(int i) => $"\"{texts[i % texts.Length].Replace("\"", "\"\"")}\"";
        var data = Open("text,size,label\n" + string.Concat(Enumerable.Range(0, 78).Select(i => $"{Quoted(i)},{i % 7},{(i % 2 == 0 ? Quoted(9) : Quoted(1))}\n")));

        Assert.Equal(78, data.Rows);
        var rows = data.Load();
        Assert.Equal(Enumerable.Range(0, 78).Select(i => texts[i % texts.Length].Trim()), rows.GetColumn<string>("text"));
        Assert.Equal(Enumerable.Range(0, 78).Select(i => i % 2 == 0 ? texts[9] : texts[1]), rows.GetColumn<string>(data.Label.Name));
        Assert.Equal(data.Labels, rows.GetColumn<string>(data.Label.Name));
    }

    [Fact]
    public void Missing_numbers_are_no_numbers_and_rows_without_a_label_are_left_out()
    {
        var data = Open("size;label\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(i % 8 == 0 ? "NA" : $"{i},25")};{(i % 5 == 0 ? "?" : $"{i % 2}")}\n")));

        var left = Enumerable.Range(0, 40).Where(i => i % 5 != 0).ToArray();
        Assert.Equal(8, data.Unlabelled);
        Assert.Equal(left.Select(i => i % 8 == 0 ? float.NaN : i + 0.25f), data.Load().GetColumn<float>("size"));
        Assert.Equal(left.Where((_, i) => i % 2 == 0).Select(i => $"{i % 2}"), data.Load(i => i % 2 == 0).GetColumn<string>(data.Label.Name));
    }

    [Theory]
    [InlineData("0.5,x\n{0}1e39,y\n", "column 'a', line 23: '1e39' is no number")]
    [InlineData("0.5,x\n{0}-Infinity,y\n", "column 'a', line 23: '-Infinity' is no number")]
    [InlineData("inf,x\n{0}", "column 'a', line 2: 'inf' is no number")]
    [InlineData("0.5,x\n{0}0.7,y\n", "'y' in 1 of 22 rows: to learn it")]
    [InlineData("0.5,\"x\n{0}", "line 2 is never closed")]
    public void What_cannot_be_learnt_from_is_named(string rows, string message)
    {
        var text = string.Format(CultureInfo.InvariantCulture, "a,label\n" + rows, string.Concat(Enumerable.Repeat("1.5,x\n", 20)));
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Open(text)).Message);
    }

    [Fact]
    public void A_label_of_very_many_texts_has_more_than_were_counted()
    {
        var text = "a,label\n" + string.Concat(Enumerable.Range(0, 10_050).Select(i => $"{i % 9},t{i}\n"));
        Assert.Contains("has more than 10,000 distinct texts in 10,050 rows", Assert.Throws<InvalidDataException>(() => Open(text)).Message);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(12)]
    [InlineData(100)]
    public void Each_class_of_two_rows_or_more_is_on_both_sides(int rows)
    {
        // One class of two rows, one of a single row.
        string[] classes = [.. Enumerable.Range(0, rows).Select(i => i < 2 ? "rare" : i == 2 ? "alone" : "common")];
        for (var seed = 0; seed < 20; seed++)
        {
            var isHeldOut = HoldOut.Draw(classes, seed);
            Assert.Equal(["common", "rare"], classes.Where((_, i) => isHeldOut[i]).Distinct().Order());
            Assert.Equal(["alone", "common", "rare"], classes.Where((_, i) => !isHeldOut[i]).Distinct().Order());
            Assert.Equal(1 + Math.Max(1, (int)Math.Round(0.2 * (rows - 3))), isHeldOut.Count(held => held));
        }
    }

    [Fact]
    public void Compression_is_found_by_what_the_file_holds()
    {
        var bytes = Encoding.UTF8.GetBytes("a,label\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},{i % 2}\n")));
        Assert.Equal(20, Open("plain.csv.gz", bytes).Rows);
        Assert.Equal(20, Open("packed.csv", Packed(bytes)).Rows);
        Assert.Equal(20, Open("marked.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes))]).Rows);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'c', 0, (byte)'\n' }, "line 3: found a zero byte. It is not text")]
    public void What_is_not_text_is_named_with_its_line(byte[] row, string message)
    {
        byte[] bytes = [.. "a,label\n1,x\n"u8, .. row, .. "3,y\n"u8];
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Open("bytes.csv", bytes)).Message);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Open("bytes.csv.gz", Packed(bytes))).Message);
    }

    [Fact]
    public void A_label_of_yes_and_no_is_one_in_whatever_spelling()
    {
        var data = Open("size,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i}.5,{(i % 3 == 0 ? "Yes" : i % 3 == 1 ? "no" : i % 2 == 0 ? "TRUE" : "0")}\n")));
        var task = Assert.IsType<BinaryTask>(ILearningTask.For(data));
        var rows = data.Load();
        Assert.Equal(
            Enumerable.Range(0, 60).Select(i => i % 3 == 0 || (i % 3 == 2 && i % 2 == 0)), task.ReadLabel(_context).Fit(rows).Transform(rows).GetColumn<bool>("Label"));
        Assert.Contains("'Yes', 'TRUE' counts as yes", task.Description);
    }

    [Fact]
    public void Dates_and_many_categories_become_features()
    {
        var start = new DateTime(2024, 1, 1);
        var data = Open("when,city,label\n" + string.Concat(Enumerable.Range(0, 2_400).Select(i =>
            $"{start.AddDays(i % 797):yyyy-MM-dd},c{i * 31 % 1_201},{(start.AddDays(i % 797).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? "we" : "wd")}\n")));
        Assert.Equal(["when", "city"], data.Features.Select(column => column.Name));
        var task = ILearningTask.For(data);
        var contest = new Contest(_context, data, task);
        // Whether a day is one of the weekend is told by its place in the week.
        Assert.InRange(contest.Run(task.Lagrangian(_context, new Progress<LagrangeMLNet.Mechanics.LearningState>())).Metrics[1], 0.98, 1);
    }

    [Fact]
    public void Made_names_take_none_of_the_file()
    {
        var data = Open("size,size (number),(numbers),Label,Features,target\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{60 - i},{i % 7},{i % 5},{i % 3},{(i < 30 ? "a" : "b")}\n")), "Target");
        Assert.Equal(5, data.Features.Count);
        var rows = data.Load();
        var features = Featurization.For(_context, data.Features, rows.Schema).Fit(rows).Transform(rows);
        Assert.Equal(5, features.GetColumn<VBuffer<float>>("Features").First().Length);
        Assert.Equal(rows.GetColumn<float>("size (number)"), features.GetColumn<float>("size (number)"));
    }

    [Fact]
    public void An_archive_is_refused() => Assert.Contains(
        "is a zip archive", Assert.Throws<InvalidDataException>(() => Open("book.csv", [0x50, 0x4B, 3, 4, 1, 2])).Message);

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(60)]
    public void A_compressed_file_that_is_cut_off_is_no_shorter_one(int missing)
    {
        var bytes = Packed(Encoding.UTF8.GetBytes("a,label\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"{i * 7 % 97},{i % 2}\n"))));
        File.WriteAllBytes(_folder["cut.csv.gz"], bytes[..^missing]);
        var run = Repository.QuickStart(_folder["cut.csv.gz"], "--output", _folder["out"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is gzip-compressed, and cut off or damaged", run.Error);
    }

    [Fact]
    public void A_trainer_that_fails_is_a_line_of_the_table()
    {
        var random = new Random(3);
        var text = "a,label\n" + string.Concat(Enumerable.Range(0, 100).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{i % 17},{((i % 17) + random.NextDouble()) * 1e30:E4}\n")));
        var run = Repository.QuickStart(_folder.Write("huge.csv", text), "--output", _folder["out"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(@"(?m)^\s+SDCA\s+failed\s*$", run.Output);
        Assert.Contains("SDCA failed: ", run.Output);
        Assert.Matches(@"(?m)^\s+LightGBM\s+\d+\.\d+\s+\d\.\d{4}E\+\d+", run.Output);
        Assert.True(File.Exists(Path.Combine(_folder["out"], "model.zip")));
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private Dataset Open(string text, string? label = null) => new(_context, _folder.Write("table.csv", text), label);

    private Dataset Open(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder[name], bytes);
        return new Dataset(_context, _folder[name], null);
    }
}
