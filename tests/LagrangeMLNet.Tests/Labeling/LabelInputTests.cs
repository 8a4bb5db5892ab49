using CampaignRunner;
using LagrangeMLNet.Labeling;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Labeling;

/// <summary>Labels by CSV and by hand: what is right is taken once, what is wrong is named with row and column.</summary>
public sealed class LabelInputTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lagrange-campaign-");
    private readonly MLContext _context = new(seed: 0);
    private readonly string _csv;

    public LabelInputTests() => _csv = Path.Combine(_folder.FullName, "labels.csv");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Rows_go_out_as_csv_and_labels_come_back()
    {
        using var campaign = Open();
        long[] pending = [.. campaign.PendingRows];
        campaign.WritePending(_csv);
        var options = new TextLoader.Options
        {
            HasHeader = true,
            Separators = [','],
            AllowQuoting = true,
            ReadMultilines = true,
            Columns = [new("Row", DataKind.Int64, 0), new("Label", DataKind.String, 1), new("Number", DataKind.Int32, 2), new("Text", DataKind.String, 3)],
        };
        var rows = _context.Data.CreateTextLoader(options).Load(_csv);
        Assert.Equal(pending, rows.GetColumn<long>("Row"));
        Assert.All(rows.GetColumn<string>("Label"), label => Assert.Equal("", label));
        Assert.Equal(pending, rows.GetColumn<int>("Number").Select(number => (long)number));
        Assert.Equal("Row,Label,Number,Text", File.ReadLines(_csv).First());
        Assert.Contains($",\"row {pending[0]}, \"\"quoted\"\"\nand broken\"", File.ReadAllText(_csv));

        // Half of them first, as a spreadsheet saves them; then all, with those labelled before.
        File.WriteAllText(_csv, "\uFEFFNote,Label,Row\r\n" + string.Concat(pending.Select((row, i) => $"\"a, b\",{(i < 5 ? "yes" : "")},{row}\r\n")));
        Assert.Equal(5, campaign.ReadLabels(_csv));
        Assert.Equal(pending[5..], campaign.PendingRows);
        File.WriteAllText(_csv, "Row,Label\n" + string.Concat(pending.Select((row, i) => $"{row},{(i < 5 ? "true" : "0")}\n")));
        Assert.Equal(5, campaign.ReadLabels(_csv));
        Assert.Equal(pending.Select((_, i) => i < 5), campaign.LabeledRows.GetColumn<bool>("Label"));
        Assert.Equal(3, campaign.PendingRows.Count);
        Assert.Equal(0, campaign.ReadLabels(_csv));
    }

    [Theory]
    [InlineData(",", "\r")]
    [InlineData(";", "\r\n")]
    [InlineData("\t", "\n")]
    [InlineData("; ", "\r")]
    public void A_table_is_read_as_spreadsheets_save_it(string separator, string end)
    {
        using var campaign = Open();
        long[] pending = [.. campaign.PendingRows];
        var lines = pending.Select((row, i) => string.Join(separator, $"{row}", i % 2 == 0 ? "yes" : "no", "\"a, b; c\td\""));
        // Empty lines, one of spaces and one of empty cells, at the end and between.
        string[] all = [string.Join(separator, "Row", "Label", "Note"), "", .. lines, "  ", separator + separator, "", ""];
        File.WriteAllText(_csv, "\uFEFF" + string.Join(end, all));

        Assert.Equal(10, campaign.ReadLabels(_csv));
        Assert.Equal(pending.Select((_, i) => i % 2 == 0), campaign.LabeledRows.GetColumn<bool>("Label"));
    }

    [Fact]
    public void Points_in_time_are_written_and_what_has_no_text_is_left_out()
    {
        var rows = Enumerable.Range(0, 30).Select(i => new Dated { When = new DateTimeOffset(2026, 5, 4, 3, 2, i, TimeSpan.FromHours(1)), Features = [i, 1] });
        var pool = _context.Transforms.CopyColumns("Id", "Number").Fit(_context.Data.LoadFromEnumerable(rows)).Transform(_context.Data.LoadFromEnumerable(rows));
        using var campaign = _context.Data.OpenLabelingCampaign(pool, SamplePool.Options(null));
        campaign.WritePending(_csv);

        string[] lines = File.ReadAllLines(_csv);
        Assert.Equal("Row,Label,When,Number,Id", lines[0]);
        Assert.Equal($"{campaign.PendingRows[0]},,05/04/2026 03:02:{campaign.PendingRows[0]:00} +01:00,0,0", lines[1]);
    }

    [Theory]
    [InlineData("Row")]
    [InlineData(" Row ")]
    [InlineData("Features")]
    [InlineData("Cost")]
    public void A_label_column_has_a_name_of_its_own(string name)
    {
        var error = Assert.Throws<ArgumentException>(() => Open(new() { LabelColumnName = name, CostColumnName = "Cost" }));
        Assert.Contains($"LabelColumnName is '{name}'", error.Message);
    }

    [Theory]
    [InlineData("Row,Lable\n{0},true\n", "line 1: there is no column 'Label'")]
    [InlineData("Row|Label\n{0}|true\n", "there is no column 'Row': found Row|Label, cut at each ','")]
    [InlineData("Row,Label,Label\n{0},,true\n", "line 1: column 'Label' is there twice, as columns 2 and 3")]
    [InlineData("Row,Label, Row\n{0},true,{1}\n", "line 1: column 'Row' is there twice, as columns 1 and 3")]
    [InlineData("Row;Label\n{0};true\n{1};perhaps\n", "line 3, column 'Label': found 'perhaps'")]
    [InlineData("Row,Label\r{0},true\r{1},perhaps\r", "line 3, column 'Label': found 'perhaps'")]
    [InlineData("Line,Label\n{0},true\n", "line 1: there is no column 'Row'")]
    [InlineData("", "there is no column 'Row'")]
    [InlineData("Row,Label\n{0},true\n{1},perhaps\n", "line 3, column 'Label': found 'perhaps', expected true or false")]
    [InlineData("Row,Label\n{0},true\nfirst,true\n", "line 3, column 'Row': found 'first'")]
    [InlineData("Row,Label\n{0}\n", "line 2, column 'Label'")]
    [InlineData("Row,Label\n{0},true\n600,true\n", "line 3: the pool has no row 600; its rows are 0 to 599")]
    [InlineData("Row,Label\n-1,true\n", "line 2: the pool has no row -1")]
    [InlineData("Row,Label\n{0},true\n{2},true\n", "line 3: no label was asked for row {2}")]
    [InlineData("Row,Label\n{0},true\n{0},false\n", "line 3: row {0} was labelled 'true' before")]
    [InlineData("Row,Label,Text\n{0},true,\"a\nb\"\n{1},\"perhaps\n", "line 4")]
    [InlineData("Row,Label,Text\n{0},true,\"a\nb\"\n{1},perhaps,c\n", "line 4, column 'Label'")]
    public void A_csv_that_is_wrong_is_not_taken_at_all(string content, string message)
    {
        using var campaign = Open();
        long notAsked = Enumerable.Range(0, 600).First(row => !campaign.PendingRows.Contains(row));
        object[] rows = [campaign.PendingRows[0], campaign.PendingRows[1], notAsked];
        File.WriteAllText(_csv, string.Format(null, content, rows));

        var error = Assert.Throws<InvalidOperationException>(() => campaign.ReadLabels(_csv));

        Assert.Contains(string.Format(null, message, rows), error.Message);
        Assert.Equal(0, campaign.State.Labels);
        Assert.Equal(10, campaign.PendingRows.Count);
    }

    [Fact]
    public void Labels_of_a_wrong_type_or_range_are_named_and_those_before_are_kept()
    {
        using (var campaign = Open())
        {
            long[] rows = [.. campaign.PendingRows];
            Assert.Contains($"row {rows[2]}: found 2 (Int32), expected true or false", Error(() => campaign.AddLabels(Pairs(rows, 1, 0, 2))));
            Assert.Equal(8, campaign.PendingRows.Count);
            Assert.Contains("found 'maybe'", Error(() => campaign.AddLabels(Pairs(rows[2..], "maybe"))));
            Assert.Contains("was labelled 'true' before, and now 'false'", Error(() => campaign.AddLabels(Pairs(rows, false))));
            Assert.Contains("found nothing", Error(() => campaign.AddLabels(Pairs<string?>(rows[2..], [null]))));
            Assert.Contains("the pool has no row 600", Error(() => campaign.AddLabels(Pairs([600], true))));
            Assert.Contains("no label was asked for", Error(() => campaign.SkipRows(rows[..1])));
            Assert.Equal(0, campaign.AddLabels(Pairs(rows, true, false)));
        }

        using var classes = Open(new() { Task = LabelingTask.MulticlassClassification, ClassNames = ["a", "b"] });
        Assert.Contains("one of the 2 class names: a, b", Error(() => classes.AddLabels(Pairs([classes.PendingRows[0]], "c"))));
        using var numbers = Open(new() { Task = LabelingTask.Regression });
        foreach (object bad in (object[])[float.NaN, double.PositiveInfinity, 1e39, "1,5", true])
            Assert.Contains("expected a finite number", Error(() => numbers.AddLabels(Pairs([numbers.PendingRows[0]], bad))));
        using var counts = Open(new() { Task = LabelingTask.PoissonRegression });
        Assert.Contains("found -1", Error(() => counts.AddLabels(Pairs([counts.PendingRows[0]], -1))));
        Assert.Equal(1, counts.AddLabels(Pairs([counts.PendingRows[0]], "2.5")));
    }

    [Fact]
    public void A_callback_gives_as_many_labels_as_there_are_rows()
    {
        using var campaign = Open();
        Assert.Contains("gave 3 labels for 10 rows", Error(() => campaign.Run(rows => Enumerable.Repeat(true, 3))));
        Assert.Equal(7, campaign.PendingRows.Count);
        Assert.Contains("more labels than the 7 rows", Error(() => campaign.Run(rows => Enumerable.Repeat(false, 8))));
        Assert.Equal(10, campaign.State.Labels);
        Assert.Contains("Label 1 of 3", Error(() => campaign.Run<object>(rows => [new object()])));
    }

    [Theory]
    [InlineData(nameof(LabelingCampaignOptions.Budget), 0.0)]
    [InlineData(nameof(LabelingCampaignOptions.Budget), -1.0)]
    [InlineData(nameof(LabelingCampaignOptions.Budget), 0.5)]
    [InlineData(nameof(LabelingCampaignOptions.Budget), double.NaN)]
    [InlineData(nameof(LabelingCampaignOptions.CostPerLabel), 0.0)]
    [InlineData(nameof(LabelingCampaignOptions.ValuePerNat), -1.0)]
    [InlineData(nameof(LabelingCampaignOptions.TargetVelocity), double.NaN)]
    [InlineData(nameof(LabelingCampaignOptions.Tolerance), 1.0)]
    [InlineData(nameof(LabelingCampaignOptions.BatchGrowth), 0.0)]
    [InlineData(nameof(LabelingCampaignOptions.RandomShare), 0.0)]
    [InlineData(nameof(LabelingCampaignOptions.RandomShare), 1.1)]
    [InlineData(nameof(LabelingCampaignOptions.SeedRows), 1)]
    [InlineData(nameof(LabelingCampaignOptions.Task), 17)]
    [InlineData(nameof(LabelingCampaignOptions.Path), "")]
    [InlineData(nameof(LabelingCampaignOptions.LabelColumnName), "")]
    [InlineData(nameof(LabelingCampaignOptions.FeatureColumnName), null)]
    [InlineData(nameof(LabelingCampaignOptions.ClassNames), new[] { "a", "b" })]
    public void An_option_that_cannot_be_used_is_named(string property, object? value)
    {
        var options = new LabelingCampaignOptions();
        var target = typeof(LabelingCampaignOptions).GetProperty(property)!;
        target.SetValue(options, property == nameof(LabelingCampaignOptions.Task) ? (LabelingTask)value! : value);
        var error = Assert.ThrowsAny<ArgumentException>(() => Open(options));
        Assert.Contains(property, error.Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a")]
    [InlineData("a", "a")]
    [InlineData("a", " ")]
    public void Classes_need_two_different_names(params string[]? names) => Assert.Contains(
        "ClassNames",
        Assert.Throws<ArgumentException>(() => Open(new() { Task = LabelingTask.MulticlassClassification, ClassNames = names })).Message);

    [Fact]
    public void A_pool_that_cannot_be_used_is_named()
    {
        var view = SamplePool.View(_context);
        var missing = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Data.OpenLabelingCampaign(view, new LabelingCampaignOptions { FeatureColumnName = "Nowhere" }));
        Assert.Contains("Nowhere", missing.Message);
        Assert.Contains("no rows", Error(() => _context.Data.OpenLabelingCampaign(SamplePool.View(_context, 0), new LabelingCampaignOptions())));
        Assert.Throws<ArgumentNullException>(() => _context.Data.OpenLabelingCampaign(null!, new LabelingCampaignOptions()));
        Assert.Contains("Cost", Assert.ThrowsAny<Exception>(() => Open(new() { CostColumnName = "Cost" })).Message);
    }

    private static string Error(Action action) => Assert.Throws<InvalidOperationException>(action).Message;

    private static IEnumerable<KeyValuePair<long, T>> Pairs<T>(IEnumerable<long> rows, params T[] labels) =>
        rows.Zip(labels, (row, label) => KeyValuePair.Create(row, label));

    private LabelingCampaign Open(LabelingCampaignOptions? options = null) =>
        _context.Data.OpenLabelingCampaign(SamplePool.View(_context), options ?? SamplePool.Options(null));

    private sealed class Dated
    {
        public DateTimeOffset When { get; set; }

        public int Number { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }
}
