using System.Globalization;
using System.Text.Json;
using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.Trainers;
using Microsoft.ML.SearchSpace;
using Xunit;

namespace LagrangeMLNet.MicrosoftAutoML.Tests;

/// <summary>Microsoft's search spaces read the attributes on our options, and what they do not sweep comes through.</summary>
public sealed class SearchSpaceJsonTests
{
    [Fact]
    public void Options_that_are_not_swept_survive_a_search_space()
    {
        Survives<LagrangianLogisticRegressionBinaryTrainer.Options>(options => options.BalanceClasses = true);
        Survives<LagrangianMaximumEntropyMulticlassTrainer.Options>(options => options.BalanceClasses = true);
        Survives<LagrangianRegressionTrainer.Options>(_ => { });
        Survives<LagrangianPoissonRegressionTrainer.Options>(options => options.OffsetColumnName = "Exposure");
    }

    [Fact]
    public void The_space_is_the_one_that_the_attributes_declare()
    {
        Assert.Equal(["BalanceClasses"], new SearchSpace<LagrangianLogisticRegressionBinaryTrainer.Options>().Keys);
        Assert.Equal(["BalanceClasses"], new SearchSpace<LagrangianMaximumEntropyMulticlassTrainer.Options>().Keys);
        Assert.Empty(new SearchSpace<LagrangianRegressionTrainer.Options>().Keys);
        Assert.Empty(new SearchSpace<LagrangianPoissonRegressionTrainer.Options>().Keys);
    }

    [Fact]
    public void Our_spaces_of_the_built_in_trainers_are_Microsofts_too()
    {
        Agrees<LbfgsOptions>();
        Agrees<SdcaOptions>();
        Agrees<BoostedTreesOptions>();
        Agrees<RandomForestOptions>();
    }

    private static void Survives<TOptions>(Action<TOptions> change)
        where TOptions : LagrangianTrainerOptions, new()
    {
        var options = new TOptions
        {
            LabelColumnName = "Y",
            FeatureColumnName = "X",
            ExampleWeightColumnName = "W",
            L1Regularization = 0.25f,
            L2Regularization = 2,
            Tolerance = 0.02,
            HoldOutFraction = 0.3,
            MaximumMemoryInMegabytes = 77,
            MaximumNumberOfPasses = 12,
            NumberOfThreads = 2,
            Seed = 5,
            DataSelection = new PlannedSelection(0.5),
            Progress = new Progress<Mechanics.LearningState>(),
        };
        change(options);
        var space = new SearchSpace<TOptions>(options);
        var copy = space.SampleFromFeatureSpace(space.MappingToFeatureSpace(options));
        Assert.Equal(JsonSerializer.Serialize(options), JsonSerializer.Serialize(copy));
    }

    private static void Agrees<TOptions>()
        where TOptions : class, new()
    {
        var ours = AutoML.SearchSpaces.SearchSpace.Of<TOptions>();
        var theirs = new SearchSpace<TOptions>();
        Assert.Equal(ours.Dimensions.Select(dimension => dimension.Name).Order(), theirs.Keys.Order());
        // Microsoft's logarithm comes back from its default with the last bits changed, and an integer is then rounded down.
        var (defaults, sampled) = (new TOptions(), theirs.SampleFromFeatureSpace(theirs.Default));
        foreach (var property in typeof(TOptions).GetProperties().Where(property => theirs.ContainsKey(property.Name)))
        {
            double expected = Convert.ToDouble(property.GetValue(defaults), CultureInfo.InvariantCulture);
            Assert.Equal(
                expected,
                Convert.ToDouble(property.GetValue(sampled), CultureInfo.InvariantCulture),
                property.PropertyType == typeof(int) ? 1 : 1e-6 * Math.Abs(expected));
        }
    }
}
