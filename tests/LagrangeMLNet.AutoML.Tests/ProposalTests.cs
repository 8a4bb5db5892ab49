using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Proposals;
using LagrangeMLNet.AutoML.SearchSpaces;
using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Sweeps;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

public sealed class ProposalTests
{
    private static readonly SearchSpace Plane = new(
        new RangeDimension("X", typeof(double), 0, 1),
        new RangeDimension("Y", typeof(double), 0, 1),
        new ChoiceDimension("Z", ["a", "b", "c"]));

    [Fact]
    public void The_model_finds_a_valley_sooner_than_chance()
    {
        double model = 0, chance = 0;
        const int seeds = 20;
        for (int seed = 0; seed < seeds; seed++)
        {
            model += Best(new GaussianProcessProposal(Space()), seed) / seeds;
            chance += Best(new RandomProposal(Space()), seed) / seeds;
        }

        Assert.True(model < 0.7 * chance, $"model {model}, chance {chance}");
    }

    [Fact]
    public void The_same_past_and_seed_give_the_same_proposals() =>
        Assert.Equal(
            Search(new GaussianProcessProposal(Space()), 3).Select(Show), Search(new GaussianProcessProposal(Space()), 3).Select(Show));

    [Fact]
    public void Nothing_is_proposed_twice_and_a_finite_space_is_exhausted()
    {
        var space = new ProposalSpace([Candidate("Only", new SearchSpace(new ChoiceDimension("Z", ["a", "b", "c"])))]);
        foreach (IProposal proposal in new IProposal[] { new RandomProposal(space), new GaussianProcessProposal(space) })
        {
            var trials = Search(proposal, 1, space);
            Assert.Equal(3, trials.Select(outcome => outcome.Trial.Options).Distinct().Count());
            Assert.Equal(3, trials.Count);
        }
    }

    [Fact]
    public void Of_like_candidates_the_cheap_one_is_tried_more_often()
    {
        var space = new ProposalSpace([Candidate("Cheap", Plane), Candidate("Costly", Plane, cost: 1000)]);
        int cheap = Enumerable.Range(0, 10).Sum(seed =>
            Search(new GaussianProcessProposal(space), seed, space, _ => 1).Count(outcome => outcome.Trial.Candidate == 0));
        Assert.InRange(cheap / 400.0, 0.6, 1);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_loss_that_is_no_number_is_that_of_a_failure_and_misleads_no_proposal(double loss)
    {
        var proposal = new GaussianProcessProposal(Space());
        TrialOutcome[] sound = [.. Search(proposal, 2).Take(12)];
        var trial = sound[5].Trial;
        TrialOutcome[] failed = [.. sound.Select(outcome => outcome.Trial == trial ? new TrialOutcome(trial, [], SweepTrialState.Failed, "x") : outcome)];
        TrialOutcome[] spoilt =
        [
            .. sound.Select(outcome => outcome.Trial != trial ? outcome : outcome with
            {
                Rungs = [.. outcome.Rungs.Select(rung => rung with { Point = rung.Point with { Loss = loss } })],
            }),
        ];
        Trial[] tried = [.. sound.Select(outcome => outcome.Trial)];
        for (int seed = 0; seed < 10; seed++)
        {
            var (wanted, found) = (
                proposal.Next(tried, failed, new Random(seed))!.Value, proposal.Next(tried, spoilt, new Random(seed))!.Value);
            Assert.Equal(wanted.Candidate, found.Candidate);
            Assert.Equal(wanted.Position, found.Position);
        }

        Assert.NotSame(spoilt[5], TrialOutcome.Best(spoilt));
    }

    [Fact]
    public void Failed_trials_are_kept_away_from()
    {
        var space = new ProposalSpace([Candidate("Sound", Plane), Candidate("Broken", Plane)]);
        var trials = Search(new GaussianProcessProposal(space), 1, space, outcome => outcome.Candidate == 1 ? double.NaN : Loss(outcome));
        Assert.InRange(trials.Count(outcome => outcome.Trial.Candidate == 1), 1, 15);
    }

    private static ProposalSpace Space() => new([Candidate("Good", Plane), Candidate("Bad", Plane)]);

    private static Candidate Candidate(string name, SearchSpace space, double cost = 1) =>
        Candidates.Candidate.Create<Samples.Nothing>(name, (_, _, _) => throw new NotSupportedException(), space, _ => cost);

    private static double Best(IProposal proposal, int seed) => Search(proposal, seed).Min(outcome => outcome.Last!.Point.Loss);

    private static List<TrialOutcome> Search(IProposal proposal, int seed, ProposalSpace? space = null, Func<Trial, double>? loss = null)
    {
        space ??= Space();
        var outcomes = new List<TrialOutcome>();
        for (int number = 0; number < 40; number++)
        {
            Trial[] tried = [.. outcomes.Select(outcome => outcome.Trial)];
            if (proposal.Next(tried, outcomes, new Random((seed * 1000) + number)) is not var (candidate, position))
                break;
            var trial = new Trial(number, candidate, space.Candidates[candidate].Name, position, space.OptionsAt(candidate, position), 0);
            double value = (loss ?? Loss)(trial);
            outcomes.Add(double.IsNaN(value)
                ? new TrialOutcome(trial, [], SweepTrialState.Failed, "broken")
                : new TrialOutcome(
                    trial, [RungResult.Of(0, 1, [(float)value, (float)value], TimeSpan.Zero)], SweepTrialState.Complete, null));
        }

        return outcomes;
    }

    /// <summary>A valley at (0.2, 0.7, b) of the first candidate; the second one is worse throughout.</summary>
    private static double Loss(Trial trial) => trial.Position.Length < 3 ? 0
        : Math.Abs(trial.Position[0] - 0.2) + Math
            .Abs(trial.Position[1] - 0.7) + ((int)(trial.Position[2] * 3) == 1 ? 0 : 0.3) + trial.Candidate;

    private static string Show(TrialOutcome outcome) => $"{outcome.Trial.Name} {outcome.Trial.Options}";
}
