using System.Numerics.Tensors;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Mechanics;
using LagrangeMLNet.Control.Rewards;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Control.Learning;

/// <summary>
/// The coordinates in which a policy differs from the logging one. The Fisher metric of a linear softmax is nearly the product of one over
/// the actions and the features' covariance (Kronecker's approximation); here the latter is the unit matrix, so that plain gradients are
/// natural ones and ‖v‖² measures divergence. The covariance is shrunk towards the features' own scales by d/(d + n).
/// </summary>
internal sealed class PolicyCoordinates
{
    /// <summary>More features than this keep their own scales only: the matrix would cost more than the fit.</summary>
    private const int MostCorrelated = 2000;

    private readonly RewardScale _scale;
    private readonly LinearSoftmax _prior;
    private readonly double[]? _factor;
    private readonly int _slots;

    public PolicyCoordinates(DecisionColumns columns, LinearSoftmax prior)
    {
        _scale = new RewardScale(columns);
        _prior = prior;
        _slots = columns.Slots;
        Shrinkage = _slots / (double)(_slots + columns.Actions.Length);
        if (_slots <= MostCorrelated)
            _factor = Correlations(columns, Shrinkage);
    }

    /// <summary>Number of coordinates: actions × (features + 1), each action's bias after its features.</summary>
    public int Size => _prior.Actions * (_slots + 1);

    /// <summary>The share, in (0, 1), by which the covariance was shrunk: how far it is believed rather than seen.</summary>
    public double Shrinkage { get; }

    /// <summary>The policy at v: the prior's scores and what v adds to them.</summary>
    public LinearSoftmax PolicyAt(ReadOnlySpan<double> v)
    {
        var biases = new float[_prior.Actions];
        var weights = new float[_prior.Weights.Length];
        var w = new double[_slots];
        for (int a = 0; a < biases.Length; a++)
        {
            var own = v.Slice(a * (_slots + 1), _slots + 1);
            own[.._slots].CopyTo(w);
            if (_factor is not null)
                Cholesky.SolveUpper(_factor, _slots, w);
            TensorPrimitives.Multiply(w, _scale.InverseScale, w);
            biases[a] = (float)(_prior.Biases[a] + own[_slots] - TensorPrimitives.Dot(w, _scale.Mean));
            for (int j = 0; j < _slots; j++)
                weights[(a * _slots) + j] = (float)(_prior.Weights[(a * _slots) + j] + w[j]);
        }

        return new LinearSoftmax(biases, weights);
    }

    /// <summary>The gradient by v from that by weights and biases.</summary>
    public void Pull(double[] weightGradient, double[] biasGradient, Span<double> gradient)
    {
        for (int a = 0; a < biasGradient.Length; a++)
        {
            var own = gradient.Slice(a * (_slots + 1), _slots + 1);
            own[_slots] = biasGradient[a];
            var w = own[.._slots];
            weightGradient.AsSpan(a * _slots, _slots).CopyTo(w);
            TensorPrimitives.MultiplyAdd(_scale.Mean, -biasGradient[a], w, w);
            TensorPrimitives.Multiply(w, _scale.InverseScale, w);
            if (_factor is not null)
                Cholesky.SolveLower(_factor, _slots, w);
        }
    }

    /// <summary>The factor of (1 − ρ)·correlations + ρ·I.</summary>
    private double[] Correlations(DecisionColumns columns, double shrinkage)
    {
        var matrix = new double[_slots * _slots];
        var z = new double[_slots + 1];
        int rows = columns.Actions.Length;
        for (int row = 0; row < rows; row++)
        {
            _scale.Apply(columns.Contexts.AsSpan(row * _slots, _slots), z);
            for (int i = 0; i < _slots; i++)
            {
                if (z[i] == 0)
                    continue;
                var target = matrix.AsSpan(i * _slots, i + 1);
                TensorPrimitives.MultiplyAdd(z.AsSpan(0, i + 1), z[i] * (1 - shrinkage) / rows, target, target);
            }
        }

        for (int i = 0; i < _slots; i++)
            matrix[(i * _slots) + i] += shrinkage;
        return Cholesky.TryFactor(matrix, _slots)
            ? matrix
            : throw new InvalidOperationException("The features' covariance overflows. Bring the features to a smaller scale.");
    }
}
