using System.Text;
using Spectre.Console;

namespace LagrangeMLNet.Reporting.Tests;

/// <summary>A console whose output is kept, as a terminal or as a redirected stream.</summary>
internal sealed class RecordedConsole : IAnsiConsoleOutput
{
    private readonly StringWriter _text = new();

    private RecordedConsole(bool isTerminal, bool unicode)
    {
        IsTerminal = isTerminal;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = this,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        Console.Profile.Capabilities.Unicode = unicode;
    }

    public static RecordedConsole Terminal(bool unicode = true) => new(isTerminal: true, unicode);

    public static RecordedConsole Redirected(bool unicode = true) => new(isTerminal: false, unicode);

    public IAnsiConsole Console { get; }

    public string Text => _text.ToString();

    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public TextWriter Writer => _text;

    public bool IsTerminal { get; }

    public int Width => 100;

    public int Height => 40;

    public void SetEncoding(Encoding encoding)
    {
    }
}
