using LagrangeMLNet.Boosting;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.TreesTests.Trainers;

/// <summary>The trainers, and the losses of regression, behind one face.</summary>
/// <param name="Fit">Fits with options set and an optional validation view; the model and its report.</param>
/// <param name="Trainer">Makes the trainer at default options.</param>
internal sealed record TreeCase(
    Func<MLContext, Action<LagrangianTreesOptions>, IDataView, IDataView?, (ITransformer Model, TreesReport Report)> Fit,
    Func<MLContext, IEstimator<ITransformer>> Trainer)
{
    private static readonly Dictionary<string, TreeCase> All = new()
    {
        ["binary"] = new TreeCase(
            (context, set, train, validation) =>
            {
                var trainer = context.BinaryClassification.Trainers.LagrangianTrees(Binary(set));
                ITransformer model = validation is null ? trainer.Fit(train) : trainer.Fit(train, validation);
                return (model, trainer.LastReport!);
            },
            context => context.BinaryClassification.Trainers.LagrangianTrees(Binary(_ => { }))),
        ["multiclass"] = new TreeCase(
            (context, set, train, validation) =>
            {
                var trainer = context.MulticlassClassification.Trainers.LagrangianTrees(Multiclass(set));
                ITransformer model = validation is null ? trainer.Fit(train) : trainer.Fit(train, validation);
                return (model, trainer.LastReport!);
            },
            context => context.MulticlassClassification.Trainers.LagrangianTrees(Multiclass(_ => { }))),
        ["regression"] = new TreeCase(
            (context, set, train, validation) =>
            {
                var trainer = context.Regression.Trainers.LagrangianTrees(Regression(set));
                ITransformer model = validation is null ? trainer.Fit(train) : trainer.Fit(train, validation);
                return (model, trainer.LastReport!);
            },
            context => context.Regression.Trainers.LagrangianTrees(Regression(_ => { }))),
        ["huber"] = Numbers(TreesRegressionLoss.Huber),
        ["quantile"] = Numbers(TreesRegressionLoss.Quantile),
        ["poisson"] = new TreeCase(
            (context, set, train, validation) =>
            {
                var trainer = context.Regression.Trainers.LagrangianTreesPoisson(Poisson(set));
                ITransformer model = validation is null ? trainer.Fit(train) : trainer.Fit(train, validation);
                return (model, trainer.LastReport!);
            },
            context => context.Regression.Trainers.LagrangianTreesPoisson(Poisson(_ => { }))),
        ["interval"] = new TreeCase(
            (context, set, train, validation) =>
            {
                var trainer = context.Regression.Trainers.LagrangianTreesInterval(Interval(set));
                ITransformer model = validation is null ? trainer.Fit(train) : trainer.Fit(train, validation);
                return (model, trainer.LastReport!);
            },
            context => context.Regression.Trainers.LagrangianTreesInterval(Interval(_ => { }))),
    };

    /// <summary>The trainers of the three tasks.</summary>
    public static TheoryData<string> Tasks => ["binary", "multiclass", "regression"];

    /// <summary>The trainers, and the losses of regression.</summary>
    public static TheoryData<string> Names => [.. All.Keys];

    public static TreeCase Of(string name) => All[name];

    public (ITransformer Model, TreesReport Report) Learn(MLContext context, IDataView train, Action<LagrangianTreesOptions>? set = null) =>
        Fit(context, set ?? (_ => { }), train, null);

    public static LagrangianTreesBinaryTrainer.Options Binary(Action<LagrangianTreesOptions> set) =>
        With(new LagrangianTreesBinaryTrainer.Options { LabelColumnName = nameof(TreeRow.Yes) }, set);

    public static LagrangianTreesMulticlassTrainer.Options Multiclass(Action<LagrangianTreesOptions> set) =>
        With(new LagrangianTreesMulticlassTrainer.Options { LabelColumnName = nameof(TreeRow.Class) }, set);

    public static LagrangianTreesRegressionTrainer.Options Regression(Action<LagrangianTreesOptions> set) =>
        With(new LagrangianTreesRegressionTrainer.Options { LabelColumnName = nameof(TreeRow.Number) }, set);

    public static LagrangianTreesPoissonRegressionTrainer.Options Poisson(Action<LagrangianTreesOptions> set) =>
        With(new LagrangianTreesPoissonRegressionTrainer.Options { LabelColumnName = nameof(TreeRow.Number) }, set);

    public static LagrangianTreesIntervalTrainer.Options Interval(Action<LagrangianTreesOptions> set) =>
        With(new LagrangianTreesIntervalTrainer.Options { LabelColumnName = nameof(TreeRow.Number) }, set);

    private static TreeCase Numbers(TreesRegressionLoss loss)
    {
        LagrangianTreesRegressionTrainer.Options Options(Action<LagrangianTreesOptions> set)
        {
            LagrangianTreesRegressionTrainer.Options options = Regression(set);
            options.Loss = loss;
            return options;
        }

        return new TreeCase(
            (context, set, train, validation) =>
            {
                var trainer = context.Regression.Trainers.LagrangianTrees(Options(set));
                ITransformer model = validation is null ? trainer.Fit(train) : trainer.Fit(train, validation);
                return (model, trainer.LastReport!);
            },
            context => context.Regression.Trainers.LagrangianTrees(Options(_ => { })));
    }

    private static TOptions With<TOptions>(TOptions options, Action<LagrangianTreesOptions> set)
        where TOptions : LagrangianTreesOptions
    {
        set(options);
        return options;
    }
}
