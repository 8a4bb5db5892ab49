using System.Numerics.Tensors;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Control.Sequences;

/// <summary>
/// Policy iteration with values that are averaged by kernels, which cannot diverge, whatever the policy (Ormoneit and Sen, 2002), and a
/// policy that stays linear in the features: the values of all actions at the log's states are regressed on the features, and exponents of
/// the fit make the policy (the natural gradient with compatible features, Kakade, NIPS 2001). For values that are not linear in the
/// features while a good policy is.
/// </summary>
internal sealed class KernelPolicyIteration : IPolicyPath
{
    /// <summary>Evaluations at each temperature: the policy of the one before is near.</summary>
    private const int Steps = 2;

    private readonly Transitions _log;
    private readonly StateBasis _features;
    private readonly KernelBasis _kernels;
    private readonly SoftPolicy _start;
    private readonly double _discount;
    private readonly double _penalty;
    private readonly Action _checkAlive;
    private readonly BellmanSystem _system;
    private readonly int[] _rows;
    private readonly double[] _factor;
    private SoftPolicy _policy;
    private double _temperature;

    /// <param name="log">The log.</param>
    /// <param name="episodes">Episodes that are learnt from.</param>
    /// <param name="features">What the policy is linear in.</param>
    /// <param name="kernels">What values are averaged by.</param>
    /// <param name="start">The logging policy.</param>
    /// <param name="discount">γ.</param>
    /// <param name="penalty">Λ, in rows.</param>
    /// <param name="checkAlive">Throws when the caller asks for an end.</param>
    public KernelPolicyIteration(
        Transitions log,
        IReadOnlyList<int> episodes,
        StateBasis features,
        KernelBasis kernels,
        SoftPolicy start,
        double discount,
        double penalty,
        Action checkAlive)
    {
        (_log, _features, _kernels, _start, _policy) = (log, features, kernels, start, start);
        (_discount, _penalty, _checkAlive) = (discount, penalty, checkAlive);
        _rows = log.RowsOf(episodes);
        _system = new BellmanSystem(log, _rows, kernels, discount, penalty);
        _factor = Information();
    }

    public int Iterations { get; private set; }

    public bool HasConverged => true;

    public SoftPolicy Next(double temperature)
    {
        _temperature = temperature;
        for (int step = 0; step < Steps; step++)
        {
            _checkAlive();
            var next = _system.NextPolicy(_policy.On(_log, _features));
            var values = Project(_system.Solve(next, _system.RightSide()));
            _policy = _start.Climb(_log.Actions, values, temperature);
            Iterations++;
        }

        return _policy;
    }

    public SoftPolicy Refine(BellmanSystem system, IReadOnlyList<int> episodes)
    {
        var path = new KernelPolicyIteration(_log, episodes, _features, _kernels, _start, _discount, _penalty, _checkAlive)
        {
            _policy = _policy,
        };
        var refined = path.Next(_temperature);
        Iterations += path.Iterations;
        return refined;
    }

    /// <summary>Weights by which φ, the policy's features, fit the values of each action over the log's states.</summary>
    private double[] Project(double[] values)
    {
        int size = _features.Size, kernels = _kernels.Size, actions = _log.Actions;
        var weights = new double[actions * size];
        double[] phi = new double[size], shares = new double[kernels], q = new double[actions];
        foreach (int row in _rows)
        {
            _kernels.Apply(_log.State(row), shares);
            SoftPolicy.Linear(values, shares, q);
            double mean = TensorPrimitives.Sum<double>(q) / actions;
            _features.Apply(_log.State(row), phi);
            for (int a = 0; a < actions; a++)
            {
                var own = weights.AsSpan(a * size, size);
                TensorPrimitives.MultiplyAdd(phi, q[a] - mean, own, own);
            }
        }

        for (int a = 0; a < actions; a++)
            Cholesky.Solve(_factor, size, weights.AsSpan(a * size, size));
        return weights;
    }

    /// <summary>The factor of Σ φ·φᵀ + Λ over all rows.</summary>
    private double[] Information()
    {
        int size = _features.Size;
        var matrix = new double[size * size];
        var phi = new double[size];
        foreach (int row in _rows)
        {
            _features.Apply(_log.State(row), phi);
            for (int i = 0; i < size; i++)
            {
                if (phi[i] == 0)
                    continue;
                var target = matrix.AsSpan(i * size, i + 1);
                TensorPrimitives.MultiplyAdd(phi.AsSpan(0, i + 1), phi[i], target, target);
            }
        }

        for (int i = 0; i < size; i++)
            matrix[(i * size) + i] += Math.Max(_penalty, 1e-6);
        return Cholesky.TryFactor(matrix, size)
            ? matrix
            : throw new InvalidOperationException(
                "The values of states cannot be regressed on the features: their Fisher information overflows. Bring the features to a "
                + "smaller scale.");
    }
}
