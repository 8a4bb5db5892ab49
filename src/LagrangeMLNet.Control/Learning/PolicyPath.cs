using System.Numerics.Tensors;
using LagrangeMLNet.Control.Mechanics;

namespace LagrangeMLNet.Control.Learning;

/// <summary>
/// The policies of falling temperatures, each learnt from the one before: at a high temperature the objective is nearly concave and the
/// policy is the logging one; as it cools the policy follows the rewards. Each temperature is the multiplier of a bound on the
/// divergence, so
/// the path is that of all bounds.
/// </summary>
/// <param name="objective">What is learnt by.</param>
/// <param name="coordinates">Coordinates of the policies.</param>
/// <param name="rows">Rows that are learnt from.</param>
/// <param name="checkAlive">Throws when the caller asks for an end.</param>
/// <param name="start">Where the path starts; null for the logging policy.</param>
internal sealed class PolicyPath(
    PolicyObjective objective, PolicyCoordinates coordinates, int[] rows, Action checkAlive, double[]? start = null)
{
    private readonly double[] _point = (double[]?)start?.Clone() ?? new double[coordinates.Size];
    private readonly double[] _weightGradient = new double[objective.Actions * objective.Slots];
    private readonly double[] _biasGradient = new double[objective.Actions];

    /// <summary>Steps taken so far.</summary>
    public int Iterations { get; private set; }

    /// <summary>The coordinates of the last policy.</summary>
    public double[] Point => _point;

    /// <summary>Cools to a temperature and returns the policy there.</summary>
    /// <param name="temperature">τ, below the one before.</param>
    /// <param name="tolerance">The gain, in units of the reward, that is no longer worth a step.</param>
    /// <param name="iterations">Most steps.</param>
    public LinearSoftmax Cool(double temperature, double tolerance, int iterations)
    {
        double penalty = temperature * coordinates.Shrinkage / objective.Actions;
        Iterations += LimitedMemoryAscent.Climb(
            (point, gradient) =>
            {
                checkAlive();
                double value = objective.Gradient(coordinates.PolicyAt(point), temperature, rows, _weightGradient, _biasGradient);
                coordinates.Pull(_weightGradient, _biasGradient, gradient);
                TensorPrimitives.MultiplyAdd(point, -penalty, gradient, gradient);
                return value - (penalty / 2 * TensorPrimitives.SumOfSquares<double>(point));
            },
            _point,
            firstStep: objective.Actions / temperature,
            tolerance,
            iterations);
        return coordinates.PolicyAt(_point);
    }
}
