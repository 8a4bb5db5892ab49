using System.Reflection;
using Spectre.Console;

namespace Pictures;

/// <summary>Runs a sample in this process, on a terminal that is drawn afterwards.</summary>
internal static class SampleProcess
{
    /// <returns>The sample's exit code.</returns>
    public static int RunOnScreen(Assembly sample, TerminalScreen screen, params string[] arguments)
    {
        var before = AnsiConsole.Console;
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.TrueColor,
            Interactive = InteractionSupport.Yes,
            Out = new ScreenOutput(screen),
        });
        try
        {
            return (int)sample.EntryPoint!.Invoke(null, [arguments])!;
        }
        finally
        {
            AnsiConsole.Console = before;
        }
    }

    private sealed class ScreenOutput(TerminalScreen screen) : IAnsiConsoleOutput
    {
        public TextWriter Writer => screen;

        public bool IsTerminal => true;

        public int Width => screen.Width;

        public int Height => 200;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
