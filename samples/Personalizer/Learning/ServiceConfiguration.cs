using System.Text.Json;
using System.Xml;
using Personalizer.Api;

namespace Personalizer.Learning;

/// <summary>What may be changed while the service runs; named as the retired service named it.</summary>
internal sealed record ServiceConfiguration
{
    private const string ErrorCode = "InvalidServiceConfiguration";

    /// <summary>How long rewards are waited for.</summary>
    public TimeSpan RewardWaitTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The reward of a decision that got none in time.</summary>
    public double DefaultReward { get; init; }

    /// <summary>Whether rewards of one event add up; else the earliest counts.</summary>
    public bool SumsRewards { get; init; }

    /// <summary>The share of decisions that is drawn uniformly, whatever the rule of exploration.</summary>
    public double ExplorationPercentage { get; init; } = 0.2;

    /// <summary>How often a policy is learnt.</summary>
    public TimeSpan ModelExportFrequency { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Days after which events are removed; −1 keeps them.</summary>
    public int LogRetentionDays { get; init; } = -1;

    /// <summary>Whether the application's own choice is always taken, and only watched.</summary>
    public bool IsApprentice { get; init; }

    /// <exception cref="ApiException">A value cannot be used.</exception>
    public static ServiceConfiguration Parse(JsonElement body)
    {
        foreach (string unsupported in new[] { "logMirrorEnabled", "isAutoOptimizationEnabled" })
        {
            if (RequestBody.Find(body, unsupported) is { ValueKind: JsonValueKind.True })
                throw ApiException.BadRequest(ErrorCode, $"'{unsupported}' is true, which this service has not; send false.");
        }

        return new ServiceConfiguration
        {
            RewardWaitTime = Duration(body, "rewardWaitTime", TimeSpan.FromSeconds(5), TimeSpan.FromDays(2)),
            DefaultReward = RequestBody.Number(Required(body, "defaultReward"), "defaultReward", -1, 1, ErrorCode),
            SumsRewards = Choice(Required(body, "rewardAggregation"), "rewardAggregation", ["earliest", "sum"]) == "sum",
            ExplorationPercentage = RequestBody.Number(
                Required(body, "explorationPercentage"), "explorationPercentage", 0, 1, ErrorCode),
            ModelExportFrequency = Duration(body, "modelExportFrequency", TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)),
            LogRetentionDays = (int)RequestBody.Number(Required(body, "logRetentionDays"), "logRetentionDays", -1, 36_500, ErrorCode),
            IsApprentice = RequestBody.Find(body, "learningMode") is { } mode
                && Choice(mode, "learningMode", ["online", "apprentice"]) == "apprentice",
        };
    }

    /// <summary>The configuration as callers and the store see it.</summary>
    public object ToJson() => new
    {
        rewardWaitTime = XmlConvert.ToString(RewardWaitTime),
        defaultReward = DefaultReward,
        rewardAggregation = SumsRewards ? "sum" : "earliest",
        explorationPercentage = ExplorationPercentage,
        modelExportFrequency = XmlConvert.ToString(ModelExportFrequency),
        logMirrorEnabled = false,
        logRetentionDays = LogRetentionDays,
        learningMode = IsApprentice ? "Apprentice" : "Online",
        isAutoOptimizationEnabled = false,
    };

    private static JsonElement Required(JsonElement body, string name) =>
        RequestBody.Find(body, name) ?? throw ApiException.BadRequest(ErrorCode, $"'{name}' is missing.");

    private static TimeSpan Duration(JsonElement body, string name, TimeSpan least, TimeSpan most)
    {
        var value = Required(body, name);
        try
        {
            if (value.ValueKind == JsonValueKind.String && XmlConvert.ToTimeSpan(value.GetString()!) is var span
                && span >= least && span <= most)
            {
                return span;
            }
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            // Told below, as one that is out of range.
        }

        throw ApiException.BadRequest(
            ErrorCode,
            $"'{name}' is {RequestBody.Shown(value)}; send a duration from {XmlConvert.ToString(least)} to {XmlConvert.ToString(most)}.");
    }

    private static string Choice(JsonElement value, string name, string[] allowed) =>
        value.ValueKind == JsonValueKind.String && Array.Find(
            allowed, one => one.Equals(value.GetString(), StringComparison.OrdinalIgnoreCase)) is { } found
            ? found
            : throw ApiException.BadRequest(
                ErrorCode, $"'{name}' is {RequestBody.Shown(value)}; allowed are {string.Join(" and ", allowed)}.");
}
