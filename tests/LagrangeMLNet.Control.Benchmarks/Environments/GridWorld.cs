using OfflineControl.Environments;

namespace LagrangeMLNet.Control.Benchmarks.Environments;

/// <summary>
/// A grid of 8 × 8 with walls, two pits (−1) and a goal (+1), a step costs 0.02, and one in ten slips in a random direction. The log is
/// random.
/// </summary>
internal sealed class GridWorld : IEnvironment
{
    private const int Side = 8;
    private const int Cells = Side * Side;
    private const int Goal = Cells - 1;

    private static readonly (int X, int Y)[] Moves = [(1, 0), (-1, 0), (0, 1), (0, -1)];

    private readonly bool[] _wall = new bool[Cells];
    private readonly bool[] _pit = new bool[Cells];
    private readonly int[] _free;

    /// <param name="seed">Where walls and pits lie; none cuts a cell off from the goal.</param>
    public GridWorld(int seed)
    {
        var random = new Random(seed);
        for (int placed = 0; placed < 12;)
        {
            int cell = random.Next(Goal);
            bool[] kind = placed < 2 ? _pit : _wall;
            if (_wall[cell] || _pit[cell])
                continue;
            kind[cell] = true;
            if (Reachable() == Cells - placed - 1)
                placed++;
            else
                kind[cell] = false;
        }

        _free = [.. Enumerable.Range(0, Goal).Where(cell => !_wall[cell] && !_pit[cell])];
        BestReturn = _free.Average(cell => TabularOptimum.Values(Cells, Moves.Length, Horizon, Outcomes)[cell]);
    }

    public string Name => "grid";

    public int Actions => Moves.Length;

    public int Horizon => 60;

    public double BestReturn { get; }

    public double[] Reset(Random random) => [_free[random.Next(_free.Length)]];

    public (double Reward, bool IsTerminal) Step(double[] state, int action, Random random)
    {
        int move = random.NextDouble() < 0.1 ? random.Next(Moves.Length) : action;
        int next = Go((int)state[0], move);
        state[0] = next;
        return (RewardOf(next), IsEnd(next));
    }

    public float[] Observe(double[] state)
    {
        var features = new float[Cells];
        features[(int)state[0]] = 1;
        return features;
    }

    public double[] Logging(double[] state) => [0.25, 0.25, 0.25, 0.25];

    private IEnumerable<(double Probability, double Reward, int Next)> Outcomes(int cell, int action) =>
        Enumerable.Range(0, Moves.Length).Select(move =>
        {
            int next = Go(cell, move);
            return ((move == action ? 0.9 : 0) + 0.025, RewardOf(next), IsEnd(next) ? -1 : next);
        });

    private int Go(int cell, int move)
    {
        int x = (cell % Side) + Moves[move].X, y = (cell / Side) + Moves[move].Y;
        return x is < 0 or >= Side || y is < 0 or >= Side || _wall[(y * Side) + x] ? cell : (y * Side) + x;
    }

    private double RewardOf(int cell) => cell == Goal ? 1 : _pit[cell] ? -1 : -0.02;

    private bool IsEnd(int cell) => cell == Goal || _pit[cell];

    /// <summary>Number of cells, pits not among them, from which the goal is reached.</summary>
    private int Reachable()
    {
        var seen = new HashSet<int> { Goal };
        var open = new Queue<int>([Goal]);
        while (open.TryDequeue(out int cell))
        {
            foreach (int next in Enumerable.Range(0, Moves.Length).Select(move => Go(cell, move)))
            {
                if (!_pit[next] && seen.Add(next))
                    open.Enqueue(next);
            }
        }

        return seen.Count;
    }
}
