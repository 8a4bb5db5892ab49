using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Interop;

/// <summary>
/// What the built-in trainer of a task requires of its input and promises of its output. Our trainers answer with its words: columns,
/// annotations and complaints are the built-in ones by construction, in every ML.NET version.
/// </summary>
internal static class StockSchema
{
    private static readonly MLContext Context = new(seed: 0);

    public static bool IsBinaryLabel(DataViewType type) => type is BooleanDataViewType;

    public static bool IsClassLabel(DataViewType type) => type is KeyDataViewType key && key.RawType == typeof(uint);

    public static bool IsNumberLabel(DataViewType type) => type == NumberDataViewType.Single;

    public static IEstimator<ITransformer> Logistic(string label, string features, string? weight) =>
        Context.BinaryClassification.Trainers.LbfgsLogisticRegression(label, features, weight);

    public static IEstimator<ITransformer> MaximumEntropy(string label, string features, string? weight) =>
        Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(label, features, weight);

    public static IEstimator<ITransformer> Regression(string label, string features, string? weight) =>
        Context.Regression.Trainers.Sdca(label, features, weight);

    public static IEstimator<ITransformer> Poisson(string label, string features, string? weight) =>
        Context.Regression.Trainers.LbfgsPoissonRegression(label, features, weight);
}
