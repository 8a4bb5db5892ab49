using LagrangeMLNet.Sweeps;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.MicrosoftAutoML.Tests;

/// <summary>Trials do not do again what an earlier one has done.</summary>
public sealed class SharedWorkTests
{
    [Fact]
    public void A_proposal_tried_before_is_not_fitted_again_and_costs_the_tuner_what_it_did()
    {
        int fits = 0;
        var trials = new List<SweepTrial>();
        var (tuner, _) = Run(
            context => Counted(context, () => fits++),
            trials: 3,
            new LagrangianExperimentOptions { Progress = new Heard<SweepProgress>(progress => trials.Add(progress.Latest!)) });

        Assert.Equal(1, fits);
        Assert.All(tuner.Results, result => Assert.Equal(tuner.Results[0].Loss, result.Loss));
        Assert.All(tuner.Results, result => Assert.Equal(tuner.Results[0].DurationInMilliseconds, result.DurationInMilliseconds));
        Assert.All(tuner.Results, result => Assert.Same(tuner.Results[0].Model, result.Model));
        Assert.Equal([0, 1, 2], tuner.Results.Select(result => result.TrialSettings.TrialId));
        Assert.Equal([null, "trial 0 had the same options", "trial 0 had the same options"], trials.Select(trial => trial.Reason));
    }

    /// <summary>A tuner of the whole space also moves what does not take part.</summary>
    [Fact]
    public void What_does_not_take_part_makes_no_difference()
    {
        int fits = 0;
        var context = new MLContext(1);
        var pipeline = new SweepablePipelineSource(context).Of(Counted(context, () => fits++), Experiments.Good(context));
        double[] first = Experiments.Position(pipeline, 0, 2), second = [.. first];
        second[Experiments.Place(pipeline, "e2")] = 0.9;
        second[Experiments.Place(pipeline, "e2") + 1] = 0.9;
        Experiments.Of(context, pipeline, 600).UseLagrangian().SetTuner(new ScriptedTuner(pipeline, first, second)).SetMaxModelToExplore(2)
            .Run();
        Assert.Equal(1, fits);
    }

    [Fact]
    public void A_trial_that_failed_is_tried_again()
    {
        int fits = 0;
        Run(context => Counted(context, () => fits++ % 2 == 0 ? throw new InvalidOperationException($"fails {fits}") : 0), trials: 2);
        Assert.Equal(2, fits);
    }

    /// <summary>Rows that take more than may be kept are read from their source, and the trials are the same.</summary>
    [Theory]
    [InlineData(null, true)]
    [InlineData(1, false)]
    public void Rows_are_featurised_once_for_all_trials_where_they_fit(int? megabytes, bool fits)
    {
        int read = 0;
        var context = new MLContext(1);
        var pipeline = context.Transforms
            .CustomMapping<ExperimentRow.Input, Counter>(
                (_, counter) =>
                {
                    Interlocked.Increment(ref read);
                    counter.Count = [1];
                },
                null)
            .Append(context.Transforms.Concatenate("Both", "Features", "Count"))
            .Append(
                Experiments.Made(context, ctx => ctx.BinaryClassification.Trainers.LagrangianLogisticRegression(new Trainers.LagrangianLogisticRegressionBinaryTrainer.Options
                {
                    LabelColumnName = Experiments.Label,
                    FeatureColumnName = "Both",
                })),
                Experiments.Made(context, ctx => ctx.BinaryClassification.Trainers.LbfgsLogisticRegression(Experiments.Label, "Both")));
        const int rows = 60_000;
        var tuner = new ScriptedTuner(pipeline, Experiments.Position(pipeline, 0, 2), Experiments.Position(pipeline, 1, 2));
        Experiments.Of(context, pipeline, rows).UseLagrangian(new() { MaximumMemoryInMegabytes = megabytes }).SetTuner(tuner)
            .SetMaxModelToExplore(2).Run();

        // Once, and some that tell how much memory the rows take; or in every trial at least once.
        Assert.InRange(read, fits ? rows : 2 * rows, fits ? rows + (rows / 4) : int.MaxValue);
        Assert.Equal(2, tuner.Results.Count);
        Assert.All(tuner.Results, result => Assert.InRange(result.Metric, 0.8, 1));
    }

    [Fact]
    public void A_model_scores_as_one_that_was_fitted_as_a_whole()
    {
        var context = new MLContext(1);
        var pipeline = new SweepablePipelineSource(context).Of(Experiments.Good(context));
        var rows = ExperimentRow.View(context, ExperimentRow.Make(600));
        var split = context.Data.TrainTestSplit(rows, 0.3, seed: 1);
        var best = context.Auto().CreateExperiment().SetPipeline(pipeline).SetDataset(split)
            .SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve, Experiments.Label)
            .UseLagrangian().SetMaxModelToExplore(1).Run();
        var whole = pipeline.BuildFromOption(context, best.TrialSettings.Parameter["_pipeline_"]).Fit(split.TrainSet);

        Assert.Equal(whole.Transform(rows).GetColumn<float>("Score"), best.Model.Transform(rows).GetColumn<float>("Score"));
        using var stream = new MemoryStream();
        context.Model.Save(best.Model, rows.Schema, stream);
        stream.Position = 0;
        Assert.Equal(
            whole.Transform(rows).GetColumn<float>("Score"),
            new MLContext(1).Model.Load(stream, out _).Transform(rows).GetColumn<float>("Score"));
    }

    private static (ScriptedTuner Tuner, TrialResult Best) Run(
        Func<MLContext, SweepableEstimator> choice, int trials, LagrangianExperimentOptions? options = null)
    {
        var context = new MLContext(1);
        var pipeline = new SweepablePipelineSource(context).Of(choice(context));
        var tuner = new ScriptedTuner(pipeline, [.. Enumerable.Repeat(pipeline.SearchSpace.Default, trials)]);
        return (tuner, Experiments.Of(context, pipeline, 600).UseLagrangian(options).SetTuner(tuner).SetMaxModelToExplore(trials).Run());
    }

    private static SweepableEstimator Counted(MLContext context, Func<int> onFit) => Experiments.Made(
        context, ctx => new OnFit(ctx.BinaryClassification.Trainers.LbfgsLogisticRegression(Experiments.Label), onFit));

    public sealed class Counter
    {
        [VectorType(1)]
        public float[] Count { get; set; } = [];
    }

    private sealed class OnFit(IEstimator<ITransformer> inner, Func<int> onFit) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            _ = onFit();
            return inner.Fit(input);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inner.GetOutputSchema(inputSchema);
    }
}
