using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;
using Xunit;

namespace LagrangeMLNet.MicrosoftAutoML.Tests;

public sealed class UseLagrangianTests
{
    [Fact]
    public void Every_trial_learns_from_all_rows_whatever_the_best_has_reached()
    {
        var (tuner, trials, best) = Experiments.Race(Experiments.Good, Experiments.Bad, 6000, trials: 6);
        Assert.All(trials, trial => Assert.Equal(SweepTrialState.Complete, trial.State));
        Assert.All(tuner.Results, result => Assert.NotNull(result.Model));
        Assert.All(tuner.Results, result => Assert.True(result.DurationInMilliseconds >= 1));
        Assert.Equal(tuner.Results.Min(result => result.Loss), best.Loss);
        Assert.Equal(0, best.TrialSettings.TrialId);
    }

    [Fact]
    public void A_trial_that_throws_first_does_not_end_the_experiment()
    {
        int call = 0;
        var (tuner, trials, best) = Experiments.Race(Experiments.Spoils(() => $"fails {++call}"), Experiments.Good, 600, trials: 4);
        Assert.Equal(SweepTrialState.Failed, trials[0].State);
        Assert.Contains("InvalidOperationException: fails 1", trials[0].Reason);
        Assert.Equal(1, best.TrialSettings.TrialId);
        Assert.Equal([0, 2], tuner.Results.Where(result => result.Loss == double.MaxValue).Select(result => result.TrialSettings.TrialId));
        // By this the tuners know a failure; with any other duration its loss is a number to them.
        Assert.All(tuner.Results.Where(result => result.Loss == double.MaxValue), result => Assert.Equal(0, result.DurationInMilliseconds));
    }

    [Fact]
    public void What_ails_the_data_is_said_at_the_second_trial()
    {
        var error = Assert.ThrowsAny<Exception>(() => Experiments.Race(
            Experiments.Spoils(() => "no such column"), Experiments.Spoils(() => "no such column"), 600, trials: 9));
        Assert.Contains("no such column", error.InnerException?.Message ?? error.Message);
    }

    /// <summary>A Poisson regression refuses negative labels; the tuner that Microsoft's experiments have must outlive it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Trainers_that_fail_do_not_end_an_experiment_of_the_default_tuner(int seed)
    {
        var context = new MLContext(seed);
        var auto = context.Auto();
        var pipeline = new SweepablePipelineSource(context).Of(
            auto.LagrangianPoisson(new() { LabelColumnName = nameof(ExperimentRow.Number) }),
            auto.Lagrangian(new() { LabelColumnName = nameof(ExperimentRow.Number) }));
        var rows = ExperimentRow.Make(300);
        for (int i = 0; i < rows.Length; i++)
            rows[i].Number = (i % 7) - 3;
        int ended = 0;
        var best = auto.CreateExperiment().SetPipeline(pipeline)
            .SetDataset(context.Data.TrainTestSplit(ExperimentRow.View(context, rows), 0.3, seed: 1))
            .SetRegressionMetric(RegressionMetric.RSquared, nameof(ExperimentRow.Number))
            .SetMaxModelToExplore(30)
            .UseLagrangian(new() { Progress = new Heard<SweepProgress>(progress => ended = progress.Finished) })
            .Run();
        Assert.Equal(30, ended);
        Assert.InRange(best.Metric, -1, 1);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e308)]
    [InlineData(-1e308)]
    public async Task A_metric_that_cannot_be_compared_is_a_failure_and_never_the_best(double metric)
    {
        var context = new MLContext(1);
        var rows = ExperimentRow.View(context, ExperimentRow.Make(300));
        var pipeline = new SweepablePipelineSource(context).Of(Experiments.Good(context));
        var trials = new List<SweepTrial>();
        var race = new TrialRace(new LagrangianExperimentOptions
        {
            Progress = new Heard<SweepProgress>(progress => trials.Add(progress.Latest!)),
        });
        using var runner = new LagrangianTrialRunner(race, new Services(context, pipeline, new GivenRows(rows), new GivenMetric(metric)));
        var settings = new TrialSettings { TrialId = 3 };
        settings.Parameter = new ScriptedTuner(pipeline, pipeline.SearchSpace.Default).Propose(settings);
        var result = await runner.RunAsync(settings, TestContext.Current.CancellationToken);

        Assert.Equal((double.MaxValue, 0), (result.Loss, result.DurationInMilliseconds));
        Assert.Equal(SweepTrialState.Failed, Assert.Single(trials).State);
        Assert.Contains("Given is", trials[0].Reason);
        Assert.Null(race.Best);
    }

    /// <summary>No clock is looked at here: the trial ends when its half second is over, however long that takes.</summary>
    [Fact]
    public async Task A_trial_that_does_not_end_leaves_time_to_others()
    {
        var context = new MLContext(1);
        var rows = ExperimentRow.View(context, ExperimentRow.Make(300));
        bool hangs = false;
        var pipeline = new SweepablePipelineSource(context).Of(
            Experiments.Made(
                context, ctx => hangs ? new Hangs(ctx) : Experiments.Good(ctx).BuildFromOption(ctx, Parameter.CreateNestedParameter())),
            Experiments.Made(context, ctx => new Hangs(ctx)));
        var trials = new List<SweepTrial>();
        var race = new TrialRace(
            new LagrangianExperimentOptions { Progress = new Heard<SweepProgress>(progress => trials.Add(progress.Latest!)) });
        var services = new Services(
            context,
            pipeline,
            new GivenRows(rows),
            new GivenMetric(0.75),
            new AutoMLExperiment.AutoMLExperimentSettings { MaxExperimentTimeInSeconds = 1 });
        async Task<TrialResult> Run(int trial, int choice)
        {
            using var runner = new LagrangianTrialRunner(race, services);
            var settings = new TrialSettings { TrialId = trial };
            settings.Parameter = new ScriptedTuner(pipeline, Experiments.Position(pipeline, choice, 2)).Propose(settings);
            // A share of the rows that is another one: the same estimators, and not the same trial.
            settings.Parameter["share"] = Parameter.FromInt(trial);
            return await runner.RunAsync(settings, TestContext.Current.CancellationToken);
        }

        await Run(0, choice: 0);
        hangs = true;
        var same = await Run(1, choice: 0);
        Assert.Equal((-0.75, null), (same.Loss, same.Model));
        Assert.Equal((SweepTrialState.Pruned, "it took longer than 00:00:00.5000000"), (trials[1].State, trials[1].Reason));
        await Assert.ThrowsAsync<TimeoutException>(() => Run(2, choice: 1));
        Assert.Equal(SweepTrialState.Failed, trials[2].State);
    }

    [Fact]
    public void Cross_validation_learns_from_every_fold()
    {
        var (tuner, trials, best) = Experiments.Race(Experiments.Good, Experiments.Bad, 3000, trials: 2, folds: 3);
        Assert.Equal(SweepTrialState.Complete, trials[0].State);
        Assert.InRange(best.Metric, 0.8, 1);
        Assert.Equal(2, tuner.Results.Count);
    }

    [Fact]
    public void Progress_counts_trials_and_names_the_best()
    {
        var heard = new List<SweepProgress>();
        Experiments.Race(
            Experiments.Good,
            Experiments.Bad,
            600,
            trials: 3,
            new LagrangianExperimentOptions { Progress = new Heard<SweepProgress>(heard.Add) });
        Assert.Equal([1, 2, 3], heard.Select(progress => progress.Finished));
        Assert.All(heard, progress => Assert.Equal(3, progress.MaximumTrials));
        Assert.All(heard, progress => Assert.Equal("LagrangianLogisticRegressionBinaryTrainer", progress.Best!.Candidate));
        Assert.Equal(TimeSpan.Zero, heard[^1].Remaining);
    }

    /// <summary>Those set before and those set after: neither they nor our own report displaces another.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_monitor_hears_of_every_trial_beside_progress(bool isSetBefore)
    {
        int call = 0;
        var monitor = new Monitor();
        var context = new MLContext(1);
        var pipeline = new SweepablePipelineSource(context).Of(
            Experiments.Good(context), Experiments.Spoils(() => $"fails {++call}")(context));
        var tuner = new ScriptedTuner(pipeline, [.. Enumerable.Range(0, 4).Select(trial => Experiments.Position(pipeline, trial % 2, 2))]);
        var heard = new List<SweepTrialState>();
        var experiment = Experiments.Of(context, pipeline, 600);
        var options = new LagrangianExperimentOptions { Progress = new Heard<SweepProgress>(progress => heard.Add(progress.Latest!.State)) };
        experiment = isSetBefore
            ? experiment.SetMonitor(monitor).UseLagrangian(options)
            : experiment.UseLagrangian(options).SetMonitor(monitor);
        experiment.SetTuner(tuner).SetMaxModelToExplore(4).Run();

        Assert.Equal([SweepTrialState.Complete, SweepTrialState.Failed, SweepTrialState.Complete, SweepTrialState.Failed], heard);
        Assert.Equal(["begins 0", "ends 0", "best 0", "begins 1", "fails 1", "begins 2", "ends 2", "begins 3", "fails 3"], monitor.Heard);
    }

    [Fact]
    public void A_trial_has_its_trainers_name_whatever_stands_behind_it()
    {
        const string kind = nameof(ExperimentRow.Kind);
        var context = new MLContext(1);
        var auto = context.Auto();
        var pipeline = context.Transforms.CopyColumns("Same", "Features")
            .Append(
                auto.LagrangianMaximumEntropy(new() { LabelColumnName = kind }),
                Experiments.Made(context, ctx => ctx.Transforms.CopyColumns("Again", "Features").Append(
                    ctx.MulticlassClassification.Trainers.OneVersusAll(
                        ctx.BinaryClassification.Trainers.LbfgsLogisticRegression(kind), kind))))
            .Append(context.Transforms.CopyColumns("Kept", "PredictedLabel"))
            .Append(context.Transforms.CopyColumns("Copied", "Kept"));
        var names = new List<string>();
        var tuner = new ScriptedTuner(pipeline, Experiments.Position(pipeline, 0, 2), Experiments.Position(pipeline, 1, 2));
        var rows = ExperimentRow.View(context, ExperimentRow.Make(400));
        var best = auto.CreateExperiment().SetPipeline(pipeline).SetDataset(context.Data.TrainTestSplit(rows, 0.3, seed: 1))
            .SetMulticlassClassificationMetric(MulticlassClassificationMetric.MicroAccuracy, kind)
            .UseLagrangian(new() { Progress = new Heard<SweepProgress>(progress => names.Add(progress.Latest!.Candidate)) })
            .SetTuner(tuner).SetMaxModelToExplore(2).Run();

        Assert.Equal(["LagrangianMaximumEntropyMulticlassTrainer", "OneVersusAllTrainer"], names);
        Assert.NotNull(best.Model.GetOutputSchema(rows.Schema).GetColumnOrNull("Copied"));
    }

    [Fact]
    public async Task The_token_reaches_the_trainer_and_a_fit_ends_at_its_next_step()
    {
        var context = new MLContext(1);
        using var source = new CancellationTokenSource();
        int states = 0, after = 0;
        var ended = new TaskCompletionSource();
        var sweepable = Experiments.Made(context, ctx => new Watched(
            ctx.BinaryClassification.Trainers.LagrangianLogisticRegression(new Trainers.LagrangianLogisticRegressionBinaryTrainer.Options
            {
                LabelColumnName = Experiments.Label,
                Progress = new Heard<LearningState>(_ =>
                {
                    if (source.IsCancellationRequested)
                        after++;
                    if (++states == 2)
                        source.Cancel();
                }),
            }),
            ended));
        var experiment = Experiments.Of(context, new SweepablePipelineSource(context).Of(sweepable), 3000).UseLagrangian()
            .SetMaxModelToExplore(5);
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
    [InlineData(0.5, 10, "Confidence is 0.5; allowed is (0.5, 1)")]
    [InlineData(1.0, 10, "Confidence is 1; allowed is (0.5, 1)")]
    [InlineData(double.NaN, 10, "Confidence is NaN; allowed is (0.5, 1)")]
    [InlineData(0.9, 0, "MaximumMemoryInMegabytes is 0; allowed is [1, 2147483647] or null")]
    public void Options_that_are_none_are_refused(double confidence, int memory, string words)
    {
        var context = new MLContext(1);
        var experiment = Experiments.Of(context, new SweepablePipelineSource(context).Of(Experiments.Good(context)), 300);
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => experiment.UseLagrangian(new() { Confidence = confidence, MaximumMemoryInMegabytes = memory }));
        Assert.Contains(words, error.Message);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        var context = new MLContext(1);
        var experiment = context.Auto().CreateExperiment().SetPipeline(new SweepablePipelineSource(context).Of(Experiments.Good(context)))
            .UseLagrangian().SetMaxModelToExplore(1);
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_trainers_own_velocity_ends_a_fit_that_is_lost_and_the_tuner_is_told_the_best_ones_loss(bool isPruned)
    {
        // Squared loss is what R² is measured by; the strength of the second trial leaves little to predict with.
        var context = new MLContext(1);
        var pipeline = new SweepablePipelineSource(context).Of(context.Auto().CreateSweepableEstimator(
            (ctx, strength) => ctx.Regression.Trainers.Lagrangian(new Trainers.LagrangianRegressionTrainer.Options
            {
                LabelColumnName = nameof(ExperimentRow.Number),
                L2Regularization = strength.L2,
            }),
            new SearchSpace<Strength>()));
        var first = pipeline.SearchSpace.Default;
        var second = first.ToArray();
        second[Experiments.Place(pipeline, "e1")] = 0.999;
        var trials = new List<SweepTrial>();
        var tuner = new ScriptedTuner(pipeline, first, second);
        Experiments.Of(context, pipeline, 6000).SetRegressionMetric(RegressionMetric.RSquared, nameof(ExperimentRow.Number))
            .UseLagrangian(new() { IsPruned = isPruned, Progress = new Heard<SweepProgress>(progress => trials.Add(progress.Latest!)) })
            .SetTuner(tuner).SetMaxModelToExplore(2).Run();

        Assert.Equal(isPruned ? SweepTrialState.Pruned : SweepTrialState.Complete, trials[1].State);
        if (isPruned)
        {
            Assert.Contains("its velocity is", trials[1].Reason);
            Assert.Equal(tuner.Results[0].Loss, tuner.Results[1].Loss);
            Assert.Null(tuner.Results[1].Model);
        }
    }

    public sealed class Strength
    {
        [Microsoft.ML.SearchSpace.Range(1e-3f, 1e6f, 1e-3f, true)]
        public float L2 { get; set; } = 1e-3f;
    }

    private sealed class Monitor : IMonitor
    {
        public List<string> Heard { get; } = [];

        public void ReportRunningTrial(TrialSettings settings) => Heard.Add($"begins {settings.TrialId}");

        public void ReportCompletedTrial(TrialResult result) => Heard.Add($"ends {result.TrialSettings.TrialId}");

        public void ReportBestTrial(TrialResult result) => Heard.Add($"best {result.TrialSettings.TrialId}");

        public void ReportFailTrial(TrialSettings settings, Exception? exception = null) => Heard.Add($"fails {settings.TrialId}");
    }

    private sealed class Services(params object[] services) : IServiceProvider
    {
        public object? GetService(Type serviceType) => services.FirstOrDefault(serviceType.IsInstanceOfType);
    }

    /// <summary>Ends when its trial is told to.</summary>
    private sealed class Hangs(MLContext context) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            var token = Trainers.TrainingWatch.Of(Interop.MLNetInternals.GetEnvironment(context.BinaryClassification))!.Token;
            token.WaitHandle.WaitOne();
            throw new OperationCanceledException(token);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
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
}
