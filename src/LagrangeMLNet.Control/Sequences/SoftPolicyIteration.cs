using System.Numerics.Tensors;

namespace LagrangeMLNet.Control.Sequences;

/// <summary>
/// Soft fitted Q iteration by Newton's method: the derivative of the soft value is the policy, so that a step of Newton's on the projected
/// soft Bellman equation is the exact evaluation (LSTD-Q) of the policy of the values before, its divergence from the prior being paid for.
/// Each temperature starts from the values of the one before.
/// </summary>
/// <param name="system">Bellman's equations.</param>
/// <param name="actions">Number of actions.</param>
/// <param name="prior">Scores of the logging policy.</param>
/// <param name="tolerance">Root mean square change of the values over the log, in temperatures, at which a temperature rests.</param>
/// <param name="steps">Most steps at each temperature.</param>
/// <param name="checkAlive">Throws when the caller asks for an end.</param>
internal sealed class SoftPolicyIteration(
    BellmanSystem system, int actions, double[] prior, double tolerance, int steps, Action checkAlive) : IPolicyPath
{
    private double[] _values = new double[system.Size];
    private double _temperature;

    public int Iterations { get; private set; }

    public bool HasConverged { get; private set; }

    public SoftPolicy Next(double temperature) => Rest(system, temperature);

    public SoftPolicy Refine(BellmanSystem system, IReadOnlyList<int> episodes) => Rest(system, _temperature);

    private SoftPolicy Rest(BellmanSystem system, double temperature)
    {
        _temperature = temperature;
        HasConverged = false;
        for (int k = 0; k < steps && !HasConverged; k++)
        {
            checkAlive();
            var (next, cost) = system.NextPolicy(SoftPolicy.At(actions, prior, _values, temperature));
            TensorPrimitives.Multiply(cost, temperature, cost);
            var values = system.Solve(next, system.RightSide(cost), _values);
            var change = new double[system.Size];
            TensorPrimitives.Subtract(values, _values, change);
            HasConverged = system.RootMeanSquare(change) <= tolerance * temperature;
            _values = values;
            Iterations++;
        }

        return SoftPolicy.At(actions, prior, _values, temperature);
    }
}
