using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using QuickStart.Reading;

namespace QuickStart.Learning;

/// <summary>Predicts a number.</summary>
/// <param name="decimalMarker">Point or comma, as the file has it.</param>
/// <param name="isNonNegative">Whether no label is below 0, as LBFGS needs: ML.NET has it for Poisson regression only.</param>
internal sealed class RegressionTask(char decimalMarker, bool isNonNegative) : ILearningTask
{
    public string Description => "a number (regression)";

    public bool HasClasses => false;

    public IReadOnlyList<string> Metrics => ["RMSE", "MAE", "R²"];

    public IReadOnlyList<string> Answers => ["Score"];

    public IEstimator<ITransformer> ReadLabel(MLContext mlContext) => mlContext.Transforms.CustomMapping<Text, Number>(
        (text, number) => number.Label = Cell.TryNumber(text.Value.ToString(), decimalMarker, out var value) ? (float)value : float.NaN,
        contractName: null);

    public Contestant Lagrangian(MLContext mlContext, IProgress<LearningState> progress)
    {
        var trainer = mlContext.Regression.Trainers.Lagrangian(new LagrangianRegressionTrainer.Options { Progress = progress });
        return new("Lagrangian", trainer, () => trainer.LastReport);
    }

    public IEnumerable<Contestant> Peers(MLContext mlContext)
    {
        var trainers = mlContext.Regression.Trainers;
        yield return new("SDCA", trainers.Sdca());
        if (isNonNegative)
            yield return new("LBFGS (Poisson)", trainers.LbfgsPoissonRegression());
        yield return new("LightGBM", trainers.LightGbm());
    }

    public IReadOnlyList<double> Measure(MLContext mlContext, IDataView scored)
    {
        var metrics = mlContext.Regression.Evaluate(scored);
        return [metrics.RootMeanSquaredError, metrics.MeanAbsoluteError, metrics.RSquared];
    }

    private sealed class Text
    {
        [Microsoft.ML.Data.ColumnName(Dataset.LabelText)]
        public ReadOnlyMemory<char> Value { get; set; }
    }

    private sealed class Number
    {
        public float Label { get; set; }
    }
}
