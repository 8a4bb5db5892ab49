using LagrangeMLNet.Data;
using LagrangeMLNet.Sweeps;
using Spectre.Console;

namespace LagrangeMLNet.Reporting;

/// <summary>
/// Shows on a console how a sweep goes: trials that have ended, the best of them, and how long the rest may take. Give it to a sweep as its
/// <c>Progress</c> option and dispose it after the run.
/// </summary>
/// <remarks>
/// On a terminal a table is redrawn in place. Where the output is redirected, or another live display holds the console, a plain line is
/// written for each trial that ends, without control codes. Calls may come from any thread.
/// </remarks>
public sealed class SweepDisplay : IProgress<SweepProgress>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _title;
    private readonly IAnsiConsole _console;
    private readonly List<SweepTrial> _trials = [];
    private readonly TaskCompletionSource _ended = new();
    private LiveDisplayContext? _live;
    private Task? _display;
    private bool _isLive;
    private bool _isDisposed;

    /// <summary>Makes a display that appears with the first report.</summary>
    /// <param name="title">Name shown at the head, for instance that of the data.</param>
    /// <param name="console">Console to write to; <see cref="AnsiConsole.Console"/> if null.</param>
    public SweepDisplay(string title = "Sweep", IAnsiConsole? console = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        _title = DisplayText.Escape(title);
        _console = console ?? AnsiConsole.Console;
    }

    /// <summary>Shows where the sweep stands. Ignored after <see cref="Dispose"/>: late progress must not end a sweep.</summary>
    /// <param name="value">What the sweep reports.</param>
    public void Report(SweepProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_lock)
        {
            if (_isDisposed)
                return;
            Start();
            if (value.Latest is { } latest)
                _trials.Add(latest);
            if (_isLive)
                _live?.UpdateTarget(SweepTable.Render(_title, value, _trials, _console.Profile.Capabilities.Unicode));
            else
                WriteLine(SweepTable.Line(value));
        }
    }

    /// <summary>Ends the display, leaves its last state on the screen and gives the cursor back.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            _ended.SetResult();
            if (_isLive)
                _display!.GetAwaiter().GetResult();
        }
    }

    private void Start()
    {
        if (_display is not null)
            return;
        var capabilities = _console.Profile.Capabilities;
        _display = Task.CompletedTask;
        if (!capabilities.Ansi || !capabilities.Interactive || !_console.Profile.Out.IsTerminal)
            return;
        _display = _console.Live(Text.Empty).StartAsync(context =>
        {
            _live = context;
            return _ended.Task;
        });
        // Faulted at once when another live display (a status, a progress bar) holds the console.
        _isLive = !_display.IsFaulted;
    }

    private void WriteLine(string? text)
    {
        if (text is null)
            return;
        // Past the console's own writer: it would fold the line at a width that a file or a pipe does not have.
        var line = $"{_title}: {DisplayText.Escape(text)}";
        _console.Profile.Out.Writer.WriteLine(_console.Profile.Capabilities.Unicode ? line : line.Replace("±", "+/-"));
    }
}
