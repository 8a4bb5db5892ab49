using System.Globalization;
using LagrangeMLNet.Sweeps;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

public sealed class SweepTrialTests
{
    [Theory]
    [InlineData("{}", "defaults")]
    [InlineData("""{"LearningRate":0.08119693723907112,"NumberOfTrees":163,"Kind":"Gbdt","IsDeep":true}""", "LearningRate 0.0812, NumberOfTrees 163, Kind Gbdt, IsDeep true")]
    [InlineData("""{"L2":1.2345678e-7,"Rows":1000000}""", "L2 1.235E-07, Rows 1000000")]
    [InlineData("[1]", "[1]")]
    [InlineData("no JSON", "no JSON")]
    public void Options_are_told_in_a_line_that_people_can_read(string options, string expected)
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(expected, new SweepTrial(0, "T", options, [], SweepTrialState.Complete, null).OptionsText);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
