using OfflineControl.Environments;

namespace LagrangeMLNet.Control.Benchmarks.Environments;

/// <summary>
/// A mass on a line, x and v, driven by one of seven forces, with noise; a step costs x² + 0.1·v² + 0.1·u². The log is
/// half-skilled: half of the forces push to where 0 is, half are random.
/// </summary>
internal sealed class LinearQuadratic : IEnvironment
{
    private const double Seconds = 0.2;
    private const double Noise = 0.05;

    private static readonly double[] Forces = [-3, -2, -1, 0, 1, 2, 3];
    private static readonly Lazy<double> Best = new(BestKnown);

    public string Name => "lqr";

    public int Actions => Forces.Length;

    public int Horizon => 50;

    /// <summary>Of the linear feedback that Riccati's equation gives, rounded to the nearest force.</summary>
    public double BestReturn => Best.Value;

    public double[] Reset(Random random) => [(4 * random.NextDouble()) - 2, (2 * random.NextDouble()) - 1];

    public (double Reward, bool IsTerminal) Step(double[] state, int action, Random random)
    {
        double force = Forces[action], reward = -((state[0] * state[0]) + (0.1 * state[1] * state[1]) + (0.1 * force * force));
        state[0] += Seconds * state[1];
        state[1] += (Seconds * force) + (Noise * Normal(random));
        return (reward, false);
    }

    /// <summary>x, v and their products.</summary>
    public float[] Observe(double[] state) =>
    [
        (float)state[0], (float)state[1],
        (float)(state[0] * state[0]), (float)(state[0] * state[1]), (float)(state[1] * state[1]),
    ];

    public double[] Logging(double[] state)
    {
        int towards = state[0] + state[1] > 0 ? 1 : Forces.Length - 2;
        return [.. Forces.Select((_, a) => (0.5 / Forces.Length) + (a == towards ? 0.5 : 0))];
    }

    private static double BestKnown()
    {
        // P ← Q + Aᵀ·P·A − Aᵀ·P·B·(R + Bᵀ·P·B)⁻¹·Bᵀ·P·A with A = [1 h; 0 1], B = [0; h]; u = −(R + Bᵀ·P·B)⁻¹·Bᵀ·P·A·x.
        double p = 1, q = 0, r = 0.1, gainX = 0, gainV = 0;
        for (int k = 0; k < 1000; k++)
        {
            double scale = 0.1 + (Seconds * Seconds * r), bx = Seconds * q, bv = Seconds * ((Seconds * q) + r);
            (gainX, gainV) = (bx / scale, bv / scale);
            (p, q, r) = (
                1 + p - (gainX * bx),
                (Seconds * p) + q - (gainX * bv),
                0.1 + (Seconds * Seconds * p) + (2 * Seconds * q) + r - (gainV * bv));
        }

        var environment = new LinearQuadratic();
        var random = new Random(0);
        return Enumerable.Range(0, 2000).Average(_ =>
        {
            var state = environment.Reset(random);
            double sum = 0;
            for (int step = 0; step < environment.Horizon; step++)
            {
                double force = -(gainX * state[0]) - (gainV * state[1]);
                sum += environment.Step(state, Forces.Index().MinBy(item => Math.Abs(item.Item - force)).Index, random).Reward;
            }

            return sum;
        });
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
