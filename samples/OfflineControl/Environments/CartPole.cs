namespace OfflineControl.Environments;

/// <summary>
/// A pole balanced on a cart that is pushed left or right (Barto, Sutton and Anderson, 1983; lengths in metres, angles in radians, masses
/// in kilograms). The log is half-skilled: half of the pushes follow the pole's lean, half are random.
/// </summary>
internal sealed class CartPole : IEnvironment
{
    private const double Gravity = 9.8;
    private const double PoleMass = 0.1;
    private const double TotalMass = 1.1;
    private const double HalfLength = 0.5;
    private const double Force = 10;
    private const double Seconds = 0.02;
    private const double Track = 2.4;
    private const double Fall = 12 * Math.PI / 180;

    public string Name => "cartpole";

    public int Actions => 2;

    public int Horizon => 500;

    public double BestReturn => Horizon;

    public double[] Reset(Random random) => [.. Enumerable.Range(0, 4).Select(_ => (random.NextDouble() - 0.5) * 0.1)];

    public (double Reward, bool IsTerminal) Step(double[] state, int action, Random random)
    {
        double push = action == 1 ? Force : -Force, cosine = Math.Cos(state[2]), sine = Math.Sin(state[2]);
        double shared = (push + (PoleMass * HalfLength * state[3] * state[3] * sine)) / TotalMass;
        double turn = ((Gravity * sine) - (cosine * shared))
            / (HalfLength * ((4.0 / 3) - (PoleMass * cosine * cosine / TotalMass)));
        double acceleration = shared - (PoleMass * HalfLength * turn * cosine / TotalMass);
        state[0] += Seconds * state[1];
        state[1] += Seconds * acceleration;
        state[2] += Seconds * state[3];
        state[3] += Seconds * turn;
        return (1, Math.Abs(state[0]) > Track || Math.Abs(state[2]) > Fall);
    }

    /// <summary>Position, speed, angle and its speed, and their products.</summary>
    public float[] Observe(double[] state)
    {
        double[] scaled = [state[0] / Track, state[1] / 2, state[2] / Fall, state[3] / 2];
        var features = new List<float>();
        for (int i = 0; i < scaled.Length; i++)
        {
            features.Add((float)scaled[i]);
            for (int j = 0; j <= i; j++)
                features.Add((float)(scaled[i] * scaled[j]));
        }

        return [.. features];
    }

    public double[] Logging(double[] state) => state[2] + state[3] > 0 ? [0.25, 0.75] : [0.75, 0.25];
}
