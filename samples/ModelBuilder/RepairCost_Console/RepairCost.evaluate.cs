using Microsoft.ML;

namespace RepairCostModel;

public partial class RepairCost
{
    /// <summary>
    /// Permutation feature importance: by how much R² changes when one column is shuffled, the most important column first.
    /// </summary>
    public static List<Tuple<string, double>> CalculatePFI(MLContext mlContext, IDataView trainData, ITransformer model, string labelColumnName)
    {
        var preprocessedTrainData = model.Transform(trainData);
        var importance = mlContext.Regression.PermutationFeatureImportance(model, preprocessedTrainData, labelColumnName: labelColumnName);
        return
        [
            .. importance.Select(feature => Tuple.Create(feature.Key, Math.Abs(feature.Value.RSquared.Mean)))
                .OrderByDescending(feature => feature.Item2),
        ];
    }
}
