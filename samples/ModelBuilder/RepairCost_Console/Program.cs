using Microsoft.ML;
using RepairCostModel;

// Trains where the tool would have: the data and the model are in the working folder.
if (!File.Exists(RepairCost.RetrainFilePath))
    RepairGenerator.WriteCsv(RepairCost.RetrainFilePath);
RepairCost.Train("RepairCost.mlnet");

// Create single instance of sample data for model input
var sampleData = new RepairCost.ModelInput { Hours = 3.5F, Age = 7F, Workshop = @"Harbour" };
Console.WriteLine(FormattableString.Invariant($"Predicted Cost: {RepairCost.Predict(sampleData).Score:R}"));

var mlContext = new MLContext();
var data = RepairCost.LoadIDataViewFromFile(
    mlContext, RepairCost.RetrainFilePath, RepairCost.RetrainSeparatorChar, RepairCost.RetrainHasHeader, RepairCost.RetrainAllowQuoting);
var model = mlContext.Model.Load("RepairCost.mlnet", out _);
foreach (var (feature, importance) in RepairCost.CalculatePFI(mlContext, data, model, @"Cost"))
    Console.WriteLine(FormattableString.Invariant($"{feature}: {importance:F4}"));
