using System.Globalization;
using System.Net;
using System.Text;
using LagrangeMLNet.Data;
using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.Reporting;

/// <summary>Writes a <see cref="SweepReport"/> as HTML. Every text passes through <see cref="Text"/>.</summary>
internal static class SweepPage
{
    private const string Style = """
        :root { color-scheme: light dark; --text: #333; --back: #fff; --soft: #f6f6f6; --line: #ddd; --best: #a34412; }
        @media (prefers-color-scheme: dark) {
          :root { --text: #ddd; --back: #1b1b1b; --soft: #262626; --line: #444; --best: #f2a477; }
          /* The picture is drawn on white: turned to dark, its colours stay. */
          img { filter: invert(0.9) hue-rotate(180deg); }
        }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); max-width: 1200px; margin: 2em auto; padding: 0 1em; }
        h1, h2, p, li { overflow-wrap: break-word; } h1, h2 { line-height: 1.2; } h2 { margin-top: 2em; }
        img { width: 100%; min-width: 50em; height: auto; }
        pre { background: var(--soft); padding: 1em; white-space: pre-wrap; overflow-wrap: break-word; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .3em .8em .3em 0; border-bottom: 1px solid var(--line); }
        td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        /* Words stay whole: a column is as wide as its longest one; what is longer than a line is broken. */
        td.text { overflow-wrap: break-word; max-width: 30em; }
        tr.best td { font-weight: bold; color: var(--best); }
        .wide { overflow-x: auto; }
        /* On a narrow screen each row is a card, and each cell has its column's name before it. */
        @media (max-width: 640px) {
          body { margin: 1em auto; }
          .cards table, .cards tbody, .cards tr, .cards td { display: block; }
          .cards tr:first-child { display: none; }
          .cards tr { border: 1px solid var(--line); border-radius: .4em; margin-bottom: .8em; padding: .3em .6em; }
          .cards td, .cards td.number { display: flex; gap: 1em; text-align: left; border: 0; padding: .1em 0; max-width: none; white-space: normal; }
          .cards td::before { content: attr(data-name); flex: 0 0 5em; font-weight: normal; opacity: .7; }
          .cards td > span { min-width: 0; overflow-wrap: anywhere; }
          .cards td:has(> span:empty) { display: none; }
        }
        """;

    public static string Of(SweepReport report)
    {
        var page = new StringBuilder();
        page.Append(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
            + "initial-scale=1\">\n")
            .Append("<title>").Append(Text(report.Title)).Append("</title>\n<style>\n").Append(Style)
                .Append("\n</style>\n</head>\n<body>\n")
            .Append("<h1>").Append(Text(report.Title)).Append("</h1>\n");
        AddSummary(page, report);
        AddPicture(page, report);
        if (report.Pipeline.Length > 0)
            page.Append("<h2>Chosen pipeline</h2>\n<pre>").Append(Text(report.Pipeline)).Append("</pre>\n");
        if (report.Remarks.Count > 0)
            page.Append("<h2>Remarks</h2>\n<ul>\n").AppendJoin('\n', report.Remarks.Select(remark => $"<li>{Text(remark)}</li>"))
                .Append("\n</ul>\n");
        AddLeaderboard(page, report.Leaderboard);
        AddCurves(page, report.Leaderboard);
        AddReasons(page, "Trials stopped on the way", report.Leaderboard, SweepTrialState.Pruned);
        AddReasons(page, "Trials that failed", report.Leaderboard, SweepTrialState.Failed);
        AddReasons(page, "Trials that the end of the sweep interrupted", report.Leaderboard, SweepTrialState.Interrupted);
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void AddSummary(StringBuilder page, SweepReport report)
    {
        var trials = report.Leaderboard;
        int Count(SweepTrialState state) => trials.Count(trial => trial.State == state);
        page.Append("<p>");
        if (trials is [{ Rungs.Count: > 0 } best, ..])
            page.Append(
                CultureInfo.InvariantCulture,
                $"Best: <strong>{Text(best.Candidate)}</strong>, loss {Wording.Nats(best.Loss)} on the validation rows. ");
        if (double.IsFinite(report.TestLoss))
            page.Append(
                CultureInfo.InvariantCulture,
                $"Loss on {Wording.Count(report.TestRows)} rows that no trial has seen: "
                + $"<strong>{Wording.Floor(report.TestLoss, report.TestStandardError)}</strong>. ");
        page.Append(
            CultureInfo.InvariantCulture,
            $"{Wording.Trials(trials.Count)}: {Count(SweepTrialState.Complete)} complete, {Count(SweepTrialState.Pruned)} stopped because "
            + $"they could not win any more, {Count(SweepTrialState.Failed)} failed, {Count(SweepTrialState.Interrupted)} interrupted; {Seconds(trials.Sum(trial => trial.Duration.TotalSeconds))} s together.</p>\n");
        page.Append(
            "<p>The loss is the log-loss in nats per row for classification, the mean squared error for regression; less is better.</p>\n");
    }

    private static void AddPicture(StringBuilder page, SweepReport report)
    {
        if (DrawnTrials.Of(report.Leaderboard).Trials.Count == 0)
            return;
        page.Append("<div class=\"wide\"><img alt=\"Loss of every trial against rows and against time\" src=\"data:image/png;base64,")
            .Append(Convert.ToBase64String(SweepPicture.ToPng(report.Leaderboard, report.Title))).Append("\"></div>\n");
    }

    private static void AddLeaderboard(StringBuilder page, IReadOnlyList<SweepTrial> trials)
    {
        page.Append("<h2>Leaderboard</h2>\n");
        BeginCards(page, "#trial", "trainer", "#rows", "#loss", "#seconds", "ended", "options");
        foreach (var (trial, i) in trials.Select((trial, i) => (trial, i)))
        {
            page.Append(i == 0 && trial.Rungs.Count > 0 ? "<tr class=\"best\">" : "<tr>");
            AddNumber(page, trial.Number.ToString(CultureInfo.InvariantCulture), "trial");
            AddText(page, trial.Candidate, "trainer");
            AddNumber(page, trial.Rungs.Count == 0 ? "" : Wording.Count(trial.Rungs[^1].Rows), "rows");
            AddNumber(page, trial.Rungs.Count == 0 ? "" : Wording.Floor(trial.Loss, trial.Rungs[^1].StandardError), "loss");
            AddNumber(page, Seconds(trial.Duration.TotalSeconds), "seconds");
            AddText(page, SweepTable.State(trial.State), "ended");
            AddText(page, trial.OptionsText, "options");
            page.Append("</tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static void AddCurves(StringBuilder page, IReadOnlyList<SweepTrial> trials)
    {
        int[] rows = [.. trials.SelectMany(trial => trial.Rungs).Select(rung => rung.Rows).Distinct().Order()];
        if (rows.Length < 2)
            return;
        page.Append("<h2>Loss by rows learnt from</h2>\n");
        BeginCards(page, ["#trial", "trainer", .. rows.Select(count => $"#{Wording.Count(count)} rows")]);
        foreach (var trial in trials.Where(trial => trial.Rungs.Count > 0))
        {
            page.Append("<tr>");
            AddNumber(page, trial.Number.ToString(CultureInfo.InvariantCulture), "trial");
            AddText(page, trial.Candidate, "trainer");
            foreach (int count in rows)
                AddNumber(
                    page,
                    trial.Rungs.Any(rung => rung.Rows == count) ? Wording.Nats(trial.Rungs.First(rung => rung.Rows == count).Loss) : "",
                    $"{Wording.Count(count)} rows");
            page.Append("</tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static void AddReasons(StringBuilder page, string heading, IReadOnlyList<SweepTrial> trials, SweepTrialState state)
    {
        SweepTrial[] ended = [.. trials.Where(trial => trial.State == state).OrderBy(trial => trial.Number)];
        if (ended.Length == 0)
            return;
        page.Append("<h2>").Append(heading).Append("</h2>\n");
        BeginCards(page, "#trial", "trainer", "options", "reason");
        foreach (var trial in ended)
        {
            page.Append("<tr>");
            AddNumber(page, trial.Number.ToString(CultureInfo.InvariantCulture), "trial");
            AddText(page, trial.Candidate, "trainer");
            AddText(page, trial.OptionsText, "options");
            AddText(page, trial.Reason ?? "", "reason");
            page.Append("</tr>\n");
        }

        page.Append("</table></div>\n");
    }

    /// <summary>Begins a table; the names of columns of numbers have a # before them.</summary>
    private static void BeginCards(StringBuilder page, params string[] names) =>
        page.Append("<div class=\"wide cards\"><table>\n<tr>")
            .AppendJoin("", names.Select(name => name[0] == '#' ? $"<th class=\"number\">{name[1..]}</th>" : $"<th>{name}</th>"))
                .Append("</tr>\n");

    private static void AddNumber(StringBuilder page, string text, string column) => AddCell(page, "number", text, column);

    private static void AddText(StringBuilder page, string text, string column) => AddCell(page, "text", text, column);

    private static void AddCell(StringBuilder page, string kind, string text, string column) =>
        page.Append("<td class=\"").Append(kind).Append("\" data-name=\"").Append(column).Append("\"><span>").Append(Text(text))
            .Append("</span></td>");

    private static string Seconds(double seconds) => seconds.ToString("#,0.00", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(DisplayText.EscapeLines(text));
}
