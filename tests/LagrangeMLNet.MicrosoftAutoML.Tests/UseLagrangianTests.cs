using LagrangeMLNet.MicrosoftAutoML;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;
using Xunit;

namespace LagrangeMLNet.MicrosoftAutoML.Tests;

public sealed class UseLagrangianTests
{
    private const string Label = nameof(ExperimentRow.Yes);

    [Fact]
    public void A_trial_that_cannot_win_ends_on_few_rows_and_keeps_what_it_got_to()
    {
        var (tuner, trials, best) = Race(Good, Bad, 6000, trials: 6);

        Assert.Equal(SweepTrialState.Complete, trials[0].State);
        // The first look at a bad one has three curves to compare with only after three complete trials; the second look needs none.
        var pruned = trials.Where(trial => trial.State == SweepTrialState.Pruned).ToArray();
        Assert.Equal([1, 3, 5], pruned.Select(trial => trial.Number));
        Assert.All(pruned, trial => Assert.InRange(trial.Rungs[^1].Rows, 1, 2000));
        Assert.All(pruned, trial => Assert.NotNull(trial.Reason));
        Assert.All(pruned, trial =>
        {
            var result = tuner.Results.Single(result => result.TrialSettings.TrialId == trial.Number);
            Assert.Equal(trial.Loss, result.Loss);
            Assert.True(result.Loss > best.Loss);
            Assert.NotNull(result.Model);
        });
        Assert.All(tuner.Results, result => Assert.True(result.DurationInMilliseconds >= 1));
        Assert.Equal(0, best.TrialSettings.TrialId % 2);
    }

    [Fact]
    public void Without_pruning_every_trial_learns_from_all_rows_and_the_winner_is_the_same()
    {
        var (_, pruned, best) = Race(Good, Bad, 3000, trials: 4);
        var (_, all, same) = Race(Good, Bad, 3000, trials: 4, new LagrangianExperimentOptions { IsPruned = false });
        Assert.All(all, trial => Assert.Equal((SweepTrialState.Complete, 1), (trial.State, trial.Rungs.Count)));
        Assert.Equal(same.Metric, best.Metric);
        Assert.Contains(pruned, trial => trial.State == SweepTrialState.Pruned);
    }

    [Fact]
    public void A_trial_that_throws_first_does_not_end_the_experiment()
    {
        int call = 0;
        var (tuner, trials, best) = Race(Spoils(() => $"fails {++call}"), Good, 600, trials: 4);
        Assert.Equal(SweepTrialState.Failed, trials[0].State);
        Assert.Contains("InvalidOperationException: fails 1", trials[0].Reason);
        Assert.Equal(double.MaxValue, tuner.Results[0].Loss);
        Assert.Equal(1, best.TrialSettings.TrialId);
    }

    [Fact]
    public void What_ails_the_data_is_said_at_the_second_trial()
    {
        var error = Assert.ThrowsAny<Exception>(() => Race(Spoils(() => "no such column"), Spoils(() => "no such column"), 600, trials: 9));
        Assert.Contains("no such column", error.InnerException?.Message ?? error.Message);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task A_metric_that_is_no_number_is_a_failure_and_never_the_best(double metric)
    {
        var context = new MLContext(1);
        var rows = ExperimentRow.View(context, ExperimentRow.Make(300));
        var pipeline = Pipeline(context, Good(context));
        var race = new TrialRace(new LagrangianExperimentOptions());
        using var runner = new LagrangianTrialRunner(race, new Services(context, pipeline, new GivenRows(rows), new GivenMetric(metric)));
        var settings = new TrialSettings { TrialId = 3 };
        settings.Parameter = new ScriptedTuner(pipeline, pipeline.SearchSpace.Default).Propose(settings);
        var result = await runner.RunAsync(settings, CancellationToken.None);
        Assert.Equal(double.MaxValue, result.Loss);
        Assert.Equal(SweepTrialState.Failed, race.Of(3)!.State);
        Assert.Contains("Given is", race.Of(3)!.Reason);
        Assert.Null(race.Best);
    }

    [Fact]
    public void Cross_validation_learns_from_every_fold()
    {
        var (_, trials, best) = Race(Good, Bad, 3000, trials: 2, folds: 3);
        Assert.Equal(SweepTrialState.Complete, trials[0].State);
        Assert.InRange(best.Metric, 0.8, 1);
        Assert.InRange(trials[0].Rungs[^1].Rows, 1900, 2100);
    }

    [Fact]
    public void Progress_counts_trials_and_names_the_best()
    {
        var heard = new List<SweepProgress>();
        Race(Good, Bad, 600, trials: 3, new LagrangianExperimentOptions { Progress = new Heard(heard) });
        Assert.Equal([1, 2, 3], heard.Select(progress => progress.Finished));
        Assert.All(heard, progress => Assert.Equal(3, progress.MaximumTrials));
        Assert.All(heard, progress => Assert.Equal("LagrangianLogisticRegressionBinaryTrainer", progress.Best!.Candidate));
        Assert.Equal(TimeSpan.Zero, heard[^1].Remaining);
    }

    [Fact]
    public async Task The_token_reaches_the_trainer_and_a_fit_ends_at_its_next_step()
    {
        var context = new MLContext(1);
        using var source = new CancellationTokenSource();
        int states = 0, after = 0;
        var ended = new TaskCompletionSource();
        var sweepable = context.Auto().CreateSweepableEstimator(
            (MLContext ctx, Nothing _) => new Watched(
                ctx.BinaryClassification.Trainers.LagrangianLogisticRegression(new Trainers.LagrangianLogisticRegressionBinaryTrainer.Options
                {
                    LabelColumnName = Label,
                    Progress = new Stop(() =>
                    {
                        if (source.IsCancellationRequested)
                            after++;
                        if (++states == 2)
                            source.Cancel();
                    }),
                }),
                ended),
            new SearchSpace<Nothing>());
        var experiment = Experiment(context, Pipeline(context, sweepable), 3000).UseLagrangian().SetMaxModelToExplore(5);
        // Microsoft's experiment says so when it was ended before any trial was complete.
        await Assert.ThrowsAsync<TimeoutException>(() => experiment.RunAsync(source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ended.Task);
        Assert.Equal(0, after);
    }

    [Fact]
    public void In_the_wrong_order_it_is_refused()
    {
        var context = new MLContext(1);
        var error = Assert.Throws<InvalidOperationException>(() => context.Auto().CreateExperiment().UseLagrangian());
        Assert.Contains("call SetPipeline first", error.Message);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void A_confidence_that_is_none_is_refused(double confidence)
    {
        var context = new MLContext(1);
        var experiment = Experiment(context, Pipeline(context, Good(context)), 300);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => experiment.UseLagrangian(new() { Confidence = confidence }));
        Assert.Contains("(0.5, 1)", error.Message);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        var context = new MLContext(1);
        var experiment = context.Auto().CreateExperiment().SetPipeline(Pipeline(context, Good(context))).UseLagrangian()
            .SetMaxModelToExplore(1);
        var error = Assert.ThrowsAny<Exception>(() => experiment.Run());
        Assert.Contains("call SetDataset", (error.InnerException ?? error).Message);
    }

    [Theory]
    [InlineData(1.0, 0.01, 0.5, 0.01, true)]
    [InlineData(0.51, 0.01, 0.5, 0.01, false)]
    [InlineData(0.4, 0.01, 0.5, 0.01, false)]
    [InlineData(1.0, 0.01, 0.5, double.NaN, false)]
    [InlineData(1.0, 0.3, 0.5, 0.01, false)]
    public void A_fit_ends_where_its_floor_lies_above_the_best_by_more_than_both_errors(
        double floor, double error, double best, double bestError, bool cannot)
    {
        var now = new LearningState(5, 1000, 0, floor, 0, floor, error, 0, StopReason.None);
        var end = new LearningState(9, 9000, 0, best, 0, best, bestError, 0, StopReason.Decelerated);
        Assert.Equal(cannot, TrialMetric.CannotReach([], now, end, quantile: 1.645));
    }

    [Fact]
    public void A_trainers_own_velocity_ends_a_fit_that_is_lost()
    {
        // Squared loss is what R² is measured by. The strength of the second kind leaves little to predict with; its first subset is passed
        // because there are not yet three curves to compare with.
        var space = new SearchSpace<Strength>();
        var (_, trials, _) = Race(
            context => context.Auto().Lagrangian(new() { LabelColumnName = nameof(ExperimentRow.Number) }),
            context => context.Auto().CreateSweepableEstimator(
                (ctx, strength) => ctx.Regression.Trainers.Lagrangian(new Trainers.LagrangianRegressionTrainer.Options
                {
                    LabelColumnName = nameof(ExperimentRow.Number),
                    L2Regularization = strength.L2,
                }),
                space),
            6000,
            trials: 2,
            change: experiment => experiment.SetRegressionMetric(RegressionMetric.RSquared, nameof(ExperimentRow.Number)));
        Assert.Equal(SweepTrialState.Pruned, trials[1].State);
        Assert.Contains("its velocity is", trials[1].Reason);
        Assert.Single(trials[1].Rungs);
    }

    private static SweepableEstimator Good(MLContext context) => context.Auto().LagrangianLogisticRegression(new() { LabelColumnName = Label });

    /// <summary>Sees one feature alone, one that tells nothing.</summary>
    private static SweepableEstimator Bad(MLContext context) => context.Auto().CreateSweepableEstimator(
        (MLContext ctx, Nothing _) => ctx.Transforms
            .CustomMapping<ExperimentRow.Input, ExperimentRow.Useless>((row, one) => one.Last = [row.Features[4]], null)
            .Append(ctx.BinaryClassification.Trainers.LbfgsLogisticRegression(Label, nameof(ExperimentRow.Useless.Last))),
        new SearchSpace<Nothing>());

    private static Func<MLContext, SweepableEstimator> Spoils(Func<string> words) => context => context.Auto().CreateSweepableEstimator(
        (MLContext _, Nothing _) => new Spoilt(() => throw new InvalidOperationException(words())), new SearchSpace<Nothing>());

    private static SweepablePipeline Pipeline(MLContext context, params SweepableEstimator[] choices) =>
        new SweepablePipelineSource(context).Of(choices);

    private static AutoMLExperiment Experiment(MLContext context, SweepablePipeline pipeline, int rows, int folds = 0)
    {
        var all = ExperimentRow.View(context, ExperimentRow.Make(rows));
        var experiment = context.Auto().CreateExperiment().SetPipeline(pipeline)
            .SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve, Label);
        return folds > 0 ? experiment.SetDataset(all, folds) : experiment.SetDataset(context.Data.TrainTestSplit(all, 0.3, seed: 1));
    }

    /// <summary>Runs the two kinds of trial in turn.</summary>
    private static (ScriptedTuner Tuner, IReadOnlyList<SweepTrial> Trials, TrialResult Best) Race(
        Func<MLContext, SweepableEstimator> even,
        Func<MLContext, SweepableEstimator> odd,
        int rows,
        int trials,
        LagrangianExperimentOptions? options = null,
        int folds = 0,
        Func<AutoMLExperiment, AutoMLExperiment>? change = null)
    {
        var context = new MLContext(1);
        var pipeline = Pipeline(context, even(context), odd(context));
        var first = pipeline.SearchSpace.Default;
        int schema = pipeline.SearchSpace.Keys.Order().TakeWhile(key => key != "_SCHEMA_").Sum(key => pipeline.SearchSpace[key].FeatureSpaceDim);
        var second = first.ToArray();
        second[schema] = 0.75;
        var tuner = new ScriptedTuner(pipeline, [.. Enumerable.Range(0, trials).Select(i => i % 2 == 0 ? first : second)]);
        var heard = new List<SweepTrial>();
        options ??= new LagrangianExperimentOptions();
        var outer = options.Progress;
        options.Progress = new Heard(progress =>
        {
            heard.Add(progress.Latest!);
            outer?.Report(progress);
        });
        var experiment = Experiment(context, pipeline, rows, folds);
        experiment = (change?.Invoke(experiment) ?? experiment).UseLagrangian(options).SetTuner(tuner).SetMaxModelToExplore(trials);
        return (tuner, heard, experiment.Run());
    }

    public sealed class Nothing;

    public sealed class Strength
    {
        [Microsoft.ML.SearchSpace.Range(1e5f, 1e6f, 1e5f, true)]
        public float L2 { get; set; } = 1e5f;
    }

    private sealed class Services(params object[] services) : IServiceProvider
    {
        public object? GetService(Type serviceType) => services.FirstOrDefault(serviceType.IsInstanceOfType);
    }

    private sealed class GivenRows(IDataView rows) : ITrainValidateDatasetManager
    {
        public IDataView LoadTrainDataset(MLContext context, TrialSettings? settings) => rows;

        public IDataView LoadValidateDataset(MLContext context, TrialSettings? settings) => rows;
    }

    private sealed class GivenMetric(double metric) : IEvaluateMetricManager
    {
        public bool IsMaximize => true;

        public string MetricName => "Given";

        public double Evaluate(MLContext context, IDataView eval) => metric;
    }

    private sealed class Stop(Action report) : IProgress<LearningState>
    {
        public void Report(LearningState value) => report();
    }

    private sealed class Heard(Action<SweepProgress> report) : IProgress<SweepProgress>
    {
        public Heard(List<SweepProgress> list)
            : this(list.Add)
        {
        }

        public void Report(SweepProgress value) => report(value);
    }
}
