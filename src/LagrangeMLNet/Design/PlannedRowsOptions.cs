using System.Text.Json.Serialization;
using Microsoft.ML;

namespace LagrangeMLNet.Design;

/// <summary>
/// What a planned choice of rows can be told. Only <see cref="Count"/> or <see cref="Budget"/> has to be set. Plain properties, so that
/// options travel as JSON; data, models and callbacks stay behind.
/// </summary>
/// <example>
/// <code>
/// var options = new PlannedRowsOptions { Budget = 200, CostColumnName = "Cost", GroupColumnName = "Customer", MaximumPerGroup = 2 };
/// </code>
/// </example>
public sealed class PlannedRowsOptions
{
    /// <summary>
    /// Number of rows to choose, at least 1; null leaves it to <see cref="Budget"/>. A pool of fewer rows is chosen whole, and the report
    /// says so. Default: null.
    /// </summary>
    public int? Count { get; set; }

    /// <summary>Name of the feature column, a vector of <see cref="float"/> of known size. Default: <c>Features</c>.</summary>
    public string FeatureColumnName { get; set; } = "Features";

    /// <summary>What rows are chosen for. Default: <see cref="DesignCriterion.Representative"/>, which needs no model to be
    /// right.</summary>
    public DesignCriterion Criterion { get; set; } = DesignCriterion.Representative;

    /// <summary>How to choose. Default: <see cref="DesignAlgorithm.Automatic"/>.</summary>
    public DesignAlgorithm Algorithm { get; set; } = DesignAlgorithm.Automatic;

    /// <summary>Rows already labelled, with the same feature column; no label column is needed. Not part of the JSON. Default:
    /// none.</summary>
    [JsonIgnore]
    public IDataView? Labeled { get; set; }

    /// <summary>
    /// A current model, by whose Fisher information w rows weigh (without one, w = 1, which is right for squared loss): the model
    /// parameters of any of ML.NET's linear trainers, calibrated or not, a prediction transformer around them, or a chain that ends with
    /// one. Binary: w = p(1 − p); Poisson: w = the expected count; multiclass: the mean over the K − 1 free directions, w = (1 − Σ p²)/(K −
    /// 1). Not part of the JSON. Default: none.
    /// </summary>
    [JsonIgnore]
    public object? Model { get; set; }

    /// <summary>
    /// Rows on which predictions matter, with the same feature column; read by <see cref="DesignCriterion.V"/>, and by
    /// <see cref="DesignCriterion.Representative"/> for its value. Null means the pool. With
    /// more than 1,024 parameters, 1,024 rows evenly spread over them stand for all.
    /// Not part of the JSON. Default: none.
    /// </summary>
    [JsonIgnore]
    public IDataView? Target { get; set; }

    /// <summary>
    /// Whether the model has a bias to learn, which counts as a feature that is always 1. Null: yes if a <see cref="Model"/> is given.
    /// Default: null.
    /// </summary>
    public bool? Intercept { get; set; }

    /// <summary>
    /// Information ρ ≥ 0 that a prior gives about each weight: M₀ = ρ·I on the features as given, for a label noise of variance 1. Null:
    /// none where the rows determine all parameters, else the worth of one average row spread over all parameters. Default: null.
    /// </summary>
    public double? Ridge { get; set; }

    /// <summary>
    /// Name of the column of what a row's label costs (a positive number), or null when all rows cost 1. Rows are then chosen by gain per
    /// cost. Default: null.
    /// </summary>
    public string? CostColumnName { get; set; }

    /// <summary>Most that the chosen rows may cost together, above 0; null means no limit. Default: null.</summary>
    public double? Budget { get; set; }

    /// <summary>
    /// Name of the column of groups (text, key, whole number or Boolean): rows of a user, a document, a day. At most
    /// <see cref="MaximumPerGroup"/> of a group are chosen. Null means no groups. Default: null.
    /// </summary>
    public string? GroupColumnName { get; set; }

    /// <summary>Most rows of one group, at least 1. Default: 1.</summary>
    public int MaximumPerGroup { get; set; } = 1;

    /// <summary>
    /// Cap against outliers: rows whose leverage w xᵀ(Σ w x xᵀ)⁻¹x in the pool is more than this many times the mean leverage are never
    /// chosen. Good designs like extreme rows, so that a cap of less than 2 costs much; 5 to 20 leaves out what is far from everything.
    /// Above 0; null means no cap. With more than 1,024 parameters, leverage is taken as if features were uncorrelated. Default: null.
    /// </summary>
    public double? MaximumLeverage { get; set; }

    /// <summary>
    /// Most memory for the pool, in MiB, at least 1; a larger pool is read anew in every pass. Null means 70 % of what the process may use.
    /// Default: null.
    /// </summary>
    public int? MaximumMemoryInMegabytes { get; set; }

    /// <summary>Number of threads, at least 1; null means one a processor. It does not change what is chosen. Default: null.</summary>
    public int? NumberOfThreads { get; set; }

    /// <summary>
    /// Seed of the random starts: same seed and same data, same choice. Default: 0.
    /// </summary>
    public int Seed { get; set; }

    /// <summary>Receives the state of the choice now and then. Not part of the JSON. Default: null.</summary>
    [JsonIgnore]
    public IProgress<PlanningState>? Progress { get; set; }

    /// <summary>Ends the choice with an <see cref="OperationCanceledException"/>. Not part of the JSON. Default: none.</summary>
    [JsonIgnore]
    public CancellationToken CancellationToken { get; set; }
}
