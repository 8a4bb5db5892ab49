using System.Text.Json.Serialization;

namespace LagrangeMLNet.Labeling;

/// <summary>What can happen in a campaign: one line of its file each.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(CampaignBegun), "campaign")]
[JsonDerivedType(typeof(BatchChosen), "batch")]
[JsonDerivedType(typeof(RowLabeled), "label")]
[JsonDerivedType(typeof(RowSkipped), "skip")]
[JsonDerivedType(typeof(VelocitySeen), "look")]
internal abstract record CampaignEvent;

/// <summary>The first line: what pool the campaign is about, and all options that decide what is chosen.</summary>
internal sealed record CampaignBegun(int Version, PoolFingerprint Pool, CampaignTerms Terms) : CampaignEvent;

/// <summary>Options that must not change on the way.</summary>
internal sealed record CampaignTerms(
    LabelingTask Task,
    IReadOnlyList<string> Classes,
    string Label,
    string Features,
    int SeedRows,
    double Growth,
    double RandomShare,
    int Seed,
    string? Cost = null);

/// <summary>
/// Rows to label next, some drawn at random and the others planned, and the excess loss that the plan foresees after them.
/// </summary>
internal sealed record BatchChosen(IReadOnlyList<long> Random, IReadOnlyList<long> Planned, double? Forecast = null) : CampaignEvent;

/// <summary>A label, as text.</summary>
internal sealed record RowLabeled(long Row, string Label) : CampaignEvent;

/// <summary>A row that has no label, and never will be asked for again.</summary>
internal sealed record RowSkipped(long Row) : CampaignEvent;

/// <summary>The velocity, from labels that a model of <paramref name="Labels"/> labels had not seen.</summary>
internal sealed record VelocitySeen(int Labels, int Rows, double? Velocity = null, double? StandardError = null) : CampaignEvent;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CampaignEvent))]
internal sealed partial class CampaignJson : JsonSerializerContext;
