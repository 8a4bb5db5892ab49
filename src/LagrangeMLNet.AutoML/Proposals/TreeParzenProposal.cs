using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.AutoML.Proposals;

/// <summary>
/// Draws where good trials lie dense and others do not: the tree-structured Parzen estimator of Bergstra, Bardenet, Bengio and Kégl
/// (Advances in Neural Information Processing Systems 24, 2011), with the candidate as the tree's root, and with a price on costly options.
/// </summary>
/// <remarks>
/// Trials that ended on different rungs are compared by their distance from the best trial of their last rung. A share of the trials is
/// drawn at random, so that no corner is given up for good.
/// </remarks>
internal sealed class TreeParzenProposal(ProposalSpace space) : IProposal
{
    private const double GoodShare = 0.25;
    private const int FewestGood = 3;
    private const int Draws = 48;
    private const double RandomShare = 0.1;

    /// <summary>Log-density that is given up for each e-fold of cost.</summary>
    private const double PriceOfCost = 0.15;

    private readonly RandomProposal _random = new(space);

    public (int Candidate, double[] Position)? Next(IReadOnlyList<Trial> tried, IReadOnlyList<TrialOutcome> known, Random random)
    {
        int[] open = space.Open(tried);
        var (good, others) = Divide(known);
        if (good.Length < FewestGood || random.NextDouble() < RandomShare)
            return _random.Next(tried, known, random);

        var densities = space.Candidates.Select((candidate, i) => (
            Good: new ParzenDensity(candidate.Space, Positions(good, i)),
            Others: new ParzenDensity(candidate.Space, Positions(others, i)),
            GoodShare: Share(good, i),
            OthersShare: Share(others, i))).ToArray();
        (int, double[])? best = null;
        double most = double.NegativeInfinity;
        for (int draw = 0; draw < Draws && open.Length > 0; draw++)
        {
            int candidate = DrawCandidate(open, [.. open.Select(i => densities[i].GoodShare)], random);
            var density = densities[candidate];
            double[] position = density.Good.Draw(random);
            double cost = space.Candidates[candidate].CostOf(space.Candidates[candidate].Space.At(position));
            double promise = Math.Log(density.GoodShare / density.OthersShare)
                + density.Good.LogDensity(position) - density.Others.LogDensity(position) - (PriceOfCost * Math.Log(cost));
            if (promise > most && space.IsNew(candidate, position, tried))
                (most, best) = (promise, (candidate, position));
        }

        return best ?? _random.Next(tried, known, random);
    }

    private static (TrialOutcome[] Good, TrialOutcome[] Others) Divide(IReadOnlyList<TrialOutcome> known)
    {
        var best = new Dictionary<int, double>();
        foreach (var rung in known.SelectMany(outcome => outcome.Rungs))
            best[rung.Point.Rung] = Math.Min(rung.Point.Loss, best.GetValueOrDefault(rung.Point.Rung, double.PositiveInfinity));
        TrialOutcome[] ranked =
        [
            .. known.OrderBy(outcome => outcome.State == SweepTrialState.Failed ? double.PositiveInfinity
                    : outcome.Last!.Point.Loss - best[outcome.Last.Point.Rung])
                .ThenBy(outcome => outcome.Trial.Number),
        ];
        int sound = ranked.Count(outcome => outcome.State != SweepTrialState.Failed);
        int good = Math.Min(sound, Math.Max(FewestGood, (int)Math.Ceiling(GoodShare * known.Count)));
        return (ranked[..good], ranked[good..]);
    }

    private static double[][] Positions(TrialOutcome[] outcomes, int candidate) =>
        [.. outcomes.Where(outcome => outcome.Trial.Candidate == candidate).Select(outcome => outcome.Trial.Position)];

    private double Share(TrialOutcome[] outcomes, int candidate) =>
        (outcomes.Count(outcome => outcome.Trial.Candidate == candidate) + (1.0 / space.Candidates.Count)) / (outcomes.Length + 1);

    private static int DrawCandidate(int[] candidates, double[] weights, Random random)
    {
        double left = random.NextDouble() * weights.Sum();
        int i = 0;
        while (i < candidates.Length - 1 && left >= weights[i])
            left -= weights[i++];
        return candidates[i];
    }
}
