using System.Numerics.Tensors;
using LagrangeMLNet.Control.Data;

namespace LagrangeMLNet.Control.Sequences;

/// <summary>
/// What each episode (each row, where there are none) contributes to the estimate of a policy's value, the model being that of other rows:
/// v̂(s₀) + Σ ŵ(s, a)·(r + γ·v̂(s′) − q̂(s, a)), q̂ the values and ŵ the ratio of the policy's stationary distribution to the log's, both
/// in a basis of averages (Kallus and Uehara, Double reinforcement learning, JMLR 2020; one basis for both: Uehara, Huang and Jiang, ICML
/// 2020). Without bias to first order where either is right; values stay within what rewards can add up to, and ratios are not negative.
/// Unit: discounted return from a start; average reward with a discount of 1.
/// </summary>
internal sealed class ValueContributions
{
    private readonly BellmanSystem _system;
    private readonly Transitions _log;
    private readonly IStateBasis _basis;
    private readonly double _discount;
    private readonly PolicyAt _policy;
    private readonly double[] _values;
    private readonly double[] _ratio;
    private readonly double[] _pi;
    private readonly double[] _phi;

    /// <param name="system">Bellman's equations of the rows that the model is fitted to.</param>
    /// <param name="fitted">Episodes of these rows.</param>
    /// <param name="log">The log.</param>
    /// <param name="basis">φ.</param>
    /// <param name="discount">γ.</param>
    /// <param name="policy">The policy.</param>
    public ValueContributions(
        BellmanSystem system, IReadOnlyList<int> fitted, Transitions log, IStateBasis basis, double discount, PolicyAt policy)
    {
        (_system, _log, _basis, _discount, _policy) = (system, log, basis, discount, policy);
        (_pi, _phi) = (new double[log.Actions], new double[basis.Size]);
        var solve = system.Solver(system.NextPolicy(policy));
        _values = solve(system.RightSide(), null, false);
        _ratio = solve(system.Target(fitted, policy), null, true);
    }

    /// <summary>Writes each held-out episode's contribution, by episode.</summary>
    /// <param name="held">The episodes.</param>
    /// <param name="corrected">Receives the contributions.</param>
    /// <param name="direct">Receives v̂(s₀) alone; or null.</param>
    /// <returns>The sum of squares of Bellman's errors over the episodes' rows.</returns>
    public double Fill(IReadOnlyList<int> held, double[] corrected, double[]? direct = null)
    {
        var squares = new double[held.Count];
        int rows = held.Sum(episode => _log.EpisodeStarts[episode + 1] - _log.EpisodeStarts[episode]);
        double scale = (double)held.Count * _system.Rows / rows;
        Parallel.For(0, held.Count, () => (new double[_log.Actions], new double[_basis.Size]), (place, _, scratch) =>
        {
            int episode = held[place], start = _log.EpisodeStarts[episode];
            double sum = 0;
            for (int row = start; row < _log.EpisodeStarts[episode + 1]; row++)
            {
                double error = Error(row, scratch.Item1, scratch.Item2);
                squares[place] += error * error;
                sum += TensorPrimitives.Dot<double>(_ratio.AsSpan(Place(row), _basis.Size), scratch.Item2) * error;
            }

            double value = _system.IsAverage ? _values[^1] : Value(start, false, scratch.Item1, scratch.Item2);
            corrected[episode] = value + (scale * sum);
            if (direct is not null)
                direct[episode] = value;
            return scratch;
        }, _ => { });
        return squares.Sum();
    }

    /// <summary>q̂(s, a) of a row's action, and v̂ of its state.</summary>
    public (double OfAction, double OfPolicy) At(int row)
    {
        double value = Value(row, false, _pi, _phi);
        return (OfAction(row, _phi), value);
    }

    /// <summary>v̂ of a row's next state.</summary>
    public double After(int row) => Value(row, true, _pi, _phi);

    /// <summary>r + γ·v̂(s′) − q̂(s, a), less the average reward; leaves φ(s) in <paramref name="phi"/>.</summary>
    private double Error(int row, double[] pi, double[] phi)
    {
        double target = _log.Columns.Rewards[row] - (_system.IsAverage ? _values[^1] : 0);
        if (!_log.Terminal[row])
            target += _discount * Value(row, true, pi, phi);
        _basis.Apply(_log.State(row), phi);
        return target - OfAction(row, phi);
    }

    private double OfAction(int row, double[] phi) =>
        _system.Baseline + TensorPrimitives.Dot<double>(_values.AsSpan(Place(row), _basis.Size), phi);

    private double Value(int row, bool isNext, double[] pi, double[] phi)
    {
        _basis.Apply(isNext ? _log.NextState(row) : _log.State(row), phi);
        _policy(row, isNext, phi, pi);
        double value = _system.Baseline;
        for (int a = 0; a < pi.Length; a++)
        {
            if (pi[a] > 0)
                value += pi[a] * TensorPrimitives.Dot<double>(_values.AsSpan(a * _basis.Size, _basis.Size), phi);
        }

        return value;
    }

    private int Place(int row) => _log.Columns.Actions[row] * _basis.Size;
}
