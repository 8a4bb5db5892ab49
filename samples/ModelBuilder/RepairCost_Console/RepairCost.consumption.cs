using Microsoft.ML;
using Microsoft.ML.Data;

namespace RepairCostModel;

public partial class RepairCost
{
    /// <summary>
    /// model input class for RepairCost.
    /// </summary>
    #region model input class
    public class ModelInput
    {
        [LoadColumn(0)]
        [ColumnName(@"Hours")]
        public float Hours { get; set; }

        [LoadColumn(1)]
        [ColumnName(@"Age")]
        public float Age { get; set; }

        [LoadColumn(2)]
        [ColumnName(@"Workshop")]
        public string Workshop { get; set; } = "";

        [LoadColumn(3)]
        [ColumnName(@"Cost")]
        public float Cost { get; set; }
    }

    #endregion

    /// <summary>
    /// model output class for RepairCost.
    /// </summary>
    #region model output class
    public class ModelOutput
    {
        [ColumnName(@"Score")]
        public float Score { get; set; }
    }

    #endregion

    /// <summary>
    /// Where the model is; to be set before the first prediction.
    /// </summary>
    public static string MLNetModelPath { get; set; } = Path.GetFullPath("RepairCost.mlnet");

    public static readonly Lazy<PredictionEngine<ModelInput, ModelOutput>> PredictEngine = new(CreatePredictEngine, true);

    private static PredictionEngine<ModelInput, ModelOutput> CreatePredictEngine()
    {
        var mlContext = new MLContext();
        ITransformer mlModel = mlContext.Model.Load(MLNetModelPath, out _);
        return mlContext.Model.CreatePredictionEngine<ModelInput, ModelOutput>(mlModel);
    }

    /// <summary>
    /// Use this method to predict on <see cref="ModelInput"/>.
    /// </summary>
    /// <param name="input">model input.</param>
    /// <returns><seealso cref="ModelOutput"/></returns>
    public static ModelOutput Predict(ModelInput input) => PredictEngine.Value.Predict(input);
}
