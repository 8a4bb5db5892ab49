using Microsoft.ML;

namespace RepairCostModel;

public partial class RepairCost
{
    public const string RetrainFilePath = @"repairs.csv";
    public const char RetrainSeparatorChar = ',';
    public const bool RetrainHasHeader = true;
    public const bool RetrainAllowQuoting = false;

    /// <summary>
    /// Train a new model with the provided dataset.
    /// </summary>
    /// <param name="outputModelPath">File path for saving the model. Should be similar to "C:\YourPath\ModelName.mlnet"</param>
    /// <param name="inputDataFilePath">Path to the data file for training.</param>
    /// <param name="separatorChar">Separator character for delimited training file.</param>
    /// <param name="hasHeader">Boolean if training file has a header.</param>
    /// <param name="allowQuoting">Boolean if fields may be quoted.</param>
    public static void Train(
        string outputModelPath,
        string inputDataFilePath = RetrainFilePath,
        char separatorChar = RetrainSeparatorChar,
        bool hasHeader = RetrainHasHeader,
        bool allowQuoting = RetrainAllowQuoting)
    {
        var mlContext = new MLContext();
        var data = LoadIDataViewFromFile(mlContext, inputDataFilePath, separatorChar, hasHeader, allowQuoting);
        var model = RetrainModel(mlContext, data);
        SaveModel(mlContext, model, data, outputModelPath);
    }

    /// <summary>
    /// Load an IDataView from a file path.
    /// </summary>
    public static IDataView LoadIDataViewFromFile(
        MLContext mlContext, string inputDataFilePath, char separatorChar, bool hasHeader, bool allowQuoting) =>
        mlContext.Data.LoadFromTextFile<ModelInput>(inputDataFilePath, separatorChar, hasHeader, allowQuoting: allowQuoting);

    /// <summary>
    /// Save a model at the specified path.
    /// </summary>
    public static void SaveModel(MLContext mlContext, ITransformer model, IDataView data, string modelSavePath)
    {
        using var stream = File.Create(modelSavePath);
        mlContext.Model.Save(model, data.Schema, stream);
    }

    /// <summary>
    /// Retrain model using the pipeline generated as part of the training process.
    /// </summary>
    public static ITransformer RetrainModel(MLContext mlContext, IDataView trainData) => BuildPipeline(mlContext).Fit(trainData);

    /// <summary>
    /// build the pipeline that is used from model builder. Use this function to retrain model.
    /// </summary>
    public static IEstimator<ITransformer> BuildPipeline(MLContext mlContext) =>
        mlContext.Transforms.Categorical.OneHotEncoding(@"Workshop", @"Workshop")
            .Append(mlContext.Transforms.ReplaceMissingValues([new InputOutputColumnPair(@"Hours"), new InputOutputColumnPair(@"Age")]))
            .Append(mlContext.Transforms.Concatenate(@"Features", @"Workshop", @"Hours", @"Age"))
            // The one line that differs from what the tool writes.
            .Append(mlContext.Regression.Trainers.Lagrangian(labelColumnName: @"Cost", featureColumnName: @"Features"));
}
