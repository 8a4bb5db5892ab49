using LagrangeMLNet.Sweeps;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace LagrangeMLNet.MicrosoftAutoML.Tests;

/// <summary>Experiments in which given choices run in a given order.</summary>
internal static class Experiments
{
    public const string Label = nameof(ExperimentRow.Yes);

    public static SweepableEstimator Good(MLContext context) =>
        context.Auto().LagrangianLogisticRegression(new() { LabelColumnName = Label });

    /// <summary>Sees one feature alone, one that tells nothing.</summary>
    public static SweepableEstimator Bad(MLContext context) => Made(context, ctx => ctx.Transforms
        .CustomMapping<ExperimentRow.Input, ExperimentRow.Useless>((row, one) => one.Last = [row.Features[4]], null)
        .Append(ctx.BinaryClassification.Trainers.LbfgsLogisticRegression(Label, nameof(ExperimentRow.Useless.Last))));

    public static Func<MLContext, SweepableEstimator> Spoils(Func<string> words) => context =>
        Made(context, _ => new Throws(words));

    /// <summary>An estimator with nothing to sweep.</summary>
    public static SweepableEstimator Made(MLContext context, Func<MLContext, IEstimator<ITransformer>> create) =>
        context.Auto().CreateSweepableEstimator((MLContext ctx, Nothing _) => create(ctx), new SearchSpace<Nothing>());

    public static AutoMLExperiment Of(MLContext context, SweepablePipeline pipeline, int rows, int folds = 0)
    {
        var all = ExperimentRow.View(context, ExperimentRow.Make(rows));
        var experiment = context.Auto().CreateExperiment().SetPipeline(pipeline)
            .SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve, Label);
        return folds > 0 ? experiment.SetDataset(all, folds) : experiment.SetDataset(context.Data.TrainTestSplit(all, 0.3, seed: 1));
    }

    /// <summary>A pipeline's position, counted from the default one, at which its n-th choice of m takes part.</summary>
    public static double[] Position(SweepablePipeline pipeline, int choice, int choices)
    {
        double[] position = [.. pipeline.SearchSpace.Default];
        position[Place(pipeline, "_SCHEMA_")] = (choice + 0.5) / choices;
        return position;
    }

    /// <summary>Where a part of the pipeline has its first coordinate.</summary>
    public static int Place(SweepablePipeline pipeline, string part) =>
        pipeline.SearchSpace.Keys.Order().TakeWhile(key => key != part).Sum(key => pipeline.SearchSpace[key].FeatureSpaceDim);

    /// <summary>Runs two choices in turn.</summary>
    public static (ScriptedTuner Tuner, IReadOnlyList<SweepTrial> Trials, TrialResult Best) Race(
        Func<MLContext, SweepableEstimator> even,
        Func<MLContext, SweepableEstimator> odd,
        int rows,
        int trials,
        LagrangianExperimentOptions? options = null,
        int folds = 0,
        Func<AutoMLExperiment, AutoMLExperiment>? change = null)
    {
        var context = new MLContext(1);
        var pipeline = new SweepablePipelineSource(context).Of(even(context), odd(context));
        var tuner = new ScriptedTuner(pipeline, [.. Enumerable.Range(0, trials).Select(trial => Position(pipeline, trial % 2, 2))]);
        var heard = new List<SweepTrial>();
        options ??= new LagrangianExperimentOptions();
        options.Progress = new Heard<SweepProgress>(progress => heard.Add(progress.Latest!), options.Progress);
        var experiment = Of(context, pipeline, rows, folds);
        experiment = (change?.Invoke(experiment) ?? experiment).UseLagrangian(options).SetTuner(tuner).SetMaxModelToExplore(trials);
        return (tuner, heard, experiment.Run());
    }

    public sealed class Nothing;
}

/// <summary>Hears what is reported, before another one does.</summary>
internal sealed class Heard<T>(Action<T> report, IProgress<T>? next = null) : IProgress<T>
{
    public void Report(T value)
    {
        report(value);
        next?.Report(value);
    }
}
