using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.AutoML.Proposals;

/// <summary>
/// Proposes what is expected to gain most for its cost, going by Gaussian processes through the losses of earlier trials: expected
/// improvement per second of Snoek, Larochelle and Adams (Advances in Neural Information Processing Systems 25, 2012), with declared costs.
/// </summary>
/// <remarks>
/// Candidates of one space share a process, in which the candidate is one more coordinate: what a cheap trainer of trees shows of good
/// options holds for the costly one. Losses are compared by the logarithm of their distance from the best, so that the many bad trials do
/// not hide the differences between good ones. A trial that ended on a smaller subset counts by its distance from the best on that subset.
/// Trials that run are taken to give what is expected of them. The options that are known to be good on many data are tried first of the
/// space that leads. A share of the trials is drawn at random, so that no corner is given up for good.
/// </remarks>
internal sealed class GaussianProcessProposal : IProposal
{
    private const double RandomShare = 0.05;

    /// <summary>Logarithm of improvement that is given up for each e-fold of cost.</summary>
    private const double PriceOfCost = 1;

    /// <summary>Points at random for each candidate, and points around each of its best trials.</summary>
    private const int RandomPoints = 100, PointsAroundGood = 12;

    private const int Good = 5;

    /// <summary>Most trials of a process: its time rises with their cube. The best are kept.</summary>
    private const int MostPoints = 120;

    /// <summary>Standard deviation, in logarithms of distances, that options of one candidate are thought to cause.</summary>
    private const double PriorDeviation = 0.5;

    private readonly ProposalSpace _space;
    private readonly RandomProposal _random;
    private readonly int[][] _groups;

    public GaussianProcessProposal(ProposalSpace space)
    {
        (_space, _random) = (space, new RandomProposal(space));
        _groups =
        [
            .. Enumerable.Range(0, space.Candidates.Count)
                .GroupBy(candidate => space.Candidates[candidate].Space.Describe(), StringComparer.Ordinal)
                .Select(group => group.ToArray()),
        ];
    }

    public (int Candidate, double[] Position)? Next(IReadOnlyList<Trial> tried, IReadOnlyList<TrialOutcome> known, Random random)
    {
        int[] open = _space.Open(tried);
        if (open.Length == 0 || random.NextDouble() < RandomShare || Values(known) is not { Count: > 0 } values)
            return _random.Next(tried, known, random);

        if (KnownGood(tried, values) is { } start)
            return start;
        double best = values.Values.Min();
        (int, double[])? chosen = null;
        double most = double.NegativeInfinity;
        foreach (int[] group in _groups)
        {
            if (!group.Any(open.Contains))
                continue;
            // Of a space of which no trial has ended yet, nothing can be said but that its defaults will tell soon.
            if (Learn(group, tried, values) is not var (process, leaders))
                continue;
            foreach (int candidate in group.Where(open.Contains))
            {
                foreach (double[] position in Points(candidate, leaders, random))
                {
                    var (mean, deviation) = process.Predict(Coordinates(candidate, position));
                    double cost = _space.Candidates[candidate].CostOf(_space.Candidates[candidate].Space.At(position));
                    double promise = ExpectedImprovement.Log(best, mean, deviation) - (PriceOfCost * Math.Log(cost));
                    if (promise > most && _space.IsNew(candidate, position, tried))
                        (most, chosen) = (promise, (candidate, position));
                }
            }
        }

        return chosen ?? _random.Next(tried, known, random);
    }

    /// <summary>The value of each trial that has ended, by its number.</summary>
    private static Dictionary<int, double> Values(IReadOnlyList<TrialOutcome> known)
    {
        var best = new Dictionary<int, double>();
        foreach (var rung in known.SelectMany(outcome => outcome.Rungs).Where(IsFinite))
            best[rung.Point.Rung] = Math.Min(Log(rung), best.GetValueOrDefault(rung.Point.Rung, double.PositiveInfinity));
        var behind = known.Where(outcome => outcome.State != SweepTrialState.Failed && outcome.Last is { } last && IsFinite(last))
            .ToDictionary(outcome => outcome.Trial.Number, outcome => Log(outcome.Last!) - best[outcome.Last!.Point.Rung]);
        if (behind.Count == 0)
            return [];
        double[] ordered = [.. behind.Values.Order()];
        double scale = Math.Max(0.01, ordered[(ordered.Length - 1) / 4]);
        var values = behind.ToDictionary(pair => pair.Key, pair => Math.Log(1 + (pair.Value / scale)));
        // What failed, or has no finite loss, is as bad as the worst.
        double worst = values.Values.Max();
        foreach (var outcome in known)
            values.TryAdd(outcome.Trial.Number, worst);
        return values;
    }

    private static bool IsFinite(RungResult rung) => double.IsFinite(rung.Point.Loss);

    private static double Log(RungResult rung) => Math.Log(Math.Max(rung.Point.Loss, 1e-12));

    /// <summary>Untried options that are known to be good, of the cheapest candidate of the space with the best trial.</summary>
    private (int Candidate, double[] Position)? KnownGood(IReadOnlyList<Trial> tried, Dictionary<int, double> values)
    {
        var best = tried.Where(trial => values.ContainsKey(trial.Number)).MinBy(trial => values[trial.Number])!;
        int cheapest = _groups.First(group => group.Contains(best.Candidate)).MinBy(
            candidate =>
                _space.Candidates[candidate].CostOf(
                    _space.Candidates[candidate].Space.At(_space.Candidates[candidate].Space.DefaultPosition())));
        foreach (double[] start in _space.Candidates[cheapest].Starts)
        {
            if (_space.IsNew(cheapest, start, tried))
                return (cheapest, start);
        }

        return null;
    }

    private (GaussianProcess Process, List<(int Candidate, double[] Position)> Leaders)? Learn(
        int[] group, IReadOnlyList<Trial> tried, Dictionary<int, double> values)
    {
        Trial[] own = [.. tried.Where(trial => group.Contains(trial.Candidate))];
        Trial[] ended = [.. own.Where(trial => values.ContainsKey(trial.Number)).OrderBy(trial => values[trial.Number]).Take(MostPoints)];
        if (ended.Length == 0)
            return null;
        List<(int, double[])> leaders = [.. ended.Take(Good).Select(trial => (trial.Candidate, trial.Position))];
        bool[] isCategory = [true, .. _space.Candidates[group[0]].Space.Dimensions.Select(dimension => dimension.Choices is not null)];
        double[][] points = [.. ended.Select(trial => Coordinates(trial.Candidate, trial.Position))];
        double[] known = [.. ended.Select(trial => values[trial.Number])];
        var process = GaussianProcess.Fit(points, known, isCategory, PriorDeviation * PriorDeviation);
        double[][] running = [.. own.Where(trial => !values.ContainsKey(trial.Number)).Select(trial => Coordinates(trial.Candidate, trial.Position))];
        if (running.Length > 0)
            process = process.With(running, [.. known, .. running.Select(point => process.Predict(point).Mean)]);
        return (process, leaders);
    }

    private double[] Coordinates(int candidate, double[] position) =>
    [
        candidate,
        .. position.Zip(
            _space.Candidates[candidate].Space.Dimensions, (at, dimension) => dimension.Choices is { } choices ? (int)(at * choices) : at),
    ];

    private IEnumerable<double[]> Points(int candidate, List<(int Candidate, double[] Position)> leaders, Random random)
    {
        for (int i = 0; i < RandomPoints; i++)
            yield return _space.Draw(candidate, random);
        foreach (var (_, centre) in leaders)
        {
            for (int i = 0; i < PointsAroundGood; i++)
                yield return _space.DrawAround(candidate, centre, Math.Pow(10, -2 * random.NextDouble()), random);
        }
    }
}
