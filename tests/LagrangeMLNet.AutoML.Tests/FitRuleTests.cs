using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Data;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Sweeps;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using SweepProcess;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

public sealed class FitRuleTests : IDisposable
{
    private static readonly TrainingWatch.Subject Network = new("LagrangianNetwork", IsBalanced: false, WeightColumn: null);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lagrange-fits-");

    private string Ledger => Path.Combine(_folder.FullName, "sweep.ledger");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0.60, 0.01, true)]
    [InlineData(0.44, 0.01, true)]
    [InlineData(0.43, 0.01, false)]
    [InlineData(0.60, 0.20, false)]
    [InlineData(0.30, 0.01, false)]
    [InlineData(double.NaN, double.NaN, false)]
    [InlineData(0.60, double.NaN, false)]
    public void A_fit_ends_when_its_floor_lies_above_the_best_loss_by_more_than_both_errors(double floor, double error, bool isEnded)
    {
        // 0.4 ± 0.01 is the best; at 95 % both errors take 1.645 · 0.02 away.
        string? reason = Rule().ReasonToEnd(Network, State(floor, error), [Complete(0.4, 0.01)]);
        Assert.Equal(isEnded, reason is not null);
    }

    [Fact]
    public void What_cannot_be_compared_is_not_ended()
    {
        TrialOutcome[] known = [Complete(0.4, 0.01)];
        Assert.NotNull(Rule().ReasonToEnd(Network, State(0.9, 0.01), known));
        Assert.Null(Rule().ReasonToEnd(Network, State(0.9, 0.01), []));
        Assert.Null(Rule().ReasonToEnd(Network with { IsBalanced = true }, State(0.9, 0.01), known));
        Assert.Null(Rule().ReasonToEnd(Network with { WeightColumn = "Weight" }, State(0.9, 0.01), known));
        Assert.Null(Rule(PredictionTask.Regression).ReasonToEnd(Network, State(0.9, 0.01), known));
        Assert.Null(Rule().ReasonToEnd(Network, State(0.9, 0.01), [Complete(0.4, 0.01) with { State = SweepTrialState.Pruned }]));
    }

    [Fact]
    public void An_ended_fit_is_a_pruned_trial_whatever_the_workers_and_a_resumed_ledger_knows_it()
    {
        string[] Trials(int workers)
        {
            var options = Options();
            (options.NumberOfWorkers, options.LedgerPath) = (workers, workers == 1 ? Ledger : null);
            var result = Samples.Run(options, Samples.Rows(1000), With(new EndsAtOnce()));
            var ended = Samples.Of(result, "Lagrangian");
            Assert.Equal((SweepTrialState.Pruned, "enough was seen", 1), (ended.State, ended.Reason, ended.Rungs.Count));
            Assert.Equal(SweepTrialState.Complete, Samples.Of(result, "LBFGS").State);
            return Samples.Trials(result);
        }

        string[] one = Trials(1);
        Assert.Equal(one, Trials(3));
        // Nothing is fitted again: no rule is asked.
        var resumed = Samples.Experiment(Options(), With(new NeverAsked())).Resume(Ledger, Samples.Rows(1000), Samples.Label);
        Assert.Equal(one, Samples.Trials(resumed));
    }

    [Fact]
    public void A_trainer_that_learns_nothing_is_ended_by_its_own_velocity()
    {
        var flat = Candidate.Create<LagrangianLogisticRegressionBinaryTrainer.Options>(
            "Flat",
            (context, options, settings) =>
            {
                (options.LabelColumnName, options.NumberOfThreads, options.L2Regularization) = (settings.LabelColumnName, 1, 1e8f);
                return context.BinaryClassification.Trainers.LagrangianLogisticRegression(options);
            },
            new SearchSpaces.SearchSpace());
        Candidate Sound(string name) => Candidate.Create<SampleCandidates.Strength>(
            name,
            (context, options, settings) => context.BinaryClassification.Trainers.LbfgsLogisticRegression(
                settings.LabelColumnName, l2Regularization: options.L2));
        var options = Options();
        options.Candidates = [Sound("a"), Sound("b"), Sound("c"), Sound("d"), flat];
        var trial = Samples.Of(Samples.Run(options, Samples.Rows(6000), With(null)), "Flat");
        Assert.Equal(SweepTrialState.Pruned, trial.State);
        Assert.Contains("its velocity falls to", trial.Reason);
    }

    private static SweepOptions Options()
    {
        var options = Samples.Options(5);
        options.RungFactor = 2;
        return options;
    }

    private static Sweep With(IFitRule? rule) => new() { FitRule = rule, Pruning = new Climbs() };

    private static VelocityRule Rule(PredictionTask task = PredictionTask.Binary) => new(task, 0.95, 0);

    private static LearningState State(double floor, double error) =>
        new(3, 1000, 500, floor + 0.05, -1e-4, floor, error, 0.05, StopReason.None);

    private static TrialOutcome Complete(double loss, double error) => new(
        new Trial(0, 0, "a", [], "{}", 0),
        [new RungResult(new SweepRung(0, 100, loss, error, TimeSpan.Zero), [])],
        SweepTrialState.Complete,
        null);

    /// <summary>Every trial takes every rung.</summary>
    private sealed class Climbs : IPruningRule
    {
        public string? ReasonToStop(
            string trainer, IReadOnlyList<RungResult> rungs, IReadOnlyList<TrialOutcome> known, IReadOnlyList<int> rungRows) =>
            null;
    }

    private sealed class EndsAtOnce : IFitRule
    {
        public string? ReasonToEnd(TrainingWatch.Subject subject, in LearningState state, IReadOnlyList<TrialOutcome> known) =>
            "enough was seen";
    }

    private sealed class NeverAsked : IFitRule
    {
        public string? ReasonToEnd(TrainingWatch.Subject subject, in LearningState state, IReadOnlyList<TrialOutcome> known) =>
            throw new InvalidOperationException("A fit that the ledger holds was done again.");
    }
}
