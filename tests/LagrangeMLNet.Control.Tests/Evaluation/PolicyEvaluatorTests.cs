using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Evaluation;
using LagrangeMLNet.Control.Policies;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Evaluation;

public class PolicyEvaluatorTests
{
    private readonly MLContext _context = new(seed: 0);

    [Fact]
    public void Every_estimator_finds_what_a_policy_earns()
    {
        var evaluation = Evaluate(SampleDecisions.Simulate(4000, 5), Oracle(0.8));
        // The reward is not linear in the features: the direct method errs by as much, and what SLOPE chose may by some of it.
        Estimator[] biased = [Estimator.Direct, Estimator.SwitchDoublyRobust, Estimator.OptimisticShrinkage];
        Assert.Equal(0.8, evaluation[Estimator.SwitchDoublyRobust].Value, 0.1);
        Assert.Equal(0.8, evaluation[Estimator.OptimisticShrinkage].Value, 0.1);
        foreach (var estimate in evaluation.Estimates.Where(estimate => !biased.Contains(estimate.Estimator)))
            Assert.InRange(estimate.Value, 0.8 - (4 * estimate.StandardError) - 0.02, 0.8 + (4 * estimate.StandardError) + 0.02);
        Assert.InRange(evaluation.Value.Value, evaluation.Value.Lower, evaluation.Value.Upper);
        Assert.InRange(evaluation.Improvement.Lower, 0.3, 0.5);
        Assert.Empty(evaluation.Warnings);
    }

    [Fact]
    public void The_logging_policy_earns_what_was_logged()
    {
        var evaluation = Evaluate(SampleDecisions.Simulate(500, 6), Policy.Uniform);
        Assert.Equal(evaluation.Logged.Value, evaluation[Estimator.InversePropensity].Value, 1e-12);
        Assert.Equal(evaluation.Logged.Value, evaluation[Estimator.SelfNormalized].Value, 1e-12);
        Assert.Equal(500, evaluation.Overlap.EffectiveSampleSize, 1e-6);
        Assert.Equal(1, evaluation.Overlap.MeanWeight, 1e-12);
    }

    [Fact]
    public void A_policy_that_was_never_followed_has_no_estimate_but_the_models()
    {
        var log = _context.Control().LoadLog(SampleDecisions.View(_context, SampleDecisions.Simulate(100, 7), actions: 4));
        var evaluation = _context.Control().Evaluate(log, Policy.Always(3));
        foreach (var estimate in evaluation.Estimates.Where(estimate => estimate.Estimator != Estimator.Direct))
        {
            Assert.True(double.IsNaN(estimate.Value));
            Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (estimate.Lower, estimate.Upper));
        }

        Assert.Equal(1, evaluation.Overlap.UnsupportedMass, 1e-12);
        Assert.Contains(
            evaluation.Warnings, warning => warning.StartsWith("The policy takes none of the logged actions", StringComparison.Ordinal));
    }

    [Fact]
    public void Three_rows_have_an_honest_interval()
    {
        var evaluation = Evaluate(SampleDecisions.Simulate(3, 8), Policy.Uniform);
        Assert.True(evaluation.Value.Upper >= evaluation.Value.Lower);
    }

    [Fact]
    public void Probabilities_that_do_not_fit_the_actions_are_noticed()
    {
        var rows = SampleDecisions.Simulate(2000, 9);
        foreach (var row in rows)
            row.Probability = 0.9;
        Assert.Contains(
            Evaluate(rows, Policy.Uniform).Warnings, warning => warning.StartsWith("The mean weight is", StringComparison.Ordinal));
    }

    [Fact]
    public void Ranks_policies()
    {
        var log = _context.Control().LoadLog(SampleDecisions.View(_context, SampleDecisions.Simulate(3000, 10)));
        var comparison = _context.Control().Compare(log, [Policy.Uniform, Oracle(0.9), Oracle(0.6), Policy.Always(0)]);
        Assert.Equal(["oracle 0.9", "oracle 0.6"], comparison.Ranking.Take(2).Select(evaluation => evaluation.Policy));
        Assert.Equal("oracle 0.9", comparison.Safest!.Policy);
        Assert.Throws<ArgumentException>(() => _context.Control().Compare(log, []));
    }

    [Fact]
    public void Refuses_what_is_no_distribution()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Evaluate(
            SampleDecisions.Simulate(20, 1), Policy.FromFunction("half", (_, probabilities) => probabilities.Fill(0.5))));
        Assert.Contains("'half', row 0: the sum is 1.5", error.Message);
        error = Assert.Throws<InvalidOperationException>(() => Evaluate(
            SampleDecisions.Simulate(20, 1), Policy.FromFunction("none", (_, probabilities) => probabilities.Fill(double.NaN))));
        Assert.Contains("'none', row 0: found NaN", error.Message);
    }

    [Fact]
    public void Refuses_a_model_over_other_actions()
    {
        var other = _context.MulticlassClassification.Trainers.LagrangianMaximumEntropy("Action")
            .Fit(SampleDecisions.View(_context, SampleDecisions.Simulate(200, 1), actions: 4));
        var log = _context.Control().LoadLog(SampleDecisions.View(_context, SampleDecisions.Simulate(200, 1)));
        Assert.Contains("4 scores, expected 3", Assert.Throws<ArgumentException>(() => _context.Control().Evaluate(log, other)).Message);
    }

    [Fact]
    public void Same_seed_same_evaluation()
    {
        var rows = SampleDecisions.Simulate(300, 11);
        Assert.Equal(Evaluate(rows, Oracle(0.7)).Estimates, Evaluate(rows, Oracle(0.7)).Estimates);
    }

    private PolicyEvaluation Evaluate(SampleDecision[] rows, Policy policy)
    {
        DecisionLog log = _context.Control().LoadLog(SampleDecisions.View(_context, rows));
        return _context.Control().Evaluate(log, policy);
    }

    private static string Name(double share) => FormattableString.Invariant($"oracle {share}");

    /// <summary>Takes the best action with a probability, and each other with half of the rest.</summary>
    private static Policy Oracle(double share) => Policy.FromFunction(Name(share), (context, probabilities) =>
    {
        probabilities.Fill((1 - share) / 2);
        probabilities[SampleDecisions.Best(context[0], context[1])] = share;
    });
}
