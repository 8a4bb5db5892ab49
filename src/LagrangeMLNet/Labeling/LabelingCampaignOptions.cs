using System.Text.Json.Serialization;
using LagrangeMLNet.Mechanics;
using Microsoft.ML;

namespace LagrangeMLNet.Labeling;

/// <summary>
/// What a labelling campaign can be told. Only <see cref="Path"/> is usually set, and <see cref="Task"/> where it is not yes or no. Plain
/// properties, so that options travel as JSON; trainers and callbacks stay behind.
/// </summary>
/// <example>
/// <code>
/// var options = new LabelingCampaignOptions
/// {
///     Path = "tickets.campaign",
///     Task = LabelingTask.MulticlassClassification,
///     ClassNames = ["billing", "fault", "other"],
///     CostPerLabel = 2,
///     ValuePerNat = 50_000,
/// };
/// </code>
/// </example>
public sealed class LabelingCampaignOptions
{
    /// <summary>
    /// File that keeps the campaign: created if there is none, else the campaign goes on from it. Null keeps it in memory only, where it is
    /// lost with the process. Default: null.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>What the labels are. Default: <see cref="LabelingTask.BinaryClassification"/>.</summary>
    public LabelingTask Task { get; set; }

    /// <summary>
    /// Names of the classes, two or more, for <see cref="LabelingTask.MulticlassClassification"/> alone; the key values of the label column
    /// follow their order. Default: null.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; set; }

    /// <summary>
    /// What learns from the labels: any trainer or pipeline that reads the label and feature columns and yields a column <c>Probability</c>
    /// or <c>Score</c> as ML.NET's trainers do. It should give the same model for the same data, else a resumed campaign may choose other
    /// rows. Null means the Lagrangian trainer of the task. What pending rows are worth by theory is taken from the Fisher information of
    /// the model if it is linear in the features, else as for least squares. Not part of the JSON. Default: null.
    /// </summary>
    [JsonIgnore]
    public IEstimator<ITransformer>? Trainer { get; set; }

    /// <summary>Name of the feature column of the pool, a vector of <see cref="float"/> of known size. Default: <c>Features</c>.</summary>
    public string FeatureColumnName { get; set; } = "Features";

    /// <summary>
    /// Name of the label column of the labelled rows. A column of that name in the pool is not looked at. Neither <c>Row</c>, which has
    /// another meaning in the tables of <see cref="LabelingCampaign.WritePending"/>, nor the name of the feature or cost column.
    /// Default: <c>Label</c>.
    /// </summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>Number of rows of the first batch, at least 2. Default: 20.</summary>
    public int SeedRows { get; set; } = 20;

    /// <summary>
    /// Size of a batch as a share of the labels so far, in (0, 1]: batches grow with what is known, so that the number of fits grows
    /// with the logarithm of the labels only. Default: 0.25.
    /// </summary>
    public double BatchGrowth { get; set; } = 0.25;

    /// <summary>
    /// Share of a batch that is drawn at random where the others are planned, in (0, 1]; at least one row of each batch is. The random rows
    /// measure the velocity without bias, and keep a model that does not fit everywhere from being led astray. 1 plans nothing. Default:
    /// 0.25.
    /// </summary>
    public double RandomShare { get; set; } = 0.25;

    /// <summary>
    /// Name of the column of what a row's label costs (a positive number), or null when each costs <see cref="CostPerLabel"/>. Planned rows
    /// are then chosen by gain per cost. Default: null.
    /// </summary>
    public string? CostColumnName { get; set; }

    /// <summary>Cost of a label, above 0, in any unit; not used with <see cref="CostColumnName"/>. Default: 1.</summary>
    public double CostPerLabel { get; set; } = 1;

    /// <summary>Most that the labels may cost together, above 0, in the unit of the cost; null means no limit. Default: null.</summary>
    public double? Budget { get; set; }

    /// <summary>
    /// What it is worth, in the unit of the cost, that the velocity is 1 nat / observation less: the number of predictions that the model
    /// will make times the value of a nat in each. Null means that labels are wanted until the floor. Above 0. Default: null.
    /// </summary>
    public double? ValuePerNat { get; set; }

    /// <summary>Velocity that is good enough. Unit: nat / observation. Null means none. Default: null.</summary>
    public double? TargetVelocity { get; set; }

    /// <summary>Share, in (0, 1), of what has been learnt that may be left unlearnt at the floor. Default: 0.01.</summary>
    public double Tolerance { get; set; } = 0.01;

    /// <summary>
    /// Whether tables for labelling are made harmless: texts in them that begin with =, +, -, @, a tab or a line end, which spreadsheets
    /// run as formulas, get an apostrophe in front. Labels that are read back lose it. Default: true.
    /// </summary>
    public bool DefusesFormulas { get; set; } = true;

    /// <summary>Seed of the rows drawn at random: same seed, same pool and same labels, same campaign. Default: 0.</summary>
    public int Seed { get; set; }

    /// <summary>Receives where learning stands after each batch. Not part of the JSON. Default: null.</summary>
    [JsonIgnore]
    public IProgress<LearningState>? Progress { get; set; }

    /// <summary>
    /// Ends work with an <see cref="OperationCanceledException"/>; the campaign can be gone on with. Not part of the JSON. Default: none.
    /// </summary>
    [JsonIgnore]
    public CancellationToken CancellationToken { get; set; }

    /// <summary>A copy, so that later changes of these options change nothing.</summary>
    internal LabelingCampaignOptions Copy()
    {
        var copy = (LabelingCampaignOptions)MemberwiseClone();
        copy.ClassNames = ClassNames?.ToArray();
        return copy;
    }
}
