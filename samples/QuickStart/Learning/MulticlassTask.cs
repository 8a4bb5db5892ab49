using System.Globalization;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;

namespace QuickStart.Learning;

/// <summary>Predicts which of several classes a row belongs to.</summary>
internal sealed class MulticlassTask(string label, int classes) : ILearningTask
{
    public string Description => string.Create(CultureInfo.InvariantCulture, $"one of {classes} classes (multiclass)");

    public IReadOnlyList<string> Metrics => ["log-loss (nats)", "accuracy", "macro accuracy"];

    public IReadOnlyList<string> Answers => ["PredictedLabel"];

    public IEstimator<ITransformer> ReadLabel(MLContext mlContext, string output = "Label") =>
        mlContext.Transforms.Conversion.MapValueToKey(output, label, maximumNumberOfKeys: classes);

    public Contestant Lagrangian(MLContext mlContext, IProgress<LearningState> progress)
    {
        var trainer = mlContext.MulticlassClassification.Trainers.LagrangianMaximumEntropy(
            new LagrangianMaximumEntropyMulticlassTrainer.Options { Progress = progress });
        return new("Lagrangian", trainer, () => trainer.LastReport);
    }

    public IEnumerable<Contestant> Peers(MLContext mlContext)
    {
        var trainers = mlContext.MulticlassClassification.Trainers;
        yield return new("SDCA", trainers.SdcaMaximumEntropy());
        yield return new("LBFGS", trainers.LbfgsMaximumEntropy());
        yield return new("LightGBM", trainers.LightGbm(new LightGbmMulticlassTrainer.Options { NumberOfThreads = Contest.Threads }));
    }

    /// <summary>The class's number back to its name.</summary>
    public IEstimator<ITransformer> Finish(MLContext mlContext) => mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel");

    public IReadOnlyList<double> Measure(MLContext mlContext, IDataView scored)
    {
        var metrics = mlContext.MulticlassClassification.Evaluate(scored);
        return [metrics.LogLoss, metrics.MicroAccuracy, metrics.MacroAccuracy];
    }
}
