using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Sequences;

namespace LagrangeMLNet.Control.Learning;

/// <summary>
/// Judges policies on held-out episodes by two models of values, one linear in the features and one averaged by kernels: where a policy's
/// values are of the one form the other errs. For each policy the one speaks whose Bellman errors on the held-out steps are smaller.
/// </summary>
internal sealed class PolicyJudge
{
    private readonly Transitions _log;
    private readonly double _discount;
    private readonly int[] _fitted;
    private readonly int[] _held;
    private readonly (BellmanSystem System, IStateBasis Basis)[] _models;
    private readonly double[][] _logged;

    /// <param name="log">The log.</param>
    /// <param name="linear">Bellman's equations in the features.</param>
    /// <param name="averaged">Bellman's equations in kernels, of the same rows.</param>
    /// <param name="discount">γ.</param>
    /// <param name="fitted">Episodes of these rows.</param>
    /// <param name="held">Episodes that are judged by.</param>
    /// <param name="logging">The logging policy.</param>
    public PolicyJudge(
        Transitions log,
        (BellmanSystem System, IStateBasis Basis) linear,
        (BellmanSystem System, IStateBasis Basis) averaged,
        double discount,
        int[] fitted,
        int[] held,
        PolicyAt logging)
    {
        (_log, _discount, _fitted, _held, _models) = (log, discount, fitted, held, [linear, averaged]);
        _logged = [new double[log.Episodes], new double[log.Episodes]];
        double[] errors = [.. _models.Select((_, k) => Fill(k, logging, _logged[k]))];
        LoggedModel = errors[0] < errors[1] ? 0 : 1;
    }

    private int LoggedModel { get; }

    /// <summary>The logging policy's contributions, by episode.</summary>
    public double[] Logged => _logged[LoggedModel];

    /// <summary>Writes a policy's contributions, and what they are more than the logging policy's by the same model, by episode.</summary>
    public void Judge(PolicyAt policy, double[] values, double[] gains)
    {
        double[][] contributions = [new double[_log.Episodes], new double[_log.Episodes]];
        double[] errors = [.. _models.Select((_, k) => Fill(k, policy, contributions[k]))];
        int chosen = errors[0] < errors[1] ? 0 : 1;
        foreach (int episode in _held)
        {
            values[episode] = contributions[chosen][episode];
            gains[episode] = values[episode] - _logged[chosen][episode];
        }
    }

    private double Fill(int model, PolicyAt policy, double[] contributions)
    {
        var (system, basis) = _models[model];
        return new ValueContributions(system, _fitted, _log, basis, _discount, policy).Fill(_held, contributions);
    }
}
