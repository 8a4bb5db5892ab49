using LagrangeMLNet.Data;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;

namespace QuickStart.Learning;

/// <summary>Predicts which of two values the label has.</summary>
internal sealed class BinaryTask : ILearningTask
{
    private static readonly string[] UsualPositives = ["1", "true", "yes", "y", "t", "positive", "+", "1.0"];
    private readonly string _label;
    private readonly Dictionary<string, bool> _values;

    /// <param name="label">Name of the label.</param>
    /// <param name="values">Its values, the more frequent first.</param>
    /// <param name="positives">Those that say yes, where they are known; else there are two values, and a usual one, or the rarer, counts as yes.</param>
    public BinaryTask(string label, IReadOnlyList<KeyValuePair<string, long>> values, IReadOnlySet<string> positives)
    {
        _label = label;
        if (positives.Count == 0)
            positives = new HashSet<string> { values.Any(pair => IsUsual(pair.Key)) ? values.First(pair => IsUsual(pair.Key)).Key : values[1].Key };
        _values = values.ToDictionary(pair => pair.Key, pair => positives.Contains(pair.Key));
    }

    public string Description => $"yes or no (binary); {Names(true)} counts as yes, {Names(false)} as no";

    public IReadOnlyList<string> Metrics => ["log-loss (nats)", "accuracy", "AUC"];

    public IReadOnlyList<string> Answers => ["PredictedLabel", "Probability"];

    public bool? IsRight(string answer, string truth) => bool.Parse(answer) == _values[truth];

    public IEstimator<ITransformer> ReadLabel(MLContext mlContext, string output = "Label") =>
        mlContext.Transforms.Conversion.MapValue(output, _values, _label);

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
        yield return new("LightGBM", trainers.LightGbm(new LightGbmBinaryTrainer.Options { NumberOfThreads = Contest.Threads }));
    }

    public IReadOnlyList<double> Measure(MLContext mlContext, IDataView scored)
    {
        var metrics = mlContext.BinaryClassification.Evaluate(scored);
        // ML.NET gives the binary log-loss in bits; a bit is ln 2 nats.
        return [metrics.LogLoss * Math.Log(2), metrics.Accuracy, metrics.AreaUnderRocCurve];
    }

    private string Names(bool isPositive) =>
        string.Join(", ", _values.Where(pair => pair.Value == isPositive).Select(pair => $"'{DisplayText.Escape(pair.Key)}'"));

    private static bool IsUsual(string value) => UsualPositives.Contains(value.Trim(), StringComparer.OrdinalIgnoreCase);
}
