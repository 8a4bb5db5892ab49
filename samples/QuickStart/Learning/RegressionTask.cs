using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;

namespace QuickStart.Learning;

/// <summary>Predicts a number.</summary>
/// <param name="label">Name of the label.</param>
/// <param name="isNonNegative">Whether no label is below 0, as LBFGS needs: ML.NET has it for Poisson regression only.</param>
internal sealed class RegressionTask(string label, bool isNonNegative) : ILearningTask
{
    public string Description => "a number (regression)";

    public bool HasClasses => false;

    public bool? IsRight(string answer, string truth) => null;

    public IReadOnlyList<string> Metrics => ["RMSE", "MAE", "R²"];

    public IReadOnlyList<string> Answers => ["Score"];

    public IEstimator<ITransformer> ReadLabel(MLContext mlContext, string output = "Label") =>
        mlContext.Transforms.Conversion.ConvertType(output, label);

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
        yield return new("LightGBM", trainers.LightGbm(new LightGbmRegressionTrainer.Options { NumberOfThreads = Contest.Threads }));
    }

    public IReadOnlyList<double> Measure(MLContext mlContext, IDataView scored)
    {
        var metrics = mlContext.Regression.Evaluate(scored);
        return [metrics.RootMeanSquaredError, metrics.MeanAbsoluteError, metrics.RSquared];
    }
}
