using System.Reflection;
using System.Text.Json;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.SearchSpace;
using Xunit;

namespace LagrangeMLNet.Tests.Trainers;

public class OptionsTests
{
    private static readonly string[] StayBehind =
        [nameof(LagrangianTrainerOptions.Progress), nameof(LagrangianTrainerOptions.CancellationToken)];

    /// <summary>Property, value that cannot be used, and what the complaint must say of value and range.</summary>
    public static TheoryData<string, object?, string, string> BadValues => new()
    {
        { "LabelColumnName", "", "''", "name of a column" },
        { "LabelColumnName", null, "null", "name of a column" },
        { "FeatureColumnName", "", "''", "name of a column" },
        { "ExampleWeightColumnName", "", "''", "name of a column or null" },
        { "L1Regularization", -0.5f, "-0.5", "[0, ∞) or null" },
        { "L1Regularization", float.NaN, "NaN", "[0, ∞) or null" },
        { "L2Regularization", -1f, "-1", "[0, ∞) or null" },
        { "L2Regularization", float.PositiveInfinity, "Infinity", "[0, ∞) or null" },
        { "Tolerance", 0.0, "0", "(0, 1]" },
        { "Tolerance", 1.5, "1.5", "(0, 1]" },
        { "Tolerance", double.NaN, "NaN", "(0, 1]" },
        { "HoldOutFraction", 0.0, "0", "(0, 1) or null" },
        { "HoldOutFraction", 1.0, "1", "(0, 1) or null" },
        { "MaximumMemoryInMegabytes", 0, "0", "[1, 2147483647] or null" },
        { "MaximumNumberOfPasses", 0, "0", "[1, 2147483647]" },
        { "NumberOfThreads", -1, "-1", "[1, 1024] or null" },
        { "NumberOfThreads", int.MaxValue, "2147483647", "[1, 1024] or null" },
    };

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void Options_survive_JSON(string name)
    {
        var options = TrainerCase.Of(name).NewOptions();
        foreach (var property in Travelling(options))
            property.SetValue(options, Other(property, options));
        options.Progress = new Progress<LearningState>();

        string json = JsonSerializer.Serialize(options, options.GetType());
        object copy = JsonSerializer.Deserialize(json, options.GetType())!;

        foreach (var property in Travelling(options))
            Assert.Equal(property.GetValue(options), property.GetValue(copy));
        Assert.Null(((LagrangianTrainerOptions)copy).Progress);
        Assert.Equal(json, JsonSerializer.Serialize(copy, copy.GetType()));
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void Default_options_survive_JSON(string name)
    {
        var options = TrainerCase.Of(name).NewOptions();
        string json = JsonSerializer.Serialize(options, options.GetType());
        Assert.DoesNotContain(StayBehind, json.Contains);
        foreach (var property in Travelling(options))
            Assert.Contains($"\"{property.Name}\"", json);
        object copy = JsonSerializer.Deserialize("{}", options.GetType())!;
        Assert.Equal(json, JsonSerializer.Serialize(copy, copy.GetType()));
    }

    [Theory]
    [MemberData(nameof(BadValues))]
    public void A_bad_value_is_named_with_what_is_allowed(string property, object? value, string found, string allowed)
    {
        var context = new MLContext(seed: 0);
        foreach (string name in TrainerCase.Names.Select(row => row.Data))
        {
            var trainer = TrainerCase.Of(name);
            var options = trainer.NewOptions();
            options.GetType().GetProperty(property)!.SetValue(options, value);
            var error = Assert.ThrowsAny<ArgumentException>(() => trainer.Create(context, options));
            Assert.Equal(property, error.ParamName);
            Assert.StartsWith($"{property} is {found}; allowed is", error.Message);
            Assert.Contains(allowed, error.Message);
        }
    }

    [Fact]
    public void An_empty_offset_name_is_refused()
    {
        var options = new LagrangianPoissonRegressionTrainer.Options { OffsetColumnName = "" };
        var error = Assert.Throws<ArgumentException>(() => new MLContext().Regression.Trainers.LagrangianPoisson(options));
        Assert.Equal("OffsetColumnName", error.ParamName);
    }

    [Fact]
    public void Bounds_themselves_are_accepted()
    {
        var context = new MLContext(seed: 0);
        foreach (string name in TrainerCase.Names.Select(row => row.Data))
        {
            var trainer = TrainerCase.Of(name);
            var options = trainer.NewOptions();
            (options.L1Regularization, options.L2Regularization, options.Tolerance) = (0, 0, 1);
            (options.MaximumMemoryInMegabytes, options.MaximumNumberOfPasses, options.NumberOfThreads) = (1, 1, 1);
            Assert.NotNull(trainer.Create(context, options));
        }
    }

    [Fact]
    public void Changes_after_construction_change_nothing()
    {
        var context = new MLContext(seed: 0);
        var options = new LagrangianRegressionTrainer.Options { LabelColumnName = "Amount" };
        var trainer = context.Regression.Trainers.Lagrangian(options);
        options.LabelColumnName = "NoSuchColumn";
        options.CancellationToken = new CancellationToken(canceled: true);
        Assert.NotNull(trainer.Fit(SampleRow.View(context)));
    }

    [Fact]
    public void Short_overloads_pass_every_argument_on()
    {
        var trainers = new MLContext(seed: 0).BinaryClassification.Trainers;
        // Each argument shows in the complaint about it.
        Assert.Equal("LabelColumnName", NameIn(() => trainers.LagrangianLogisticRegression(labelColumnName: "")));
        Assert.Equal("FeatureColumnName", NameIn(() => trainers.LagrangianLogisticRegression(featureColumnName: "")));
        Assert.Equal("ExampleWeightColumnName", NameIn(() => trainers.LagrangianLogisticRegression(exampleWeightColumnName: "")));
        Assert.Equal("L1Regularization", NameIn(() => trainers.LagrangianLogisticRegression(l1Regularization: -1)));
        Assert.Equal("L2Regularization", NameIn(() => trainers.LagrangianLogisticRegression(l2Regularization: -1)));
    }

    [Fact]
    public void Only_choices_worth_a_sweep_are_in_the_search_space()
    {
        foreach (string name in TrainerCase.Names.Select(row => row.Data))
        {
            var swept = TrainerCase.Of(name).NewOptions().GetType().GetProperties()
                .Where(p => p.GetCustomAttributes().Any(a => a is RangeAttribute or ChoiceAttribute or BooleanChoiceAttribute))
                .Select(p => p.Name);
            Assert.Equal(name is "Logistic" or "MaximumEntropy" ? ["BalanceClasses"] : [], swept);
        }
    }

    private static string? NameIn(Func<object> create) => Assert.ThrowsAny<ArgumentException>(create).ParamName;

    private static IEnumerable<PropertyInfo> Travelling(object options) =>
        options.GetType().GetProperties().Where(property => !StayBehind.Contains(property.Name));

    /// <summary>A value that is not the default one.</summary>
    private static object Other(PropertyInfo property, object options)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        object other = type switch
        {
            _ when type == typeof(string) => $"Other {property.Name} äß∂",
            _ when type == typeof(bool) => true,
            _ when type == typeof(int) => 7,
            _ when type == typeof(float) => 0.1f,
            _ when type == typeof(double) => 0.3,
            _ when type == typeof(DataSelection) => new PlannedSelection(0.3),
            _ => throw new NotSupportedException($"{property.Name} is a {type}: options are plain values."),
        };
        Assert.NotEqual(property.GetValue(options), other);
        return other;
    }
}
