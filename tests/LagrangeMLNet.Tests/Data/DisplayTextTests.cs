using CsCheck;
using LagrangeMLNet.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Data;

/// <summary>What strangers wrote is read, and does nothing.</summary>
public class DisplayTextTests
{
    [Theory]
    [InlineData("a\u001b[31mb", "a\\u001B[31mb")]
    [InlineData("\u001b]0;title\u0007", "\\u001B]0;title\\u0007")]
    [InlineData("one\r\ntwo\tthree", "one\\u000D\\u000Atwo\\u0009three")]
    [InlineData("\u009b2J\u0085", "\\u009B2J\\u0085")]
    [InlineData("gpj.\u202eexe\u202c \u2066x\u2069\u200f", "gpj.\\u202Eexe\\u202C \\u2066x\\u2069\\u200F")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    [InlineData("Größe, 价格, נפח, 👩\u200d🔬, naïve", "Größe, 价格, נפח, 👩\u200d🔬, naïve")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void What_acts_is_shown_and_letters_stay(string? text, string shown) => Assert.Equal(shown, DisplayText.Escape(text));

    [Fact]
    public void Halves_of_characters_are_shown() => Assert.Equal("\\uD800x\\uDC00", DisplayText.Escape("\ud800x\udc00"));

    [Fact]
    public void Line_feeds_stay_where_lines_are_wanted() =>
        Assert.Equal("one\ntwo\\u001B\nthree", DisplayText.EscapeLines("one\r\ntwo\u001b\nthree"));

    [Fact]
    public void No_text_acts_and_what_is_shown_stays_as_it_is() => Gen.String.Sample(text =>
    {
        string shown = DisplayText.Escape(text);
        return !shown.Any(char.IsControl) && DisplayText.Escape(shown) == shown;
    });
}
