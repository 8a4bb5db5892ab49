using System.Globalization;
using LagrangeMLNet.Data;
using LagrangeMLNet.Sweeps;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LagrangeMLNet.Reporting;

/// <summary>A sweep as a table for a terminal, and as a line for a log.</summary>
internal static class SweepTable
{
    private const int TrialsShown = 8;

    /// <summary>A line about what has just happened; null where there is nothing to say.</summary>
    public static string? Line(SweepProgress progress) => progress switch
    {
        { Phase: SweepPhase.Refitting } => "fitting the winner to all rows",
        { Latest: { } trial } => string.Create(
            CultureInfo.InvariantCulture,
            $"trial {progress.Finished}{Most(progress)}, {trial.Candidate}: {Outcome(trial)}; {Best(progress)}{Left(progress)}"),
        _ => null,
    };

    public static IRenderable Render(string title, SweepProgress progress, IReadOnlyList<SweepTrial> trials, bool unicode)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"[bold]{Shown(title)}[/]  {Phase(progress.Phase)}, {progress.Finished}{Most(progress)} trials{Left(progress)}");
        var border = unicode ? TableBorder.Simple : TableBorder.Ascii;
        var table = new Table().Border(border).AddColumn("trial").AddColumn("trainer").AddColumn("rows").AddColumn("loss").AddColumn("");
        foreach (var trial in trials.OrderByDescending(trial => trial.State == SweepTrialState.Failed || trial.Rungs.Count == 0 ? -1 : trial.Rungs[^1].Rung)
            .ThenBy(trial => trial.Loss).Take(TrialsShown))
        {
            var isBest = trial.Number == progress.Best?.Number;
            string Cell(string text) => isBest ? $"[bold green]{Shown(text)}[/]" : Shown(text);
            table.AddRow(
                Cell(trial.Number.ToString(CultureInfo.InvariantCulture)),
                Cell(trial.Candidate),
                Cell(trial.Rungs.Count == 0 ? "" : Wording.Count(trial.Rungs[^1].Rows)),
                Cell(trial.Rungs.Count == 0 ? "" : Wording.Nats(trial.Loss)),
                Cell(State(trial.State)));
        }

        return new Rows(new Markup(head), table);
    }

    private static string Shown(string text) => Markup.Escape(DisplayText.Escape(text));

    /// <summary>What became of a trial, in words.</summary>
    public static string State(SweepTrialState state) => state switch
    {
        SweepTrialState.Complete => "complete",
        SweepTrialState.Pruned => "stopped, cannot win any more",
        SweepTrialState.Failed => "failed",
        _ => "interrupted",
    };

    private static string Outcome(SweepTrial trial) => trial.Rungs.Count == 0
        ? $"{State(trial.State)}, {trial.Reason}"
        : $"{State(trial.State)}, loss {Wording.Nats(trial.Loss)} with {Wording.Count(trial.Rungs[^1].Rows)} rows";

    /// <summary>Where time alone ends the sweep, a number of trials would say nothing.</summary>
    private static string Most(SweepProgress progress) =>
        progress.MaximumTrials == int.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $" of {progress.MaximumTrials}");

    private static string Best(SweepProgress progress) =>
        progress.Best is { } best ? $"best {Wording.Nats(best.Loss)} by {best.Candidate}" : "none sound yet";

    private static string Left(SweepProgress progress) =>
        progress.Phase == SweepPhase.Searching && progress.Remaining is { } left && left > TimeSpan.Zero ? $", {Duration(left)} left" : "";

    private static string Duration(TimeSpan time) => time.TotalSeconds < 90
        ? string.Create(CultureInfo.InvariantCulture, $"about {Math.Ceiling(time.TotalSeconds):0} s")
        : string.Create(CultureInfo.InvariantCulture, $"about {Math.Ceiling(time.TotalMinutes):0} min");

    private static string Phase(SweepPhase phase) => phase switch
    {
        SweepPhase.Preparing => "reading the rows",
        SweepPhase.Searching => "searching",
        SweepPhase.Refitting => "fitting the winner to all rows",
        _ => "done",
    };
}
