using CampaignRunner;
using LagrangeMLNet.Labeling;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.Tests.Labeling;

/// <summary>A campaign's file can be cut anywhere; what is not its own, or was changed, is named and refused.</summary>
public sealed class CampaignFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lagrange-campaign-");
    private readonly MLContext _context = new(seed: 0);
    private readonly string _path;

    public CampaignFileTests() => _path = Path.Combine(_folder.FullName, "campaign.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_file_cut_at_any_byte_is_gone_on_with_to_the_same_end()
    {
        string whole = Run(_path, out _);
        byte[] bytes = File.ReadAllBytes(_path);
        // All cuts of the last batch's beginning and some of everything.
        for (int length = 0; length < bytes.Length; length += length < 40 ? 7 : 61)
        {
            string path = Path.Combine(_folder.FullName, "cut.jsonl");
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Equal(whole, Run(path, out var remarks));
            bool isClean = length == 0 || bytes[length - 1] == '\n';
            Assert.Equal(isClean ? 0 : 1, remarks.Count(remark => remark.Contains("cut off")));
        }
    }

    [Fact]
    public void Zeros_where_nothing_was_written_count_as_cut_off()
    {
        string whole = Run(_path, out _);
        File.WriteAllText(_path, whole[..(whole.IndexOf("label", StringComparison.Ordinal) - 12)] + new string('\0', 50));
        Assert.Equal(whole, Run(_path, out _));
    }

    [Fact]
    public void What_an_editor_leaves_in_a_file_does_no_harm()
    {
        string whole = Run(_path, out _);
        string[] lines = whole.Split('\n');
        string edited = "\uFEFF\r\n" + string.Join("\r\n", lines[..4]) + "\r\n \r\n\r\n" + string.Join("\r\n", lines[4..]) + "\r\n";
        File.WriteAllText(_path, edited);
        using (var campaign = Open(options => options.Budget = 24))
        {
            Assert.Equal(24, campaign.State.Labels);
            Assert.Empty(campaign.Remarks);
        }

        Assert.Equal(edited, "\uFEFF" + File.ReadAllText(_path));

        // Lines are counted as editors count them.
        File.WriteAllText(_path, edited.Replace("\"label\":\"true\"", "\"label\":\"maybe\""));
        int line = edited.Split('\n').ToList().FindIndex(text => text.Contains("\"label\":\"true\"")) + 1;
        Assert.Contains($"line {line}:", Assert.Throws<InvalidOperationException>(() => Open()).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_addition_that_fails_leaves_no_half_line(bool cannotBeCutAtOnce)
    {
        using var disk = new FullDisk { Room = 150 };
        var file = CampaignFile.Open(disk, "disk");
        file.Append(new RowSkipped(1), new RowSkipped(2));
        string before = disk.Text;

        disk.IsStuck = cannotBeCutAtOnce;
        Assert.Throws<IOException>(() => file.Append(new RowSkipped(3), new RowSkipped(4), new RowLabeled(5, new string('x', 200))));
        Assert.Equal(cannotBeCutAtOnce, disk.Text != before);
        (disk.Room, disk.IsStuck) = (1000, false);
        file.Append(new RowSkipped(6));

        Assert.StartsWith(before + "{\"event\":\"skip\",\"row\":6,\"chain\":\"", disk.Text);
        Assert.Equal(3, disk.Text.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("Row,Label\n1,true\n", "is not a campaign file")]
    [InlineData("{\"event\":\"label\",\"row\":1,\"label\":\"true\"}\n", "is not a campaign file")]
    [InlineData("{}\n", "is not a campaign file")]
    [InlineData("something else", "is not a campaign file")]
    public void A_foreign_file_is_refused_and_left_as_it_is(string content, string message)
    {
        File.WriteAllText(_path, content);
        Assert.Contains(message, Assert.Throws<InvalidOperationException>(() => Open()).Message);
        Assert.Equal(content, File.ReadAllText(_path));
    }

    [Theory]
    [InlineData("\"label\":\"true\"", "\"label\":\"maybe\"", "has the label 'maybe'")]
    [InlineData("{\"event\":\"label\",", "{\"event\":\"label\"", "is not an event")]
    [InlineData("{\"event\":\"label\",", "{\"event\":\"lable\",", "is not an event")]
    [InlineData("{\"event\":\"label\",\"row\":", "{\"event\":\"label\",\"row\":9", "was not asked for")]
    [InlineData("{\"event\":\"batch\",\"random\":[", "{\"event\":\"batch\",\"random\":[600,", "not in the pool")]
    public void A_changed_line_is_named(string found, string changed, string message)
    {
        // As earlier versions wrote it: nothing but what a line says tells that it was changed.
        string text = WithoutHashes(Run(_path, out _));
        int place = text.IndexOf(found, StringComparison.Ordinal);
        int line = text[..place].Count(c => c == '\n') + 1;
        File.WriteAllText(_path, text[..place] + changed + text[(place + found.Length)..]);

        var error = Assert.Throws<InvalidOperationException>(() => Open());
        Assert.Contains($"line {line}:", error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void A_digit_that_was_flipped_anywhere_is_found_in_its_line()
    {
        string text = Run(_path, out _);
        int[] digits = [.. text.Index().Where(c => char.IsAsciiDigit(c.Item)).Select(c => c.Index)];
        foreach (int place in digits.Where((_, i) => i % 37 == 0))
        {
            int line = text[..place].Count(c => c == '\n') + 1;
            char other = text[place] == '7' ? '4' : '7';
            File.WriteAllText(_path, text[..place] + other + text[(place + 1)..]);
            string message = Assert.Throws<InvalidOperationException>(() => Open(options => options.Budget = 24)).Message;
            Assert.True(message.Contains($"line {line}:") || line == 1, message);
        }
    }

    [Theory]
    [InlineData("look")]
    [InlineData("batch")]
    [InlineData("label")]
    public void A_line_that_is_missing_twice_there_or_moved_is_found(string kind)
    {
        List<string> lines = [.. Run(_path, out _).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        int line = lines.FindIndex(text => text.StartsWith($"{{\"event\":\"{kind}\"", StringComparison.Ordinal));
        Refused([.. lines[..line], .. lines[(line + 1)..]]);
        Refused([.. lines[..(line + 1)], lines[line], .. lines[(line + 1)..]]);
        Refused([.. lines[..line], lines[line + 1], lines[line], .. lines[(line + 2)..]]);

        void Refused(string[] changed)
        {
            File.WriteAllLines(_path, changed);
            string message = Assert.Throws<InvalidOperationException>(() => Open(options => options.Budget = 24)).Message;
            Assert.Contains($"'{_path}', line ", message);
            Assert.Contains("restore it from a copy", message);
        }
    }

    [Fact]
    public void A_file_of_an_earlier_version_is_gone_on_with_and_from_then_on_protected()
    {
        string text = WithoutHashes(Run(_path, out _));
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        File.WriteAllLines(_path, lines[..^5]);

        string whole = Run(_path, out var remarks);

        Assert.Contains(remarks, remark => remark.Contains("begun by an earlier version"));
        Assert.Equal(text, WithoutHashes(whole));
        int label = whole.IndexOf("\"event\":\"label\"", StringComparison.Ordinal);
        int digit = whole.IndexOf("\"row\":", label, StringComparison.Ordinal) + 6;
        File.WriteAllText(_path, whole[..digit] + "1" + whole[digit..]);
        Assert.Throws<InvalidOperationException>(() => Open());
    }

    [Fact]
    public void A_newer_file_is_refused()
    {
        string text = Run(_path, out _);
        File.WriteAllText(_path, text.Replace("\"version\":2,", "\"version\":3,"));
        Assert.Contains("has version 3", Assert.Throws<InvalidOperationException>(() => Open()).Message);
    }

    [Fact]
    public void A_file_in_use_is_refused_until_it_is_let_go_of()
    {
        using (Open())
            Assert.Contains("is in use", Assert.Throws<InvalidOperationException>(() => Open()).Message);
        Open().Dispose();
    }

    [Fact]
    public void A_campaign_that_could_not_be_opened_holds_no_file()
    {
        Open().Dispose();
        Assert.Throws<InvalidOperationException>(() => Open(options => options.Seed = 9));
        Open().Dispose();
    }

    [Fact]
    public void Another_pool_or_other_options_are_refused()
    {
        Open().Dispose();
        Assert.Contains("Seed = 0, but Seed is 9", Refused(options => options.Seed = 9));
        Assert.Contains("SeedRows = 10", Refused(options => options.SeedRows = 11));
        Assert.Contains("Task = BinaryClassification", Refused(options => options.Task = LabelingTask.Regression));
        // What may change on the way.
        Open(options => (options.Budget, options.ValuePerNat, options.Tolerance) = (1000, 5, 0.1)).Dispose();

        Assert.Contains("its number of rows is 599, in the file 600", OtherPool(SamplePool.View(_context, 599)));
        var renamed = _context.Transforms.CopyColumns("Again", "Number").Fit(SamplePool.View(_context)).Transform(SamplePool.View(_context));
        Assert.Contains("its schema", OtherPool(renamed));
        var scaled = _context.Transforms.NormalizeMinMax("Features").Fit(SamplePool.View(_context)).Transform(SamplePool.View(_context));
        Assert.Contains("the hash of some rows' features", OtherPool(scaled));

        string Refused(Action<LabelingCampaignOptions> change) => Assert.Throws<InvalidOperationException>(() => Open(change)).Message;

        string OtherPool(IDataView pool) =>
            Assert.Throws<InvalidOperationException>(() => _context.Data.OpenLabelingCampaign(pool, SamplePool.Options(_path))).Message;
    }

    [Fact]
    public void Class_names_are_compared_name_by_name_and_are_the_campaigns_own()
    {
        var names = new List<string> { "a|b", "c" };
        using (var campaign = Open(Classes(names)))
        {
            // The caller's list is the caller's.
            names.Clear();
            campaign.AddLabels(campaign.PendingRows.Take(2).Select(row => KeyValuePair.Create(row, "a|b")).ToList());
            Assert.Equal(2, campaign.State.Labels);
        }

        string message = Assert.Throws<InvalidOperationException>(() => Open(Classes(["a", "b|c"]))).Message;
        Assert.Contains("ClassNames = ['a|b', 'c'], but ClassNames is ['a', 'b|c']", message);
        Open(Classes(["a|b", "c"])).Dispose();

        static Action<LabelingCampaignOptions> Classes(IReadOnlyList<string> names) =>
            options => (options.Task, options.ClassNames) = (LabelingTask.MulticlassClassification, names);
    }

    [Fact]
    public void A_closed_campaign_takes_no_labels()
    {
        var campaign = Open();
        campaign.Dispose();
        Assert.Throws<ObjectDisposedException>(() => campaign.AddLabels([KeyValuePair.Create(campaign.PendingRows[0], true)]));
    }

    private static string WithoutHashes(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, ",\"chain\":\"[0-9a-f]*\"", "").Replace("\"version\":2,", "\"version\":1,");

    private string Run(string path, out IReadOnlyList<string> remarks)
    {
        bool[] truth = SamplePool.Labels(_context);
        var options = SamplePool.Options(path);
        options.Budget = 24;
        using (var campaign = _context.Data.OpenLabelingCampaign(SamplePool.View(_context), options))
        {
            campaign.Run(_ => campaign.PendingRows.Select(row => truth[row]));
            remarks = campaign.Remarks;
        }

        return File.ReadAllText(path);
    }

    private LabelingCampaign Open(Action<LabelingCampaignOptions>? change = null)
    {
        var options = SamplePool.Options(_path);
        change?.Invoke(options);
        return _context.Data.OpenLabelingCampaign(SamplePool.View(_context), options);
    }

    /// <summary>Takes so many bytes, the beginning of a line that has no room included, and may be unable to give some back.</summary>
    private sealed class FullDisk : MemoryStream
    {
        public int Room { get; set; }

        public bool IsStuck { get; set; }

        public string Text => System.Text.Encoding.UTF8.GetString(ToArray());

        public override void Write(byte[] buffer, int offset, int count)
        {
            int fits = (int)Math.Min(count, Room - Position);
            base.Write(buffer, offset, fits);
            if (fits < count)
                throw new IOException("No space left on device");
        }

        public override void SetLength(long value)
        {
            if (IsStuck)
                throw new IOException("Cannot be cut");
            base.SetLength(value);
        }
    }
}
