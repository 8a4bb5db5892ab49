using LagrangeMLNet.Trainers;
using LagrangeMLNet.Training;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.Tests.Trainers;

/// <summary>One of our trainers and the built-in trainer whose place it takes.</summary>
public sealed record TrainerCase(
    string Name,
    string Label,
    Func<LagrangianTrainerOptions> NewOptions,
    Func<MLContext, LagrangianTrainerOptions, IEstimator<ITransformer>> Create,
    Func<MLContext, string, string, string?, IEstimator<ITransformer>> Stock)
{
    public static readonly TrainerCase Logistic = new(
        "Logistic",
        nameof(SampleRow.Yes),
        () => new LagrangianLogisticRegressionBinaryTrainer.Options(),
        (context, options) => context.BinaryClassification.Trainers.LagrangianLogisticRegression(
            (LagrangianLogisticRegressionBinaryTrainer.Options)options),
        (context, label, features, weight) => context.BinaryClassification.Trainers.LbfgsLogisticRegression(label, features, weight));

    public static readonly TrainerCase MaximumEntropy = new(
        "MaximumEntropy",
        "ColourKey",
        () => new LagrangianMaximumEntropyMulticlassTrainer.Options(),
        (context, options) => context.MulticlassClassification.Trainers.LagrangianMaximumEntropy(
            (LagrangianMaximumEntropyMulticlassTrainer.Options)options),
        (context, label, features, weight) => context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(label, features, weight));

    public static readonly TrainerCase Regression = new(
        "Regression",
        nameof(SampleRow.Amount),
        () => new LagrangianRegressionTrainer.Options(),
        (context, options) => context.Regression.Trainers.Lagrangian((LagrangianRegressionTrainer.Options)options),
        // Sdca is slow on features that are not normalised, and no test asks how well it does.
        (context, label, features, weight) => context.Regression.Trainers.Sdca(label, features, weight, maximumNumberOfIterations: 3));

    public static readonly TrainerCase Poisson = new(
        "Poisson",
        nameof(SampleRow.Count),
        () => new LagrangianPoissonRegressionTrainer.Options(),
        (context, options) => context.Regression.Trainers.LagrangianPoisson((LagrangianPoissonRegressionTrainer.Options)options),
        (context, label, features, weight) => context.Regression.Trainers.LbfgsPoissonRegression(label, features, weight));

    public static readonly TrainerCase NegativeBinomial = new(
        "NegativeBinomial",
        nameof(SampleRow.Count),
        () => new LagrangianNegativeBinomialRegressionTrainer.Options(),
        (context, options) => context.Regression.Trainers.LagrangianNegativeBinomial((LagrangianNegativeBinomialRegressionTrainer.Options)options),
        Poisson.Stock);

    public static readonly TrainerCase Huber = new(
        "Huber",
        nameof(SampleRow.Amount),
        () => new LagrangianHuberRegressionTrainer.Options(),
        (context, options) => context.Regression.Trainers.LagrangianHuber((LagrangianHuberRegressionTrainer.Options)options),
        Regression.Stock);

    private static readonly TrainerCase[] Cases = [Logistic, MaximumEntropy, Regression, Poisson, NegativeBinomial, Huber];

    /// <summary>The names of all cases, as test data that shows in a test's name.</summary>
    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    public static TrainerCase Of(string name) => Cases.Single(c => c.Name == name);

    public IEstimator<ITransformer> Trainer(MLContext context, Action<LagrangianTrainerOptions>? set = null)
    {
        var options = NewOptions();
        options.LabelColumnName = Label;
        set?.Invoke(options);
        return Create(context, options);
    }

    public IEstimator<ITransformer> StockTrainer(MLContext context) => Stock(context, Label, "Features", null);

    public static LearningReport? ReportOf(IEstimator<ITransformer> trainer) =>
        (LearningReport?)trainer.GetType().GetProperty("LastReport")!.GetValue(trainer);

    public override string ToString() => Name;
}
