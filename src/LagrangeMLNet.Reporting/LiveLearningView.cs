using System.Diagnostics;
using LagrangeMLNet.Mechanics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LagrangeMLNet.Reporting;

/// <summary>A live display on a terminal: a bar and the state's figures, redrawn in place.</summary>
internal sealed class LiveLearningView : ILearningView
{
    /// <summary>A redraw costs about a millisecond; ten a second look live and cost the fit nothing.</summary>
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly string _title;
    private readonly bool _unicode;
    private readonly TaskCompletionSource _ended = new();
    private readonly Stopwatch _sinceRedraw = new();
    private readonly List<IRenderable> _earlierPaths = [];
    private LiveDisplayContext? _context;
    private Task _display = Task.CompletedTask;
    private IRenderable? _current;
    private bool _stopped;

    private LiveLearningView(string title, bool unicode) => (_title, _unicode) = (title, unicode);

    /// <summary>Starts a live display, or returns null where the console cannot show one.</summary>
    public static LiveLearningView? TryStart(string title, IAnsiConsole console)
    {
        var capabilities = console.Profile.Capabilities;
        if (!capabilities.Ansi || !capabilities.Interactive || !console.Profile.Out.IsTerminal)
            return null;

        var view = new LiveLearningView(title, capabilities.Unicode);
        view._display = console.Live(Text.Empty).StartAsync(context =>
        {
            view._context = context;
            return view._ended.Task;
        });
        // Faulted at once when another live display (a status, a progress bar) holds the console.
        return view._display.IsFaulted ? null : view;
    }

    public void Show(LearningState state, double shareLearnt)
    {
        if (state.Step == 0 && _stopped)
            _earlierPaths.Add(_current!);

        _stopped = state.StopReason != StopReason.None;
        _current = LearningDisplay.Render(_title, state, shareLearnt, _unicode);
        if (_stopped || !_sinceRedraw.IsRunning || _sinceRedraw.Elapsed >= RedrawInterval)
            Redraw();
    }

    public void Dispose()
    {
        Redraw();
        _ended.SetResult();
        _display.GetAwaiter().GetResult();
    }

    private void Redraw()
    {
        _context?.UpdateTarget(new Rows([.. _earlierPaths, _current!]));
        _sinceRedraw.Restart();
    }
}
