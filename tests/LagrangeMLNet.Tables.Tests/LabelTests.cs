using Xunit;

namespace LagrangeMLNet.Tables.Tests;

public sealed class LabelTests : IDisposable
{
    private readonly TableFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Y", "Y", "given")]
    [InlineData("y", "Y", "given as 'y'")]
    [InlineData("PRICE", "Price", "given as 'PRICE'")]
    [InlineData("price2", "price2", "given")]
    [InlineData(null, "Y", "assumed from its name")]
    public void A_name_counts_whatever_its_case_unless_another_has_it_so(string? name, string found, string reason)
    {
        var label = Table("Price,price2,PRICE2,Y").FindLabel(name);
        Assert.Equal((found, reason), (label.Column.Name, label.Reason));
    }

    [Fact]
    public void A_name_that_several_have_is_none() => Assert.Contains(
        "may be any of 'price2', 'PRICE2'",
        Assert.Throws<ArgumentException>(() => Table("Price,price2,PRICE2,Y").FindLabel("Price2")).Message);

    [Theory]
    [InlineData("pirce", "'Price'")]
    [InlineData("living area", "'LivingArea'")]
    [InlineData("LivngArea", "'LivingArea'")]
    public void The_nearest_names_are_offered(string name, string near)
    {
        var error = Assert.Throws<ArgumentException>(() => Table("Price,LivingArea,Rooms,Z").FindLabel(name));
        Assert.Contains($"Is it {near}", error.Message);
        Assert.Contains("The columns are: Price, LivingArea, Rooms, Z.", error.Message);
    }

    [Fact]
    public void Without_a_name_the_last_column_is_assumed() => Assert.Equal("Z", Table("Price,LivingArea,Rooms,Z").FindLabel().Column.Name);

    private TableReport Table(string header) => _folder.Load(header, 12, i => $"{i},{i}.5,{i % 3},{i % 5}").Report;
}
