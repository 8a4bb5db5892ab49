using System.Numerics.Tensors;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Control.Sequences;

/// <summary>
/// Bellman's equations of a policy over some rows of a log, projected on values linear in φ by the Fisher metric G = Σ φ·φᵀ of each action:
/// (G + Λ − γ·Σ φ(s, a)·φ(s′, π)ᵀ)·w = Σ φ(s, a)·r (LSTD-Q: Lagoudakis and Parr, Least-squares policy iteration, JMLR 2003). Values are
/// Q = q₀ + w·φ, q₀ what a constant would be, so that Λ draws towards what the log earns on average. With a discount of 1 rewards are
/// counted from their average ρ under the policy, the last unknown, and values have mean 0 over the log. With a basis of averages G is the
/// diagonal of its rows' sums, so that each value is a mean of what was earned and of other values.
/// </summary>
internal sealed class BellmanSystem
{
    /// <summary>The penalty of an intercept, in rows: nothing beside any row, and a solution for actions never taken.</summary>
    private const double InterceptPenalty = 1e-6;

    /// <summary>Rows are shared out in as many slices, whatever the machine: sums are taken in their order.</summary>
    private const int Slices = 16;

    /// <summary>Systems of more unknowns are solved by iteration, without the matrix.</summary>
    private const int MostDense = 600;

    /// <summary>An action of less probability adds nothing to a sum.</summary>
    private const double NoMass = 1e-15;

    private const int MostKrylovSteps = 150;
    private const double KrylovTolerance = 1e-6;

    private readonly Transitions _log;
    private readonly int[] _rows;
    private readonly IStateBasis _basis;
    private readonly double _discount;
    private readonly double[] _penalty;
    private readonly double[][] _information;
    private readonly double[][] _factors;
    private readonly double[] _sums;

    /// <param name="log">The log.</param>
    /// <param name="rows">Rows that take part, in order.</param>
    /// <param name="basis">φ.</param>
    /// <param name="discount">γ in [0, 1]; 1 is average reward.</param>
    /// <param name="penalty">Λ of each feature, in rows.</param>
    public BellmanSystem(Transitions log, int[] rows, IStateBasis basis, double discount, double penalty)
    {
        (_log, _rows, _basis, _discount) = (log, rows, basis, discount);
        _penalty = new double[basis.Size];
        _penalty.AsSpan().Fill(penalty);
        if (!basis.IsAverager)
            _penalty[^1] = InterceptPenalty;
        double rewards = 0, squares = 0, ends = 0;
        foreach (int row in rows)
        {
            double reward = log.Columns.Rewards[row];
            squares += reward * reward;
            rewards += log.Columns.Rewards[row];
            ends += 1 - (log.Terminal[row] ? 0 : discount);
        }

        RewardScale = Math.Sqrt(squares / rows.Length);
        Baseline = IsAverage ? 0 : rewards / ends;
        _information = new double[log.Actions][];
        _factors = new double[log.Actions][];
        _sums = new double[Values];
        Parallel.For(0, log.Actions, FactorInformation);
    }

    public bool IsAverage => _discount == 1;

    /// <summary>q₀.</summary>
    public double Baseline { get; }

    /// <summary>Root mean square of the rewards.</summary>
    public double RewardScale { get; }

    /// <summary>Number of values' coordinates: actions × coordinates of φ.</summary>
    public int Values => _log.Actions * _basis.Size;

    /// <summary>Number of unknowns: the values' coordinates, and the average reward with a discount of 1.</summary>
    public int Size => Values + (IsAverage ? 1 : 0);

    public int Rows => _rows.Length;

    /// <summary>The policy at each row's next state, rows × actions (0 after a terminal step), and its divergence from the prior.</summary>
    public (double[] Policy, double[] Divergence) NextPolicy(SoftPolicy policy)
    {
        var divergences = new double[_rows.Length];
        return (NextStates((i, phi, target) => divergences[i] = policy.Decide(phi, target)), divergences);
    }

    /// <summary>The policy at each row's next state, rows × actions; 0 after a terminal step.</summary>
    public double[] NextPolicy(PolicyAt policy) => NextStates((i, phi, target) => policy(_rows[i], true, phi, target));

    /// <summary>
    /// What a policy's value is of w: the mean of φ(s, π) over the starts of some episodes; the last unknown with a discount of 1.
    /// </summary>
    public double[] Target(IReadOnlyList<int> episodes, PolicyAt policy)
    {
        int size = _basis.Size;
        var target = new double[Size];
        if (IsAverage)
        {
            target[^1] = 1;
            return target;
        }

        var phi = new double[size];
        var pi = new double[_log.Actions];
        foreach (int episode in episodes)
        {
            int row = _log.EpisodeStarts[episode];
            _basis.Apply(_log.State(row), phi);
            policy(row, false, phi, pi);
            for (int a = 0; a < pi.Length; a++)
            {
                var own = target.AsSpan(a * size, size);
                TensorPrimitives.MultiplyAdd(phi, pi[a] / episodes.Count, own, own);
            }
        }

        return target;
    }

    /// <summary>Σ φ(s, a)·(r − q₀ + γ·(q₀ − cost of the next state)).</summary>
    /// <param name="cost">What is taken off each next state's value; or null.</param>
    public double[] RightSide(double[]? cost = null) => SumFeatures(i =>
    {
        int row = _rows[i];
        double next = _log.Terminal[row] ? 0 : _discount * (Baseline - (cost?[i] ?? 0));
        return _log.Columns.Rewards[row] - Baseline + next;
    });

    /// <summary>Solves for w of the policy that <paramref name="next"/> holds.</summary>
    /// <param name="next">π at each row's next state, rows × actions.</param>
    /// <param name="right">The right side.</param>
    /// <param name="start">First guess, for iteration; or null.</param>
    public double[] Solve(double[] next, double[] right, double[]? start = null) => Solver(next)(right, start, false);

    /// <summary>A solver of the policy's equations and, the last argument being true, of their transpose.</summary>
    public Func<double[], double[]?, bool, double[]> Solver(double[] next)
    {
        if (Size <= MostDense)
        {
            var factors = new LuFactors(Matrix(next), Size);
            return (right, _, isTransposed) => isTransposed ? factors.SolveTransposed(right) : factors.Solve(right);
        }

        return (right, start, isTransposed) =>
        {
            var solution = (double[]?)start?.Clone() ?? new double[Size];
            var scaled = (double[])right.Clone();
            Precondition(scaled);
            KrylovSolver.Solve(
                x =>
                {
                    var image = isTransposed ? ApplyTransposed(next, x) : Apply(next, x);
                    Precondition(image);
                    return image;
                },
                scaled,
                solution,
                KrylovTolerance,
                Math.Min(Size, MostKrylovSteps));
            return solution;
        };
    }

    /// <summary>Σ over rows of φ(s, a)·weight of the row (by its place), with 0 for the average reward.</summary>
    public double[] SumFeatures(Func<int, double> weight)
    {
        int size = _basis.Size;
        return SumSlices((from, to, sum) =>
        {
            var phi = new double[size];
            for (int i = from; i < to; i++)
            {
                _basis.Apply(_log.State(_rows[i]), phi);
                var target = sum.AsSpan(_log.Columns.Actions[_rows[i]] * size, size);
                TensorPrimitives.MultiplyAdd(phi, weight(i), target, target);
            }
        });
    }

    /// <summary>(G + Λ)·w; 0 for the average reward.</summary>
    public double[] Lower(double[] values)
    {
        int size = _basis.Size;
        var image = new double[Size];
        for (int a = 0; a < _log.Actions; a++)
        {
            var own = values.AsSpan(a * size, size);
            for (int j = 0; j < size; j++)
                image[(a * size) + j] = TensorPrimitives.Dot<double>(_information[a].AsSpan(j * size, size), own);
        }

        return image;
    }

    /// <summary>Root of the mean of (w·φ(s, a))² over the rows, by the Fisher metric.</summary>
    public double RootMeanSquare(double[] values) =>
        Math.Sqrt(Math.Max(0, TensorPrimitives.Dot<double>(Lower(values), values)) / _rows.Length);

    /// <summary>r + γ·v(s′) − q(s, a) of each row, less the average reward with a discount of 1.</summary>
    /// <param name="next">π at each row's next state, rows × actions.</param>
    /// <param name="values">w, and the average reward with a discount of 1.</param>
    public double[] Errors(double[] next, double[] values)
    {
        int size = _basis.Size, actions = _log.Actions;
        var errors = new double[_rows.Length];
        ForEachSlice((from, to, _) =>
        {
            var phi = new double[size];
            for (int i = from; i < to; i++)
            {
                int row = _rows[i];
                _basis.Apply(_log.State(row), phi);
                double q = TensorPrimitives.Dot<double>(values.AsSpan(_log.Columns.Actions[row] * size, size), phi);
                double error = _log.Columns.Rewards[row] - Baseline - q - (IsAverage ? values[^1] : 0);
                if (!_log.Terminal[row])
                {
                    _basis.Apply(_log.NextState(row), phi);
                    error += _discount * (Baseline + Mean(next.AsSpan(i * actions, actions), values, phi));
                }

                errors[i] = error;
            }
        });
        return errors;
    }

    /// <summary>Σ_b π_b·w_b·φ.</summary>
    private static double Mean(ReadOnlySpan<double> policy, double[] values, double[] phi)
    {
        double mean = 0;
        for (int b = 0; b < policy.Length; b++)
        {
            if (policy[b] > NoMass)
                mean += policy[b] * TensorPrimitives.Dot<double>(values.AsSpan(b * phi.Length, phi.Length), phi);
        }

        return mean;
    }

    private double[] Matrix(double[] next)
    {
        int n = Size, size = _basis.Size, actions = _log.Actions;
        var matrix = new double[n * n];
        var members = Members();
        Parallel.For(0, actions, a =>
        {
            var phi = new double[size];
            var psi = new double[Values];
            foreach (int i in members[a])
            {
                int row = _rows[i];
                if (_log.Terminal[row])
                    continue;
                _basis.Apply(_log.NextState(row), phi);
                for (int b = 0; b < actions; b++)
                    TensorPrimitives.Multiply(phi, -_discount * next[(i * actions) + b], psi.AsSpan(b * size, size));
                _basis.Apply(_log.State(row), phi);
                for (int j = 0; j < size; j++)
                {
                    if (phi[j] == 0)
                        continue;
                    var target = matrix.AsSpan(((a * size) + j) * n, Values);
                    TensorPrimitives.MultiplyAdd(psi, phi[j], target, target);
                }
            }

            for (int j = 0; j < size; j++)
            {
                var target = matrix.AsSpan((((a * size) + j) * n) + (a * size), size);
                TensorPrimitives.Add(target, _information[a].AsSpan(j * size, size), target);
            }
        });
        for (int j = 0; IsAverage && j < Values; j++)
        {
            matrix[(j * n) + Values] = _sums[j];
            matrix[(Values * n) + j] = _sums[j] / _rows.Length;
        }

        return matrix;
    }

    private double[] Apply(double[] next, double[] x)
    {
        int size = _basis.Size, actions = _log.Actions;
        var image = SumSlices((from, to, sum) =>
        {
            var phi = new double[size];
            for (int i = from; i < to; i++)
            {
                int row = _rows[i];
                if (_log.Terminal[row])
                    continue;
                _basis.Apply(_log.NextState(row), phi);
                double value = Mean(next.AsSpan(i * actions, actions), x, phi);
                _basis.Apply(_log.State(row), phi);
                var target = sum.AsSpan(_log.Columns.Actions[row] * size, size);
                TensorPrimitives.MultiplyAdd(phi, -_discount * value, target, target);
            }
        });
        return AddInformation(x, image, 1, 1.0 / _rows.Length);
    }

    private double[] ApplyTransposed(double[] next, double[] x)
    {
        int size = _basis.Size, actions = _log.Actions;
        var image = SumSlices((from, to, sum) =>
        {
            var phi = new double[size];
            for (int i = from; i < to; i++)
            {
                int row = _rows[i];
                if (_log.Terminal[row])
                    continue;
                _basis.Apply(_log.State(row), phi);
                double weight = TensorPrimitives.Dot<double>(x.AsSpan(_log.Columns.Actions[row] * size, size), phi);
                _basis.Apply(_log.NextState(row), phi);
                for (int b = 0; b < actions; b++)
                {
                    double share = -_discount * weight * next[(i * actions) + b];
                    var target = sum.AsSpan(b * size, size);
                    if (share != 0)
                        TensorPrimitives.MultiplyAdd(phi, share, target, target);
                }
            }
        });
        return AddInformation(x, image, 1.0 / _rows.Length, 1);
    }

    /// <summary>Adds (G + Λ)·x, and the column and the row of the average reward, which are Σ φ(s, a) times a scale each.</summary>
    private double[] AddInformation(double[] x, double[] image, double columnScale, double rowScale)
    {
        TensorPrimitives.Add(image, Lower(x), image);
        for (int j = 0; IsAverage && j < Values; j++)
        {
            image[Values] += rowScale * _sums[j] * x[j];
            image[j] += columnScale * _sums[j] * x[Values];
        }

        return image;
    }

    private void Precondition(double[] vector)
    {
        for (int a = 0; a < _log.Actions; a++)
            Cholesky.Solve(_factors[a], _basis.Size, vector.AsSpan(a * _basis.Size, _basis.Size));
    }

    private void FactorInformation(int action)
    {
        int size = _basis.Size;
        var information = new double[size * size];
        var phi = new double[size];
        var sum = _sums.AsSpan(action * size, size);
        foreach (int row in _rows)
        {
            if (_log.Columns.Actions[row] != action)
                continue;
            _basis.Apply(_log.State(row), phi);
            TensorPrimitives.Add(sum, phi, sum);
            for (int i = 0; i < size; i++)
            {
                if (phi[i] == 0)
                    continue;
                if (_basis.IsAverager)
                {
                    information[(i * size) + i] += phi[i];
                    continue;
                }

                var target = information.AsSpan(i * size, i + 1);
                TensorPrimitives.MultiplyAdd(phi.AsSpan(0, i + 1), phi[i], target, target);
            }
        }

        for (int i = 0; i < size; i++)
        {
            information[(i * size) + i] += _penalty[i];
            for (int j = 0; j < i; j++)
                information[(j * size) + i] = information[(i * size) + j];
        }

        _information[action] = information;
        _factors[action] = (double[])information.Clone();
        if (!Cholesky.TryFactor(_factors[action], size))
        {
            throw new InvalidOperationException(
                "The values of states cannot be regressed on the features: their Fisher information is singular or overflows. Bring the "
                + "features to a smaller scale, or set L2Regularization higher.");
        }
    }

    private List<int>[] Members()
    {
        List<int>[] members = [.. Enumerable.Range(0, _log.Actions).Select(_ => new List<int>())];
        for (int i = 0; i < _rows.Length; i++)
            members[_log.Columns.Actions[_rows[i]]].Add(i);
        return members;
    }

    private double[] SumSlices(Action<int, int, double[]> sumSlice)
    {
        var sums = new double[Slices][];
        ForEachSlice((from, to, slice) => sumSlice(from, to, sums[slice] = new double[Size]));
        for (int slice = 1; slice < Slices; slice++)
            TensorPrimitives.Add(sums[0], sums[slice], sums[0]);
        return sums[0];
    }

    private double[] NextStates(NextState decide)
    {
        int actions = _log.Actions;
        var all = new double[_rows.Length * actions];
        ForEachSlice((from, to, _) =>
        {
            var phi = new double[_basis.Size];
            for (int i = from; i < to; i++)
            {
                if (_log.Terminal[_rows[i]])
                    continue;
                _basis.Apply(_log.NextState(_rows[i]), phi);
                decide(i, phi, all.AsSpan(i * actions, actions));
            }
        });
        return all;
    }

    private void ForEachSlice(Action<int, int, int> body) => Parallel.For(0, Slices, slice => body(
        (int)((long)_rows.Length * slice / Slices), (int)((long)_rows.Length * (slice + 1) / Slices), slice));

    /// <summary>Decides at the next state of the row at a place.</summary>
    private delegate void NextState(int place, ReadOnlySpan<double> coordinates, Span<double> policy);
}
