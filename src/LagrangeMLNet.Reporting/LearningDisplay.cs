using LagrangeMLNet.Mechanics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LagrangeMLNet.Reporting;

/// <summary>One state of a learning path, drawn for a terminal.</summary>
internal static class LearningDisplay
{
    private const int BarWidth = 24;

    public static IRenderable Render(string title, LearningState state, double shareLearnt, bool unicode)
    {
        var figures = $"velocity [bold]{Wording.Nats(state.Velocity)}[/]";
        if (double.IsFinite(state.Floor))
        {
            figures += $"  floor {Wording.Floor(state.Floor, state.FloorStandardError)}";
            figures += $"  remains [bold]{Wording.Nats(state.Remaining)}[/]";
        }

        var observations = $"[grey]{Wording.Visits(state.Observations)}[/]";
        var rows = new List<IRenderable>
        {
            new Markup($"[bold]{Markup.Escape(title)}[/]  {Bar(shareLearnt, unicode)}  {observations}"),
            new Markup(ForEncoding($"  {figures}  [grey]nats per observation[/]", unicode)),
        };
        if (state.StopReason != StopReason.None)
        {
            var colour = state.StopReason == StopReason.Decelerated ? "green" : "yellow";
            rows.Add(new Markup($"  [{colour}]stopped: {Wording.Reason(state.StopReason)}[/]"));
        }

        return new Rows(rows);
    }

    private static string Bar(double share, bool unicode)
    {
        var cell = unicode ? '━' : '#';
        if (double.IsNaN(share))
            return $"[grey]{new string(unicode ? cell : '-', BarWidth)}[/]  floor not known yet";

        var filled = (int)Math.Round(share * BarWidth);
        var empty = new string(unicode ? cell : '-', BarWidth - filled);
        return FormattableString.Invariant($"[green]{new string(cell, filled)}[/][grey]{empty}[/]  {100 * share,5:0.0} % learnt");
    }

    private static string ForEncoding(string text, bool unicode) => unicode ? text : text.Replace("±", "+/-");
}
