using LagrangeMLNet.Campaigns.Problems;
using LagrangeMLNet.Trainers;
using LagrangeMLNet.Training;
using Microsoft.ML;

namespace LagrangeMLNet.Campaigns.Subjects;

/// <summary>The linear trainers, at default options or with strengths or balance given.</summary>
internal sealed class LinearSubject(string name, float? l1 = null, float? l2 = null, bool balance = false) : Subject
{
    public override string Name => name;

    public override bool IsDefault => l1 is null && l2 is null && !balance;

    public override bool HasThreads => true;

    public override bool Handles(ProblemTask task) => !balance || task is ProblemTask.Binary or ProblemTask.Multiclass;

    public override FittedModel Fit(MLContext context, Problem problem, FitSetting setting)
    {
        var view = problem.View();
        switch (problem.Task)
        {
            case ProblemTask.Binary:
                var logistic = context.BinaryClassification.Trainers.LagrangianLogisticRegression(
                    Set(new LagrangianLogisticRegressionBinaryTrainer.Options { BalanceClasses = balance }, problem, setting));
                return Model(logistic.Fit(view), view, logistic.LastReport!);
            case ProblemTask.Multiclass:
                var entropy = context.MulticlassClassification.Trainers.LagrangianMaximumEntropy(
                    Set(new LagrangianMaximumEntropyMulticlassTrainer.Options { BalanceClasses = balance }, problem, setting));
                return Model(entropy.Fit(view), view, entropy.LastReport!);
            case ProblemTask.Counts:
                var poisson = context.Regression.Trainers.LagrangianPoisson(Set(
                    new LagrangianPoissonRegressionTrainer.Options { OffsetColumnName = problem.Offsets is null ? null : problem.Names.Offset },
                    problem, setting));
                return Model(poisson.Fit(view), view, poisson.LastReport!);
            default:
                var squares = context.Regression.Trainers.Lagrangian(Set(new LagrangianRegressionTrainer.Options(), problem, setting));
                return Model(squares.Fit(view), view, squares.LastReport!);
        }
    }

    private TOptions Set<TOptions>(TOptions options, Problem problem, FitSetting setting)
        where TOptions : LagrangianTrainerOptions
    {
        (options.LabelColumnName, options.FeatureColumnName) = (problem.Names.Label, problem.Names.Features);
        options.ExampleWeightColumnName = problem.Weights is null ? null : problem.Names.Weight;
        (options.L1Regularization, options.L2Regularization) = (l1, l2);
        (options.NumberOfThreads, options.MaximumMemoryInMegabytes) = (setting.Threads, setting.MaximumMemoryInMegabytes);
        return options;
    }

    private static FittedModel Model(ITransformer transformer, IDataView view, LearningReport report) =>
        new(transformer, view.Schema, report.EffectiveParameters);
}
