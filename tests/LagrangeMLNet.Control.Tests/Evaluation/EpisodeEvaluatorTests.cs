using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Evaluation;
using LagrangeMLNet.Control.Policies;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Evaluation;

public class EpisodeEvaluatorTests
{
    private const double Discount = 0.8;

    private readonly MLContext _context = new(seed: 0);

    [Fact]
    public void Every_estimator_finds_what_a_policy_returns()
    {
        double truth = SampleSteps.Values(0.7, Discount).Take(4).Average();
        var evaluation = Evaluate(SampleSteps.Simulate(1500, 1), Right(0.7));
        Assert.All(evaluation.Estimates, estimate => Assert.True(
            Math.Abs(estimate.Value - truth) <= (4 * estimate.StandardError) + 0.03, $"{truth}: {estimate}"));
        Assert.InRange(evaluation.Value.Value, evaluation.Value.Lower, evaluation.Value.Upper);
        Assert.Equal(SampleSteps.Values(0.5, Discount).Take(4).Average(), evaluation.Logged.Value, 0.05);
        Assert.True(evaluation.Improvement.Lower > 0);
        Assert.Contains("Effective episodes", evaluation.ToString());
        Assert.DoesNotContain(evaluation.Warnings, IsOfMissedValues);
    }

    [Fact]
    public void Values_that_miss_what_the_log_itself_returned_are_told()
    {
        // Features that tell nothing of the place: every state has one value, and the starts are not like the others.
        var rows = SampleSteps.Simulate(1500, 1);
        foreach (var row in rows)
            (row.Features, row.NextFeatures) = (SampleSteps.At(0), SampleSteps.At(0));
        Assert.Contains(Evaluate(rows, Right(0.7)).Warnings, IsOfMissedValues);
    }

    [Fact]
    public void Long_episodes_leave_the_stationary_estimate()
    {
        var rows = SampleSteps.Simulate(100, 2, horizon: 200, restarts: true);
        var evaluation = Evaluate(rows, Right(1));
        Assert.Equal(EpisodeEstimator.StationaryDoublyRobust, evaluation.Value.Estimator);
        Assert.Contains(evaluation.Warnings, warning => warning.StartsWith("The episodes are worth", StringComparison.Ordinal));
        Assert.InRange(Restarting(), evaluation.Value.Lower, evaluation.Value.Upper);

        // With restarts, what follows the end is a start at the left.
        double Restarting()
        {
            double[] values = new double[4];
            for (int sweep = 0; sweep < 1000; sweep++)
            {
                for (int place = 0; place < 4; place++)
                {
                    double ahead = place == 3 ? 1 + (Discount * values[0]) : -0.1 + (Discount * values[place + 1]);
                    values[place] = (0.8 * ahead) + (0.2 * (-0.1 + (Discount * values[Math.Max(0, place - 1)])));
                }
            }

            return values.Average();
        }
    }

    [Fact]
    public void Average_reward_is_estimated_by_stationary_means()
    {
        var rows = SampleSteps.Simulate(1, 3, horizon: 4000, restarts: true);
        var evaluation = Evaluate(rows, Policy.Uniform, new EpisodeEvaluationOptions { Discount = 1 });
        Assert.Equal(rows.Average(row => row.Reward), evaluation.Value.Value, 0.02);
        Assert.True(double.IsNaN(evaluation[EpisodeEstimator.PerDecision].Value));
    }

    [Fact]
    public void Intervals_hold_the_truth_as_often_as_they_say()
    {
        double truth = SampleSteps.Values(0.8, Discount).Take(4).Average();
        int held = Enumerable.Range(0, 40).Count(seed =>
        {
            var value = Evaluate(SampleSteps.Simulate(100, 100 + seed), Right(0.8))[EpisodeEstimator.StationaryDoublyRobust];
            return value.Lower <= truth && truth <= value.Upper;
        });
        Assert.InRange(held, 34, 40);
    }

    [Fact]
    public void Cross_validation_keeps_episodes_together()
    {
        var control = _context.Control();
        var view = SampleSteps.View(_context, SampleSteps.Simulate(150, 4));
        var folds = control.CrossValidateEpisodes(view, control.Trainers.LagrangianFittedQ(0.8), 3, null, Options());
        Assert.Equal(150, folds.Sum(fold => fold.Episodes));
        double best = SampleSteps.Values(1, Discount).Take(4).Average();
        Assert.Equal(best, folds.Average(fold => fold[EpisodeEstimator.StationaryDoublyRobust].Value), 0.15);
    }

    [Fact]
    public void A_policy_of_other_actions_is_refused()
    {
        var log = _context.Control().LoadTransitions(SampleSteps.View(_context, SampleSteps.Simulate(20, 5)));
        Assert.Throws<ArgumentException>(() => _context.Control().EvaluateEpisodes(log, Policy.Always(2)));
    }

    private static bool IsOfMissedValues(string warning) => warning.StartsWith("The logging policy's own episodes", StringComparison.Ordinal);

    private EpisodeEvaluation Evaluate(SampleStep[] rows, Policy policy, EpisodeEvaluationOptions? options = null)
    {
        TransitionLog log = _context.Control().LoadTransitions(SampleSteps.View(_context, rows));
        return _context.Control().EvaluateEpisodes(log, policy, options ?? Options());
    }

    private static EpisodeEvaluationOptions Options() => new() { Discount = Discount };

    private static Policy Right(double probability) => Policy.FromFunction("right", (_, target) =>
    {
        target[0] = 1 - probability;
        target[1] = probability;
    });
}
