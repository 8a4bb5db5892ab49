using System.Globalization;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Trainers;
using LagrangeMLNet.Training;
using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.Peers;

/// <summary>The Lagrangian trainers at default options; the only file that knows their names.</summary>
internal static class Ours
{
    public const string Name = "Lagrangian";

    public static Competitor Default(DataSet set) => new(Name, PeerRole.Ours, train => Fit(set.Context, set.Task, train));

    /// <summary>Fits at default options, apart from a limit on memory where one is given.</summary>
    /// <param name="context">The context of the views.</param>
    /// <param name="task">Which trainer.</param>
    /// <param name="train">A view with Label and Features.</param>
    /// <param name="maximumMemoryInMegabytes">Limit above which the trainer streams; null for none.</param>
    public static Fitted Fit(MLContext context, LearningTask task, IDataView train, int? maximumMemoryInMegabytes = null) =>
        Fit(context, task, train, options => options.MaximumMemoryInMegabytes = maximumMemoryInMegabytes);

    /// <summary>Fits with options other than the default ones.</summary>
    /// <param name="context">The context of the views.</param>
    /// <param name="task">Which trainer.</param>
    /// <param name="train">A view with Label and Features.</param>
    /// <param name="set">Sets the options.</param>
    public static Fitted Fit(MLContext context, LearningTask task, IDataView train, Action<LagrangianTrainerOptions> set)
    {
        switch (task)
        {
            case LearningTask.Binary:
                var logistic = context.BinaryClassification.Trainers.LagrangianLogisticRegression(
                    With(new LagrangianLogisticRegressionBinaryTrainer.Options(), set));
                return Reported(logistic.Fit(train), logistic.LastReport);
            case LearningTask.Multiclass:
                var softmax = context.MulticlassClassification.Trainers.LagrangianMaximumEntropy(
                    With(new LagrangianMaximumEntropyMulticlassTrainer.Options(), set));
                return Reported(softmax.Fit(train), softmax.LastReport);
            case LearningTask.Poisson:
                var poisson = context.Regression.Trainers.LagrangianPoisson(
                    With(new LagrangianPoissonRegressionTrainer.Options(), set));
                return Reported(poisson.Fit(train), poisson.LastReport);
            default:
                var squared = context.Regression.Trainers.Lagrangian(
                    With(new LagrangianRegressionTrainer.Options(), set));
                return Reported(squared.Fit(train), squared.LastReport);
        }
    }

    private static T With<T>(T options, Action<LagrangianTrainerOptions> set)
        where T : LagrangianTrainerOptions
    {
        set(options);
        return options;
    }

    private static Fitted Reported(ITransformer model, LearningReport? report)
    {
        if (report is null)
            return Fitted.From(model);
        var path = string.Create(CultureInfo.InvariantCulture, $"{report.StopReason} after {report.Passes:0.#} passes");
        var remark = string.Create(CultureInfo.InvariantCulture, $"{path}, L2 = {report.L2Regularization:g3} chosen");
        return Fitted.From(model, remark) with { Passes = report.Passes, Selection = report.DataSelection };
    }
}
