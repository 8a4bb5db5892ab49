using System.Globalization;
using System.Reflection;
using System.Text.Json;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Networks;
using LagrangeMLNet.Optimizers;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.SearchSpace;
using Xunit;

namespace LagrangeMLNet.TorchTests.Trainers;

/// <summary>Options are plain values: they travel as JSON, a bad one is named, and none that a sweep may choose is bad.</summary>
public class NetworkOptionsTests : TorchTest
{
    private static readonly MLContext Context = new(seed: 0);

    private static readonly string[] StayBehind =
        [nameof(LagrangianNetworkOptions.Progress), nameof(LagrangianNetworkOptions.CancellationToken)];

    public static TheoryData<Type> Kinds =>
    [
        typeof(LagrangianNetworkBinaryTrainer.Options),
        typeof(LagrangianNetworkMulticlassTrainer.Options),
        typeof(LagrangianNetworkRegressionTrainer.Options),
    ];

    /// <summary>Property, value that cannot be used, and how the complaint begins.</summary>
    public static TheoryData<string, object?, string> BadValues => new()
    {
        { "LabelColumnName", "", "LabelColumnName is ''; allowed is the name of a column" },
        { "FeatureColumnName", null, "FeatureColumnName is null; allowed is the name of a column" },
        { "ExampleWeightColumnName", "", "ExampleWeightColumnName is ''; allowed is the name of a column or null" },
        { "Width", 0, "Width is 0; allowed is [1, 8192]" },
        { "Width", 8193, "Width is 8193; allowed is [1, 8192]" },
        { "Members", 0, "Members is 0; allowed is [1, 64]" },
        { "Members", 65, "Members is 65; allowed is [1, 64]" },
        { "Blocks", -1, "Blocks is -1; allowed is [0, 64]" },
        { "Dropout", 1.0, "Dropout is 1; allowed is [0, 1)" },
        { "Dropout", double.NaN, "Dropout is NaN; allowed is [0, 1)" },
        { "EmbeddingPieces", 257, "EmbeddingPieces is 257; allowed is [0, 256]" },
        { "Metric", (FisherStructure)9, "Metric is 9; allowed is Diagonal, Kronecker, Full" },
        { "WeightDecay", -0.1, "WeightDecay is -0.1; allowed is [0, ∞)" },
        { "WeightDecay", double.PositiveInfinity, "WeightDecay is Infinity; allowed is [0, ∞)" },
        { "BatchSize", 0, "BatchSize is 0; allowed is [1, 2147483647] or null" },
        { "MaximumNumberOfEpochs", 0, "MaximumNumberOfEpochs is 0; allowed is [1, 2147483647]" },
        { "Tolerance", 1.0, "Tolerance is 1; allowed is [0, 1)" },
        { "HoldOutFraction", 1.0, "HoldOutFraction is 1; allowed is (0, 1) or null" },
        { "MaximumMemoryInMegabytes", 0, "MaximumMemoryInMegabytes is 0; allowed is [1, 2147483647] or null" },
        { "Device", (NetworkDevice)9, "Device is 9; allowed is Automatic, Cpu, Cuda" },
        { "CheckpointPath", " ", "CheckpointPath is ' '; allowed is the path of a file or null" },
        { "CheckpointInterval", 0, "CheckpointInterval is 0; allowed is [1, 2147483647]" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Options_survive_JSON(Type kind)
    {
        var options = (LagrangianNetworkOptions)Activator.CreateInstance(kind)!;
        foreach (PropertyInfo property in Travelling(kind))
            property.SetValue(options, Other(property, options));
        options.Progress = new Progress<LearningState>();

        string json = JsonSerializer.Serialize(options, kind);
        object copy = JsonSerializer.Deserialize(json, kind)!;

        foreach (PropertyInfo property in Travelling(kind))
            Assert.Equal(property.GetValue(options), property.GetValue(copy));
        Assert.Null(((LagrangianNetworkOptions)copy).Progress);
        Assert.Equal(json, JsonSerializer.Serialize(copy, kind));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Defaults_are_what_is_not_in_the_JSON(Type kind)
    {
        string json = JsonSerializer.Serialize(Activator.CreateInstance(kind), kind);

        Assert.DoesNotContain(StayBehind, json.Contains);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize("{}", kind), kind));
    }

    [Theory]
    [MemberData(nameof(BadValues))]
    public void A_bad_value_is_named_with_what_is_allowed(string property, object? value, string complaint)
    {
        foreach (NetworkCase one in NetworkCase.All)
        {
            var error = Assert.ThrowsAny<ArgumentException>(() => one.Trainer(
                Context, options => options.GetType().GetProperty(property)!.SetValue(options, value)));
            Assert.Equal(property, error.ParamName);
            Assert.StartsWith(complaint, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sweeps_start_at_the_defaults(Type kind)
    {
        object options = Activator.CreateInstance(kind)!;
        PropertyInfo[] ranges = [.. Travelling(kind).Where(property => property.GetCustomAttribute<RangeAttribute>() is not null)];

        Assert.Contains(nameof(LagrangianNetworkOptions.Width), ranges.Select(property => property.Name));
        foreach (PropertyInfo property in ranges)
            Assert.Equal(Number(property.GetValue(options)), Number(property.GetCustomAttribute<RangeAttribute>()!.Init));
    }

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void No_value_that_a_sweep_may_choose_throws(string name)
    {
        NetworkCase one = NetworkCase.Of(name);
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(60));
        Action<LagrangianNetworkOptions>[] ends = [options => Swept(options, isHigh: false), options => Swept(options, isHigh: true)];
        foreach (Action<LagrangianNetworkOptions> end in ends)
        {
            var trainer = one.Trainer(Context, options =>
            {
                end(options);
                options.MaximumNumberOfEpochs = 1;
            });
            ITransformer model = trainer.Fit(data);
            Assert.All(one.Network(model).Values, values => Assert.All(values, value => Assert.True(float.IsFinite(value))));
            // The widest networks hold hundreds of megabytes outside the collector's sight.
            (model as IDisposable)?.Dispose();
        }
    }

    /// <summary>Sets all that is swept to one end.</summary>
    private static void Swept(LagrangianNetworkOptions options, bool isHigh)
    {
        foreach (PropertyInfo property in Travelling(options.GetType()))
        {
            if (property.GetCustomAttribute<RangeAttribute>() is { } range)
            {
                object end = isHigh ? range.Max : range.Min;
                property.SetValue(options, Convert.ChangeType(end, property.PropertyType, CultureInfo.InvariantCulture));
            }
            else if (property.GetCustomAttribute<ChoiceAttribute>() is { } choice)
            {
                property.SetValue(options, isHigh ? choice.Candidates[^1] : choice.Candidates[0]);
            }
            else if (property.GetCustomAttribute<BooleanChoiceAttribute>() is not null)
            {
                property.SetValue(options, isHigh);
            }
        }
    }

    private static double Number(object? value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static IEnumerable<PropertyInfo> Travelling(Type kind) =>
        kind.GetProperties().Where(property => !StayBehind.Contains(property.Name));

    /// <summary>A value that is not the default one.</summary>
    private static object Other(PropertyInfo property, object options)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        object other = type switch
        {
            _ when type == typeof(string) => $"Other {property.Name} äß∂",
            _ when type == typeof(bool) => true,
            _ when type == typeof(int) => 7,
            _ when type == typeof(double) => 0.3,
            _ when type == typeof(FisherStructure) => FisherStructure.Full,
            _ when type == typeof(NetworkDevice) => NetworkDevice.Cpu,
            _ => throw new NotSupportedException($"{property.Name} is a {type}: options are plain values."),
        };
        Assert.NotEqual(property.GetValue(options), other);
        return other;
    }
}
