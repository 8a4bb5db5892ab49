using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;
using ChoiceOption = Microsoft.ML.SearchSpace.Option.ChoiceOption;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>A Lagrangian trainer as a part of a pipeline that is swept.</summary>
internal static class SweepableTrainer
{
    /// <summary>What stands in a trial's parameters for a penalty that the trainer finds itself.</summary>
    public const string Automatic = "automatic";

    /// <summary>
    /// L2 penalties that are tried beside the one that the trainer finds: decades of what LBFGS's means, where the tuner's first step from
    /// the middle arrives at usual ones.
    /// </summary>
    private static readonly object[] Penalties = [1e-3f, 1e-2f, 0.1f, Automatic, 1f, 10f, 100f, 1e3f];

    /// <summary>A trial's parameters name the values of enumerations.</summary>
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>A linear trainer.</summary>
    public static SweepableEstimator Of<TOptions>(
        AutoCatalog auto, Func<MLContext, TOptions, IEstimator<ITransformer>> create, TOptions? options, SearchSpace? searchSpace)
        where TOptions : LagrangianTrainerOptions, new()
    {
        ArgumentNullException.ThrowIfNull(auto);
        options ??= new TOptions();
        options.Validate();
        var (progress, token) = (options.Progress, options.CancellationToken);
        return Of(
            (context, trial) =>
            {
                // Neither travels as JSON.
                (trial.Progress, trial.CancellationToken) = (progress, token);
                return create(context, trial);
            },
            options,
            searchSpace ?? DefaultSpace(options));
    }

    /// <summary>Any trainer whose options travel as JSON.</summary>
    public static SweepableEstimator Of<TOptions>(
        Func<MLContext, TOptions, IEstimator<ITransformer>> create, TOptions options, SearchSpace searchSpace)
        where TOptions : class
    {
        string start = JsonSerializer.Serialize(options, Json);
        return new SweepableEstimator(
            (context, swept) =>
            {
                var merged = JsonNode.Parse(start)!.AsObject();
                foreach (var (name, value) in swept.AsType<JsonObject>())
                    merged[name] = value is JsonValue text && text.TryGetValue(out string? word) && word == Automatic
                        ? null
                        : value?.DeepClone();
                return create(context, merged.Deserialize<TOptions>(Json)!);
            },
            searchSpace);
    }

    /// <summary>What the attributes of the options say, and the L2 penalty unless it was given.</summary>
    private static SearchSpace DefaultSpace<TOptions>(TOptions options)
        where TOptions : LagrangianTrainerOptions, new()
    {
        var space = new SearchSpace();
        foreach (var (name, option) in new SearchSpace<TOptions>())
            space.Add(name, option);
        if (options.L2Regularization is null)
            space[nameof(options.L2Regularization)] = new ChoiceOption(Penalties, Automatic);
        return space;
    }
}
