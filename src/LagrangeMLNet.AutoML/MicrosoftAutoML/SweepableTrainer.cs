using System.Text.Json;
using System.Text.Json.Nodes;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace LagrangeMLNet.AutoML.MicrosoftAutoML;

/// <summary>A Lagrangian trainer as a part of a pipeline that is swept.</summary>
internal static class SweepableTrainer
{
    public static SweepableEstimator Of<TOptions>(
        AutoCatalog auto, Func<MLContext, TOptions, IEstimator<ITransformer>> create, TOptions? options, SearchSpace<TOptions>? searchSpace)
        where TOptions : LagrangianTrainerOptions, new()
    {
        ArgumentNullException.ThrowIfNull(auto);
        options ??= new TOptions();
        options.Validate();
        var (progress, token) = (options.Progress, options.CancellationToken);
        string start = JsonSerializer.Serialize(options);
        return new SweepableEstimator(
            (context, swept) =>
            {
                var merged = JsonNode.Parse(start)!.AsObject();
                foreach (var (name, value) in swept.AsType<JsonObject>())
                    merged[name] = value?.DeepClone();
                var trial = merged.Deserialize<TOptions>()!;
                // Neither travels as JSON.
                (trial.Progress, trial.CancellationToken) = (progress, token);
                return create(context, trial);
            },
            searchSpace ?? new SearchSpace<TOptions>());
    }
}
