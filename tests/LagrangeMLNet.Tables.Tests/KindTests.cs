using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tables.Tests;

public sealed class KindTests : IDisposable
{
    private readonly TableFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("NA")]
    [InlineData("N/A")]
    [InlineData("#N/A")]
    [InlineData("#DIV/0!")]
    [InlineData("#VALUE!")]
    [InlineData("null")]
    [InlineData("NULL")]
    [InlineData("None")]
    [InlineData("nan")]
    [InlineData("-nan")]
    [InlineData("-")]
    [InlineData("--")]
    [InlineData("?")]
    [InlineData(".")]
    [InlineData("<NA>")]
    [InlineData("NaT")]
    [InlineData("\\N")]
    [InlineData("1.#IND")]
    [InlineData("n.a.")]
    [InlineData("missing")]
    [InlineData("*")]
    public void A_mark_of_a_missing_value_is_no_number_and_no_category(string mark)
    {
        var table = _folder.Load(
            "a,when,flag,b",
            40,
            i => i % 8 == 0 ? $"{mark},{mark},{mark},{i}" : $"{i}.5,2024-01-{1 + (i % 28):00},{(i % 3 == 0 ? "yes" : "no")},{i}");
        Assert.Equal(
            [ColumnKind.Number, ColumnKind.Date, ColumnKind.Boolean, ColumnKind.Number],
            table.Report.Columns.Select(column => column.Kind));
        Assert.All(table.Report.Columns.Take(3), column => Assert.Equal((5, 0), (column.Missing, column.UnreadableCount)));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => i % 8 == 0 ? float.NaN : i + 0.5f), table.Rows.GetColumn<float>("a"));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => i % 8 == 0 ? 1f : 0), table.Rows.GetColumn<float>("when (missing)"));
        Assert.Equal(5, table.Rows.GetColumn<float>("flag").Count(float.IsNaN));
    }

    [Fact]
    public void Marks_of_ones_own_can_be_told()
    {
        var options = new TableOptions { MissingValues = ["-999", "n/v"] };
        var numbers = _folder.Load("a,b", 40, i => $"{(i % 8 == 0 ? "-999" : i % 8 == 1 ? "n/v" : $"{i}.5")},{i}", options).Rows
            .GetColumn<float>("a");
        Assert.Equal(10, numbers.Count(float.IsNaN));
    }

    [Fact]
    public void A_mark_among_texts_may_be_a_value()
    {
        var table = _folder.Load(
            "country,alley,b", 60, i => $"{(i % 3 == 0 ? "NA" : i % 3 == 1 ? "DE" : "")},{(i % 2 == 0 ? "None" : "Paved")},{i}");
        Assert.Equal(["NA", "DE", ""], table.Rows.GetColumn<string>("country").Take(3));
        Assert.Equal(["None", "Paved"], table.Report.Columns[1].Values.Select(pair => pair.Key).Order());
        Assert.Equal(20, table.Report.Columns[0].Missing);
    }

    [Theory]
    [InlineData("2024-03-04", "2024-03-25", 4)]
    [InlineData("2024/3/4", "2024/3/25", 4)]
    [InlineData("04.03.2024", "25.03.2024", 4)]
    [InlineData("4/3/2024", "25/3/2024", 4)]
    [InlineData("3/4/2024", "3/25/2024", 4)]
    [InlineData("04-03-24", "25-03-24", 4)]
    [InlineData("20240304", "20240325", 4)]
    [InlineData("4 Mar 2024", "25 Mar 2024", 4)]
    [InlineData("March 4, 2024", "March 25, 2024", 4)]
    [InlineData("04-Mar-24", "25-Mar-24", 4)]
    [InlineData("Mon, 4 Mar 2024 10:30:00 GMT", "Mon, 25 Mar 2024 10:30:00 GMT", 4)]
    [InlineData("2024-03-04 10:30", "2024-03-25 23:59", 4)]
    [InlineData("2024-03-04T10:30:15.123Z", "2024-03-25T10:30:15+02:00", 4)]
    [InlineData("3/4/2024 1:05:00 PM", "3/25/2024 11:05 AM", 4)]
    [InlineData("2024-03", "2024-04", 1)]
    public void Dates_are_found_in_many_forms(string first, string second, int day)
    {
        var table = _folder.Load("when,b", 20, i => $"\"{(i % 2 == 0 ? first : second)}\",{i}");
        Assert.True(table.Report.Columns[0].Kind == ColumnKind.Date, table.Report.ToString());
        var date = table.Rows.GetColumn<DateTime>("when").First();
        Assert.Equal(new DateTime(2024, 3, day), date.Date);
        int clock = first.IndexOf(':');
        Assert.Equal(clock < 0 ? 0 : first.EndsWith("PM", StringComparison.Ordinal) ? 13 : 10, date.Hour);
    }

    [Fact]
    public void A_date_that_may_be_of_two_days_is_said_and_told()
    {
        string Row(int i) => $"{1 + (i % 9)}/{1 + (i % 12)}/2024,{i}";
        var guessed = _folder.Load("when,b", 30, Row);
        Assert.Contains("DayFirst says otherwise", guessed.Report.Columns[0].Reason);
        var told = _folder.Load("when,b", 30, Row, new TableOptions { DayFirst = true });
        Assert.Equal(new DateTime(2024, 2, 2), told.Rows.GetColumn<DateTime>("when").ElementAt(1));
        Assert.Equal(new DateTime(2024, 12, 3), told.Rows.GetColumn<DateTime>("when").ElementAt(11));
    }

    [Fact]
    public void Times_of_day_are_hours()
    {
        var table = _folder.Load("at,b", 20, i => $"{i}:30,{i}");
        Assert.Equal(ColumnKind.Time, table.Report.Columns[0].Kind);
        Assert.Equal(3.5f, table.Rows.GetColumn<float>("at").ElementAt(3));
    }

    [Theory]
    [InlineData("yes", "no")]
    [InlineData("TRUE", "False")]
    [InlineData("Y", "N")]
    [InlineData("t", "f")]
    [InlineData("on", "off")]
    [InlineData("ja", "nein")]
    [InlineData("oui", "non")]
    [InlineData("是", "否")]
    [InlineData(".TRUE.", ".FALSE.")]
    public void Yes_and_no_are_found_in_many_spellings(string yes, string no)
    {
        var table = _folder.Load("flag,b", 30, i => $"{(i % 3 == 0 ? yes : i % 6 == 1 ? no.ToUpperInvariant() : no)},{i}");
        Assert.Equal(ColumnKind.Boolean, table.Report.Columns[0].Kind);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => i % 3 == 0), table.Rows.GetColumn<bool>("flag"));
    }

    [Fact]
    public void Many_categories_prose_and_identifiers_are_told_apart_and_none_vanishes()
    {
        var table = _folder.Load("city,text,code,link,b", 30_000, i =>
            $"c{i * 7919 % 10_007},some {i % 977} words of {i * 31 % 1009} prose,k{i},https://a.example/{i % 5003}/page/{i % 71}/index,{i}");
        var kinds = table.Report.Columns.ToDictionary(column => column.Name);
        Assert.Equal((ColumnKind.Category, false, true), (kinds["city"].Kind, kinds["city"].IsIdentifier, kinds["city"].HasMoreValues));
        Assert.Equal(ColumnKind.Text, kinds["text"].Kind);
        Assert.True(kinds["code"].IsIdentifier);
        Assert.Equal(ColumnKind.Text, kinds["link"].Kind);
        Assert.Equal(["city", "text", "code", "link", "b"], table.Rows.Schema.Select(column => column.Name));
    }

    [Fact]
    public void Texts_without_spaces_are_prose_where_the_script_has_none()
    {
        string[] words = ["今天天气很好", "我们去公园散步", "晚上一起吃饭", "明天要下雨了"];
        var table = _folder.Load("text,b", 400, i => $"{words[i % 4]}{words[i / 4 % 4]}{words[i / 16 % 4]}{i % 10}{i / 40},{i}");
        Assert.Equal(ColumnKind.Text, table.Report.Columns[0].Kind);
    }

    [Fact]
    public void Columns_that_hold_nothing_are_left_out_and_said()
    {
        var table = _folder.Load("a,b,,d", 20, i => $"{i},,,{(i % 2 == 0 ? "NULL" : "")}");
        Assert.Equal(["a"], table.Rows.Schema.Select(column => column.Name));
        foreach (string name in new[] { "b", "Column3", "d" })
            Assert.Contains(table.Report.Remarks, remark => remark.Contains($"'{name}' is left out: empty"));
    }

    [Fact]
    public void A_kind_can_be_told_before_and_after()
    {
        var kinds = new Dictionary<string, ColumnKind> { ["A"] = ColumnKind.Category, ["b"] = ColumnKind.LeftOut };
        var table = _folder.Load("a,b,c", 20, i => $"{i % 3},{i},{i}", new TableOptions { ColumnKinds = kinds });
        Assert.Equal(["a", "c"], table.Rows.Schema.Select(column => column.Name));
        Assert.Equal(["0", "1", "2"], table.Rows.GetColumn<string>("a").Take(3));
        Assert.Equal([0f, 1, 2], table.WithKind("a", ColumnKind.Number).Rows.GetColumn<float>("a").Take(3));
        var wrong = new TableOptions { ColumnKinds = new Dictionary<string, ColumnKind> { ["colour"] = ColumnKind.Text } };
        Assert.Contains(
            "There is no column 'colour'. Is it 'color'?",
            Assert.Throws<ArgumentException>(() => _folder.Load("color,b", 20, i => $"c{i % 3},{i}", wrong)).Message);
    }
}
