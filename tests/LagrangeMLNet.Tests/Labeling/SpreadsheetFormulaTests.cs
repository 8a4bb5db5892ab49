using CsCheck;
using LagrangeMLNet.Labeling;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Labeling;

/// <summary>A table for labelling runs nothing in a spreadsheet, and loses nothing.</summary>
public sealed class SpreadsheetFormulaTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lagrange-formula-");
    private readonly MLContext _context = new(seed: 0);

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49 30", "'+49 30")]
    [InlineData("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("  =1", "'  =1")]
    [InlineData("'=1", "''=1")]
    [InlineData("'quoted'", "'quoted'")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    public void Texts_that_would_run_begin_with_an_apostrophe(string text, string cell)
    {
        Assert.Equal(cell, SpreadsheetFormula.Defuse(text));
        Assert.Equal(text, SpreadsheetFormula.Restore(cell));
    }

    [Fact]
    public void Every_text_comes_back()
    {
        string[] starts = ["", "'", "''", "' ", "=", "'-"];
        Gen.Select(Gen.Int[0, starts.Length - 1], Gen.String).Sample((start, rest) =>
            SpreadsheetFormula.Restore(SpreadsheetFormula.Defuse(starts[start] + rest)) == starts[start] + rest);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_campaigns_table_is_defused_unless_told_otherwise_and_labels_come_back(bool defuses)
    {
        var rows = Enumerable.Range(0, 40).Select(i => new Row { Features = [i, i % 7], Note = "=cmd()", Minus = -i });
        var options = new LabelingCampaignOptions
        {
            Task = LabelingTask.MulticlassClassification,
            ClassNames = ["=yes", "-no"],
            LabelColumnName = "@Label",
            DefusesFormulas = defuses,
        };
        using var campaign = _context.Data.OpenLabelingCampaign(_context.Data.LoadFromEnumerable(rows), options);
        string path = Path.Combine(_folder.FullName, "table.csv");
        campaign.WritePending(path);
        string[] lines = File.ReadAllLines(path);

        Assert.Equal(defuses ? "Row,'@Label,Note,Minus" : "Row,@Label,Note,Minus", lines[0]);
        Assert.All(lines[1..], line => Assert.Contains(defuses ? ",'=cmd(),-" : ",=cmd(),-", line.Replace(",0", ",-0")));

        // Filled in as the header is, by a spreadsheet that keeps the apostrophe, or by hand.
        string[] labels = ["'=yes", "-no"];
        File.WriteAllLines(path, [lines[0], .. lines[1..].Select((line, i) => line.Insert(line.IndexOf(',') + 1, labels[i % 2]))]);
        Assert.Equal(lines.Length - 1, campaign.ReadLabels(path));
        Assert.Equal(lines.Length - 1, campaign.State.Labels);
    }

    private sealed class Row
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public string Note { get; set; } = "";

        public float Minus { get; set; }
    }
}
