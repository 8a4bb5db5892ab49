namespace OfflineControl.Environments;

/// <summary>
/// A shelf of at most 20 pieces: each evening 0, 3, 6, 9 or 12 are ordered for the morning, demand is Poisson with mean 5, what is not
/// there is not sold. A piece sold earns 4, one ordered costs 2, an order 3, a piece kept over night 0.2. The log is half-skilled: half of
/// the orders fill the shelf up to 10, half are random.
/// </summary>
internal sealed class Inventory : IEnvironment
{
    private const int Shelf = 20;
    private const double Demand = 5;
    private const int MostDemand = 25;

    private static readonly double[] DemandShares = Poisson();

    public string Name => "inventory";

    public int Actions => 5;

    public int Horizon => 100;

    public double BestReturn { get; } = TabularOptimum.Values(Shelf + 1, 5, 100, Outcomes)[0];

    public double[] Reset(Random random) => [0];

    public (double Reward, bool IsTerminal) Step(double[] state, int action, Random random)
    {
        double draw = random.NextDouble();
        int demand = 0;
        while (demand < MostDemand && (draw -= DemandShares[demand]) >= 0)
            demand++;
        var (reward, next) = Sell((int)state[0], action, demand);
        state[0] = next;
        return (reward, false);
    }

    /// <summary>One feature for each number of pieces.</summary>
    public float[] Observe(double[] state)
    {
        var features = new float[Shelf + 1];
        features[(int)state[0]] = 1;
        return features;
    }

    public double[] Logging(double[] state)
    {
        int filling = Math.Clamp((int)Math.Round((10 - state[0]) / 3), 0, Actions - 1);
        return [.. Enumerable.Range(0, Actions).Select(a => (0.5 / Actions) + (a == filling ? 0.5 : 0))];
    }

    private static IEnumerable<(double Probability, double Reward, int Next)> Outcomes(int stock, int action) =>
        Enumerable.Range(0, MostDemand + 1).Select(demand =>
        {
            var (reward, next) = Sell(stock, action, demand);
            return (DemandShares[demand], reward, next);
        });

    private static (double Reward, int Next) Sell(int stock, int action, int demand)
    {
        int ordered = Math.Min(3 * action, Shelf - stock), there = stock + ordered, sold = Math.Min(there, demand);
        double reward = (4 * sold) - (2 * ordered) - (ordered > 0 ? 3 : 0) - (0.2 * (there - sold));
        return (reward, there - sold);
    }

    private static double[] Poisson()
    {
        var shares = new double[MostDemand + 1];
        shares[0] = Math.Exp(-Demand);
        for (int k = 1; k <= MostDemand; k++)
            shares[k] = shares[k - 1] * Demand / k;
        shares[MostDemand] += 1 - shares.Sum();
        return shares;
    }
}
