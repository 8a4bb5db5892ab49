using LagrangeMLNet.Data;
using LagrangeMLNet.Mechanics;
using Spectre.Console;

namespace LagrangeMLNet.Reporting;

/// <summary>
/// Shows on a console how a trainer learns: the velocity in nats per observation, the floor ± its standard error, what remains to be
/// learnt, and at the end why learning stopped. Give it to a trainer as its <c>Progress</c> option and dispose it after the fit.
/// </summary>
/// <remarks>
/// On a terminal the display is live: a bar filled by the share of the learnable that has been learnt, (v₀ − v) / (v₀ − v∞) with v₀ the
/// first velocity of the path. Where the output is redirected, or another live display holds the console, plain lines are written
/// instead: at steps 0, 1, 2, 4, 8 … and at the stop, without control codes. A path that starts again at step 0 (the next fold of a
/// cross-validation) gets a display of its own under the earlier ones. Calls may come from any thread.
/// </remarks>
public sealed class LearningProgress : IProgress<LearningState>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _title;
    private readonly IAnsiConsole _console;
    private ILearningView? _view;
    private double _firstVelocity = double.NaN;
    private LearningState _lastKnown;
    private bool _ended;

    /// <summary>Makes a display that appears with the first state reported.</summary>
    /// <param name="title">Name shown beside the bar, for instance the trainer's.</param>
    /// <param name="console">Console to write to; <see cref="AnsiConsole.Console"/> if null.</param>
    public LearningProgress(string title = "Learning", IAnsiConsole? console = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        _title = DisplayText.Escape(title);
        _console = console ?? AnsiConsole.Console;
    }

    /// <summary>Shows a state of the learning path. Ignored after <see cref="Dispose"/>: late progress must not end a fit.</summary>
    /// <param name="value">The state reached.</param>
    public void Report(LearningState value)
    {
        lock (_lock)
        {
            if (_ended)
                return;

            if (value.Step == 0 || double.IsNaN(_firstVelocity))
                (_firstVelocity, _lastKnown) = (value.Velocity, value);

            var state = WithFloor(value);
            _view ??= LiveLearningView.TryStart(_title, _console) ?? (ILearningView)new PlainLearningView(_title, _console);
            _view.Show(state, ShareLearnt(state));
        }
    }

    /// <summary>Ends the display, leaves its last state on the screen and gives the cursor back.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            _view?.Dispose();
            _view = null;
        }
    }

    /// <summary>A state that says nothing of the floor (new rows, just scored) is seen against the floor known before.</summary>
    private LearningState WithFloor(LearningState state)
    {
        if (double.IsFinite(state.Floor))
            _lastKnown = state;
        return state with
        {
            Floor = _lastKnown.Floor,
            FloorStandardError = _lastKnown.FloorStandardError,
            Remaining = double.IsFinite(state.Remaining) ? state.Remaining : Math.Max(0, state.Velocity - _lastKnown.Floor),
        };
    }

    /// <summary>Share of the learnable that has been learnt, 0 to 1; NaN while the floor is not known.</summary>
    private double ShareLearnt(LearningState state)
    {
        var learnable = _firstVelocity - state.Floor;
        return learnable > 0 ? Math.Clamp(1 - state.Remaining / learnable, 0, 1) : double.NaN;
    }
}
