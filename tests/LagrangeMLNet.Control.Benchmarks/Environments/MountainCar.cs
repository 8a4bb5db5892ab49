using OfflineControl.Environments;

namespace LagrangeMLNet.Control.Benchmarks.Environments;

/// <summary>
/// A car too weak for its hill, pushed left, not at all or right (Moore, 1990); each step costs 1. The log is half-skilled: half of the
/// pushes go along with the speed, half are random.
/// </summary>
internal sealed class MountainCar : IEnvironment
{
    private const int Grid = 121;
    private const int Centres = 9;

    private static readonly Lazy<double> Best = new(BestKnown);

    public string Name => "mountaincar";

    public int Actions => 3;

    public int Horizon => 200;

    /// <summary>By value iteration on a fine grid, bilinear between its points.</summary>
    public double BestReturn => Best.Value;

    public double[] Reset(Random random) => [-0.6 + (0.2 * random.NextDouble()), 0];

    public (double Reward, bool IsTerminal) Step(double[] state, int action, Random random) => (-1, Move(state, action));

    /// <summary>Radial functions on a grid over positions and speeds.</summary>
    public float[] Observe(double[] state)
    {
        var features = new float[Centres * Centres];
        double x = (state[0] + 1.2) / 1.8 * (Centres - 1), y = (state[1] + 0.07) / 0.14 * (Centres - 1);
        for (int i = 0; i < Centres; i++)
        {
            for (int j = 0; j < Centres; j++)
                features[(i * Centres) + j] = (float)Math.Exp(-(((x - i) * (x - i)) + ((y - j) * (y - j))) / 2);
        }

        return features;
    }

    public double[] Logging(double[] state)
    {
        int along = state[1] < 0 ? 0 : 2;
        return [.. Enumerable.Range(0, Actions).Select(a => (0.5 / Actions) + (a == along ? 0.5 : 0))];
    }

    private static bool Move(double[] state, int action)
    {
        state[1] = Math.Clamp(state[1] + ((action - 1) * 0.001) - (0.0025 * Math.Cos(3 * state[0])), -0.07, 0.07);
        state[0] = Math.Clamp(state[0] + state[1], -1.2, 0.6);
        if (state[0] <= -1.2 && state[1] < 0)
            state[1] = 0;
        return state[0] >= 0.5;
    }

    private static double BestKnown()
    {
        var values = new double[Grid * Grid];
        for (int sweep = 0; sweep < 400; sweep++)
        {
            for (int k = 0; k < values.Length; k++)
                values[k] = Enumerable.Range(0, 3).Max(a => Look(values, PointOf(k), a));
        }

        var environment = new MountainCar();
        var random = new Random(0);
        return Enumerable.Range(0, 200).Average(_ =>
        {
            var state = environment.Reset(random);
            int steps = 0;
            for (bool isDone = false; !isDone && steps < environment.Horizon; steps++)
                isDone = Move(state, Enumerable.Range(0, 3).MaxBy(a => Look(values, state, a)));
            return (double)-steps;
        });
    }

    private static double[] PointOf(int k) => [-1.2 + (1.8 * (k / Grid) / (Grid - 1)), -0.07 + (0.14 * (k % Grid) / (Grid - 1))];

    private static double Look(double[] values, double[] state, int action)
    {
        double[] next = [.. state];
        if (Move(next, action))
            return -1;
        double x = (next[0] + 1.2) / 1.8 * (Grid - 1), y = (next[1] + 0.07) / 0.14 * (Grid - 1);
        int i = Math.Min(Grid - 2, (int)x), j = Math.Min(Grid - 2, (int)y);
        double u = x - i, v = y - j;
        int place = (i * Grid) + j;
        return -1 + ((1 - u) * (((1 - v) * values[place]) + (v * values[place + 1])))
            + (u * (((1 - v) * values[place + Grid]) + (v * values[place + Grid + 1])));
    }
}
