using System.Text.Json;
using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.SearchSpaces;
using LagrangeMLNet.Trainers;
using Microsoft.ML.SearchSpace;
using Xunit;
using SearchSpace = LagrangeMLNet.AutoML.SearchSpaces.SearchSpace;

namespace LagrangeMLNet.AutoML.Tests;

public sealed class SearchSpaceTests
{
    [Fact]
    public void Attributes_declare_the_space()
    {
        var space = SearchSpace.Of<Sample>();
        Assert.Equal(["Choice", "Flag", "Log", "Number"], space.Dimensions.Select(dimension => dimension.Name));
        var options = space.At(space.DefaultPosition()).Deserialize<Sample>()!;
        Assert.Equal((4, 0.1f, "b", true, 7), (options.Number, options.Log, options.Choice, options.Flag, options.Untouched));
    }

    [Fact]
    public void An_integer_never_reaches_its_maximum_and_a_logarithm_is_even_in_factors()
    {
        var space = SearchSpace.Of<Sample>();
        var numbers = new HashSet<int>();
        int below = 0;
        for (int i = 0; i < 1000; i++)
        {
            var options = space.At([i / 1000.0, i / 1000.0, i / 1000.0, i / 1000.0]).Deserialize<Sample>()!;
            numbers.Add(options.Number);
            Assert.InRange(options.Log, 0.001f, 10f);
            below += options.Log < 0.1f ? 1 : 0;
        }

        Assert.Equal([2, 3, 4, 5], numbers.Order());
        Assert.InRange(below, 499, 501);
    }

    [Theory]
    [InlineData(1.0, 1.0, null, false, "minimum has to be below")]
    [InlineData(0.0, 1.0, null, true, "start above 0")]
    [InlineData(0.0, 1.0, 2.0, false, "is not in [0, 1]")]
    [InlineData(double.NaN, 1.0, null, false, "minimum has to be below")]
    public void A_range_that_is_none_is_refused(double minimum, double maximum, double? initial, bool isLogarithmic, string message)
    {
        var error = Assert.Throws<ArgumentException>(
            () => new RangeDimension("X", typeof(double), minimum, maximum, initial, isLogarithmic));
        Assert.Contains(message, error.Message);
        Assert.Contains("'X'", error.Message);
    }

    [Fact]
    public void An_annotated_field_is_refused_since_nothing_would_set_it() =>
        Assert.Contains("Field", Assert.Throws<ArgumentException>(SearchSpace.Of<WithField>).Message);

    [Fact]
    public void A_dimension_in_code_takes_the_place_of_a_declared_one()
    {
        var space = SearchSpace.Of<Sample>().With(new RangeDimension("Number", typeof(int), 100, 101));
        Assert.Equal(4, space.Dimensions.Count);
        Assert.Equal(100, space.At(space.DefaultPosition()).Deserialize<Sample>()!.Number);
    }

    [Fact]
    public void Default_candidates_start_at_their_options_defaults()
    {
        AssertStartsAtDefaults(new LbfgsOptions());
        AssertStartsAtDefaults(new SdcaOptions());
        AssertStartsAtDefaults(new BoostedTreesOptions());
        AssertStartsAtDefaults(new RandomForestOptions());
        AssertStartsAtDefaults(new LagrangianLogisticRegressionBinaryTrainer.Options());
        AssertStartsAtDefaults(new LagrangianMaximumEntropyMulticlassTrainer.Options());
        AssertStartsAtDefaults(new LagrangianRegressionTrainer.Options());
        AssertStartsAtDefaults(new LagrangianPoissonRegressionTrainer.Options());
    }

    private static void AssertStartsAtDefaults<TOptions>(TOptions defaults)
    {
        var space = SearchSpace.Of<TOptions>();
        var swept = space.At(space.DefaultPosition()).Deserialize<TOptions>();
        Assert.Equal(JsonSerializer.Serialize(defaults), JsonSerializer.Serialize(swept));
    }

    public sealed class Sample
    {
        [Range(2, 6, 4)]
        public int Number { get; set; }

        [Range(0.001f, 10f, 0.1f, true)]
        public float Log { get; set; }

        [Choice(new object[] { "a", "b" }, "b")]
        public string Choice { get; set; } = "";

        [BooleanChoice(true)]
        public bool Flag { get; set; }

        public int Untouched { get; set; } = 7;
    }

    public sealed class WithField
    {
        [BooleanChoice]
        public bool Field;
    }
}
