using System.Globalization;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Training;

/// <summary>Records the path of a fit, tells it to whoever listens, and keeps to the budget of passes.</summary>
internal sealed class LearningPath(Likelihood first, Observations observations, TrainingSettings settings, TrainingHooks hooks)
{
    private readonly List<LearningState> _states = [];
    private Likelihood _likelihood = first;
    private long _rowsRead;
    private double _position;
    private double _lastVelocity = double.NaN;
    private long _lastObservations;
    private double _constantVelocity = double.NaN;
    private (double Velocity, double[] Theta)? _best;
    private double _validated = double.NaN;
    private (double Velocity, double StandardError) _bestHeldOut = (double.NaN, double.NaN);

    /// <summary>Mean loss at a point on rows that are never learnt from; null if there are none.</summary>
    public Func<double[], double>? Validation { get; set; }

    public IReadOnlyList<LearningState> States => _states;

    /// <summary>Full passes so far.</summary>
    public double Passes => (double)_rowsRead / observations.Rows;

    /// <summary>Whether the budget of passes is spent.</summary>
    public bool IsSpent => Passes >= settings.MaximumPasses;

    /// <summary>Whether the rows that entered last were explained worse than the first ones were by a constant.</summary>
    public bool IsWorseThanConstant { get; private set; }

    public void CountPass(long rows) => _rowsRead += rows;

    /// <summary>
    /// Learning goes on with a likelihood whose own parameter was estimated anew: losses under the one before are not comparable.
    /// </summary>
    public void GoOn(Likelihood likelihood) =>
        (_likelihood, _best, _validated, _bestHeldOut) = (likelihood, null, double.NaN, (double.NaN, double.NaN));

    /// <summary>
    /// Learning enters a larger sample: rows that were not in <paramref name="previous"/> are scored before they are learnt from.
    /// </summary>
    public void Enter(PassSums sums, PassSums? previous)
    {
        double weight = sums.Weight - (previous?.Weight ?? 0);
        double loss = sums.Loss - (previous?.Loss ?? 0);
        if (weight <= 0)
            return;
        double velocity = Nats(loss / weight);
        if (previous is null)
            _constantVelocity = velocity;
        IsWorseThanConstant = !(velocity <= _constantVelocity + (sums.StandardError * NatsPerLoss(loss / weight)));
        _position += velocity * (sums.Rows - (previous?.Rows ?? 0));
        Add(_rowsRead - sums.Rows, velocity, double.NaN, double.NaN, double.NaN);
    }

    /// <summary>
    /// Share of the statistical error that is unfinished at most, with the confidence of the stop; NaN where the error is not known.
    /// </summary>
    public double UnfinishedShare { get; private set; } = double.NaN;

    /// <summary>Number of rows held out to measure the velocity.</summary>
    public long HeldOutRows { get; set; }

    /// <summary>
    /// The last point of a fit whose velocity cannot be told from its own rows: the best one measured on held-out or validation rows, else
    /// the loss on its own rows. Nothing tells how far it is from the floor, which is NaN.
    /// </summary>
    public void Arrive(PassSums sums, double[] theta)
    {
        double velocity = Validate(theta) ?? (double.IsFinite(_bestHeldOut.Velocity) ? _bestHeldOut.Velocity : Nats(sums.MeanLoss));
        Add(_rowsRead, velocity, double.NaN, double.NaN, double.NaN);
    }

    /// <summary>Nothing but a constant can be learnt.</summary>
    public FisherResult Constant(double[] constant, Observations all)
    {
        var sums = new PassSums(0, false) { Rows = all.Rows, Weight = all.Weight };
        CountPass(all.Rows);
        Arrive(sums, constant);
        return new FisherResult(constant, sums, 0, 1, 0);
    }

    /// <summary>A velocity measured on held-out rows, and the strength of the prior that led there; NaN before the first.</summary>
    public void Velocity(HeldOutLoss heldOut, double strength)
    {
        double velocity = Nats(heldOut.Mean), error = heldOut.StandardError * NatsPerLoss(heldOut.Mean);
        _position += velocity * heldOut.Rows;
        if (!(velocity >= _bestHeldOut.Velocity))
            _bestHeldOut = (velocity, error);
        Add(_rowsRead, velocity, double.NaN, error, double.NaN);
        if (double.IsFinite(strength))
            hooks.Info(string.Create(
                CultureInfo.InvariantCulture, $"L2 strength {strength:G3}: held-out loss {velocity:F6} nats per observation, {Passes:F1} passes"));
    }

    /// <summary>A point reached on all rows.</summary>
    /// <param name="sums">Sums at the point.</param>
    /// <param name="dispersion">Dispersion φ.</param>
    /// <param name="parameters">Number of parameters that the data determine.</param>
    /// <param name="gain">Loss that the rows still offer, summed over them.</param>
    /// <param name="theta">The point.</param>
    public void Report(PassSums sums, double dispersion, double parameters, double gain, double[] theta)
    {
        // Expected loss on new rows: a fit of P parameters to n rows is φP/2n below the floor on its own rows, and φP/2n above it on others
        // (Akaike 1974); what the rows still offer comes on top.
        double statistical = dispersion * parameters / (2 * sums.Weight), unfinished = gain / sums.Weight;
        double floor = sums.MeanLoss - unfinished + statistical;
        UnfinishedShare = DecrementStop.UnfinishedShare(gain, dispersion, parameters);
        double expected = Nats(floor + statistical + unfinished), velocity = Validate(theta) ?? expected;
        Add(_rowsRead, velocity, Nats(floor), sums.StandardError * NatsPerLoss(floor), expected - Nats(floor));
    }

    /// <summary>Measures the loss on validation rows, if there are any, and remembers the best point.</summary>
    /// <returns>The velocity in nats per observation, or null.</returns>
    public double? Validate(double[] theta)
    {
        if (Validation is null)
            return null;
        double velocity = Nats(Validation(theta));
        if (_best is null || velocity < _best.Value.Velocity)
            _best = (velocity, theta.ToArray());
        _validated = velocity;
        return velocity;
    }

    /// <summary>The best point on the validation rows, if the last one is worse than it by more than rounding; else null.</summary>
    public double[]? BestIfRisen =>
        _best is { } best && !(_validated <= best.Velocity + (1e-4 * Math.Abs(best.Velocity))) ? best.Theta : null;

    /// <summary>Marks the last state with the reason for the end.</summary>
    public void End(StopReason reason)
    {
        if (_states.Count == 0)
            return;
        _states[^1] = _states[^1] with { StopReason = reason };
        hooks.Progress?.Report(_states[^1]);
    }

    /// <summary>A mean loss in training units as nats per observation.</summary>
    public double Nats(double meanLoss) => _likelihood.Nats(meanLoss, observations.LabelScale);

    /// <summary>
    /// By how many nats per observation a mean loss in training units counts, for small differences: the derivative of <see cref="Nats"/>.
    /// </summary>
    public double NatsPerLoss(double meanLoss) => _likelihood.NatsPerLoss(meanLoss);

    private void Add(long observed, double velocity, double floor, double floorError, double remaining)
    {
        double acceleration = observed > _lastObservations && double.IsFinite(_lastVelocity)
            ? (velocity - _lastVelocity) / (observed - _lastObservations)
            : 0;
        (_lastVelocity, _lastObservations) = (velocity, observed);
        var state = new LearningState(
            _states.Count, observed, _position, velocity, acceleration, floor, floorError, remaining, StopReason.None);
        _states.Add(state);
        hooks.Progress?.Report(state);
    }
}
