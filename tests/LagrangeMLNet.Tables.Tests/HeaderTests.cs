using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tables.Tests;

public sealed class HeaderTests : IDisposable
{
    private readonly TableFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0,1,label", "{0},{1},{2}")]
    [InlineData("2019,2020,2021,kind", "{0},{1},{0}.5,{2}")]
    [InlineData("10,20,30,40", "{0},{1},{0}.25,{1}")]
    [InlineData(",0,1,2", "{0},{1},{0}.25,{1}")]
    [InlineData("\"1\",\"7\",\"3\"", "{0},{1},{0}.25")]
    [InlineData("4000.1,3998.4,3996.9,3995.0,3990.2,3988.8,c", "{0},{1},0.{0},0.{1},0.{0},0.{1},{0}.5")]
    [InlineData("when,b", "2024-01-{3},{1}")]
    [InlineData("text,b", "row {0} it is,{1}")]
    [InlineData("yes,no,x", "{0},{1},{0}")]
    public void A_header_is_found_whatever_its_names(string header, string row)
    {
        var table = _folder.Load(header, 28, i => string.Format(
            System.Globalization.CultureInfo.InvariantCulture, row, i, i * 7 % 11, i % 3 == 0 ? "a" : "b", $"{i + 1:00}"));
        Assert.True(table.Report.HasHeader, table.Report.ToString());
        Assert.Equal(28, table.Report.Rows);
        string[] names = [.. header.Split(',').Select((name, i) => name.Length == 0 ? $"Column{i + 1}" : name.Trim('"'))];
        Assert.Equal(names, table.Report.Columns.Select(column => column.Name));
        Assert.NotEmpty(table.Report.HeaderReason);
    }

    [Theory]
    [InlineData("5.1,3.5,setosa", "{0}.1,{1}.5,setosa")]
    [InlineData("7,12,3", "{0},{1},{0}")]
    [InlineData("2024-01-01,a,1", "2024-01-{3},{2},{1}")]
    [InlineData("a,b", "{2},{2}")]
    public void A_row_is_taken_for_no_header(string first, string row)
    {
        var table = _folder.Load(first, 28, i => string.Format(
            System.Globalization.CultureInfo.InvariantCulture, row, i, i * 7 % 11, i % 3 == 0 ? "a" : "b", $"{i + 1:00}"));
        Assert.False(table.Report.HasHeader, table.Report.ToString());
        Assert.Equal(29, table.Report.Rows);
        Assert.All(table.Report.Columns, column => Assert.StartsWith("Column", column.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_told_counts()
    {
        const string text = "1,2\n3,4\n5,6\n";
        Assert.False(_folder.Load(text).Report.HasHeader);
        Assert.Equal(2, _folder.Load(text, new TableOptions { HasHeader = true }).Report.Rows);
        Assert.Equal(4, _folder.Load("a,b\n" + text, new TableOptions { HasHeader = false }).Report.Rows);
        Assert.Equal("2", _folder.Load(text, new TableOptions { LabelColumnName = "2" }).Report.FindLabel("2").Column.Name);
    }

    [Theory]
    [InlineData("id,radius,", "{0},{1}.5")]
    [InlineData("id,radius,", "{0},{1}.5,")]
    [InlineData("id,radius", "{0},{1}.5,")]
    [InlineData("id,radius,,", "{0},{1}.5,")]
    public void A_separator_at_the_end_makes_no_column_and_is_said(string header, string row)
    {
        var table = _folder.Load(header, 20, i => string.Format(System.Globalization.CultureInfo.InvariantCulture, row, i, i % 7));
        Assert.True(table.Report.HasHeader);
        Assert.Equal(["id", "radius"], table.Rows.Schema.Select(column => column.Name));
        Assert.NotEmpty(table.Report.Remarks);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (i % 7) + 0.5f), table.Rows.GetColumn<float>("radius"));
    }

    [Fact]
    public void Names_that_are_empty_or_come_twice_are_made_up_and_said()
    {
        var table = _folder.Load("a,a,,A,Column3,a.2", 10, i => $"{i},x{i % 2},{i}.5,{i},{i},{i}");
        Assert.Equal(["a", "a.3", "Column3.2", "A", "Column3", "a.2"], table.Report.Columns.Select(column => column.Name));
        Assert.Contains(table.Report.Remarks, remark => remark.Contains("'a' is called 'a.3'"));
        Assert.Equal("x1", table.Rows.GetColumn<string>("a.3").ElementAt(1));
    }

    [Fact]
    public void Names_of_rows_without_a_name_of_their_own_stand_first()
    {
        var table = _folder.Load("\"mpg\",\"cyl\"", 12, i => $"\"car {i}\",{i}.5,{4 + (2 * (i % 3))}");
        Assert.Equal(["Column1", "mpg", "cyl"], table.Report.Columns.Select(column => column.Name));
        Assert.Equal(3.5f, table.Rows.GetColumn<float>("mpg").ElementAt(3));
    }

    [Fact]
    public void Titles_comments_and_a_named_separator_are_no_rows_and_are_said()
    {
        var table = _folder.Load(
            "sep=;\nSales of 2024;;\n\n# from \"a, b\nname;size;kind", 30, i => i == 7 ? "# a comment" : $"n{i};{i},5;k{i % 3}");
        Assert.Equal(29, table.Report.Rows);
        Assert.Equal(["name", "size", "kind"], table.Rows.Schema.Select(column => column.Name));
        Assert.Equal(0.5f, table.Rows.GetColumn<float>("size").First());
        foreach (string said in new[] { "names the separator: semicolon", "line 2 is a title", "comment line" })
            Assert.Contains(table.Report.Remarks, remark => remark.Contains(said));
    }

    [Fact]
    public void Names_are_kept_as_they_are()
    {
        string[] names = ["a\u001b[2J", "<b>", " spaced  within ", "é 漢", "Features"];
        var table = _folder.Load(string.Join(',', names), 10, i => $"{i},{i}.5,{i % 2},{i},{i}");
        Assert.Equal(names.Select(name => name.Trim()), table.Rows.Schema.Select(column => column.Name));
    }
}
