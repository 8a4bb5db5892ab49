using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using QuickStart.Reading;

namespace QuickStart.Learning;

/// <summary>Predicts which of two values the label has.</summary>
internal sealed class BinaryTask : ILearningTask
{
    private static readonly string[] UsualPositives = ["1", "true", "yes", "y", "t", "positive", "+", "1.0"];
    private readonly string _positive, _negative;

    /// <param name="values">The two values, the more frequent one first.</param>
    public BinaryTask(IReadOnlyList<KeyValuePair<string, int>> values)
    {
        var usual = values.Any(pair => IsUsual(pair.Key)) ? values.First(pair => IsUsual(pair.Key)) : values[1];
        _positive = usual.Key;
        _negative = values.First(pair => pair.Key != _positive).Key;
    }

    public string Description => $"yes or no (binary); '{_positive}' counts as yes, '{_negative}' as no";

    public IReadOnlyList<string> Metrics => ["log-loss (nats)", "accuracy", "AUC"];

    public IReadOnlyList<string> Answers => ["PredictedLabel", "Probability"];

    public IEstimator<ITransformer> ReadLabel(MLContext mlContext) => mlContext.Transforms.Conversion.MapValue(
        "Label", new Dictionary<string, bool> { [_positive] = true, [_negative] = false }, Dataset.LabelText);

    public Contestant Lagrangian(MLContext mlContext, IProgress<LearningState> progress)
    {
        var trainer = mlContext.BinaryClassification.Trainers.LagrangianLogisticRegression(
            new LagrangianLogisticRegressionBinaryTrainer.Options { Progress = progress });
        return new("Lagrangian", trainer, () => trainer.LastReport);
    }

    public IEnumerable<Contestant> Peers(MLContext mlContext)
    {
        var trainers = mlContext.BinaryClassification.Trainers;
        yield return new("SDCA", trainers.SdcaLogisticRegression());
        yield return new("LBFGS", trainers.LbfgsLogisticRegression());
        yield return new("LightGBM", trainers.LightGbm());
    }

    public IReadOnlyList<double> Measure(MLContext mlContext, IDataView scored)
    {
        var metrics = mlContext.BinaryClassification.Evaluate(scored);
        // ML.NET gives the binary log-loss in bits; a bit is ln 2 nats.
        return [metrics.LogLoss * Math.Log(2), metrics.Accuracy, metrics.AreaUnderRocCurve];
    }

    private static bool IsUsual(string value) => UsualPositives.Contains(value.Trim(), StringComparer.OrdinalIgnoreCase);
}
