using LagrangeMLNet.Design;
using LagrangeMLNet.Labeling;
using LagrangeMLNet.Reporting;
using LagrangeMLNet.Trainers;
using Microsoft.ML;

namespace LagrangeMLNet.Acceptance;

/// <summary>The README's examples, compiled and run: <see cref="ReadmeTests"/> checks that the README has each, word for word.</summary>
internal static class ReadmeExamples
{
    public static ITransformer OneLine(MLContext mlContext, IEstimator<ITransformer> features, IDataView rows)
    {
        // <example>
        var pipeline = features.Append(mlContext.BinaryClassification.Trainers.LagrangianLogisticRegression());
        // </example>
        return pipeline.Fit(rows);
    }

    public static void Watched(MLContext mlContext, IEstimator<ITransformer> features, IDataView rows, string model, string picture)
    {
        // <example>
        using var progress = new LearningProgress("Churn");
        var trainer = mlContext.BinaryClassification.Trainers.LagrangianLogisticRegression(
            new LagrangianLogisticRegressionBinaryTrainer.Options { Progress = progress });
        mlContext.Model.Save(features.Append(trainer).Fit(rows), rows.Schema, model);
        LearningCurve.SavePng(trainer.LastReport!, picture);
        // </example>
    }

    public static ITransformer Deployed(string model)
    {
        // <example>
        var predictor = new MLContext().Model.Load(model, out var inputSchema);
        // </example>
        return inputSchema.Count > 0 ? predictor : throw new InvalidDataException("The model names no inputs.");
    }

    public static PlannedRows Planned(MLContext mlContext, IDataView pool, IDataView labeled, Stream toLabel)
    {
        // <example>
        var planned = mlContext.Data.SelectPlannedRows(pool, new PlannedRowsOptions { Count = 100, Labeled = labeled });
        Console.WriteLine(planned.Report);
        mlContext.Data.SaveAsText(planned.Rows, toLabel);
        // </example>
        return planned;
    }

    public static LabelingState Labeled(MLContext mlContext, IDataView pool, string path, Func<IDataView, IEnumerable<float>> ask)
    {
        // <example>
        using var campaign = mlContext.Data.OpenLabelingCampaign(
            pool, new LabelingCampaignOptions { Path = path, Task = LabelingTask.Regression, Budget = 100 });
        var state = campaign.Run(ask);
        Console.WriteLine($"{state.Labels} labels: {state.Advice}, {state.Reason}");
        // </example>
        return state;
    }
}
