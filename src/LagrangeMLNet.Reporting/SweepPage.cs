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
        body { font: 15px/1.5 system-ui, sans-serif; color: #333; max-width: 1200px; margin: 2em auto; padding: 0 1em; }
        h1, h2 { line-height: 1.2; } h2 { margin-top: 2em; }
        img { width: 100%; height: auto; }
        pre { background: #f6f6f6; padding: 1em; white-space: pre-wrap; overflow-wrap: anywhere; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .3em .8em .3em 0; border-bottom: 1px solid #ddd; }
        td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        td.text { overflow-wrap: anywhere; }
        tr.best td { font-weight: bold; color: #a34412; }
        .wide { overflow-x: auto; }
        """;

    public static string Of(SweepReport report)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n")
            .Append("<title>").Append(Text(report.Title)).Append("</title>\n<style>\n").Append(Style).Append("\n</style>\n</head>\n<body>\n")
            .Append("<h1>").Append(Text(report.Title)).Append("</h1>\n");
        AddSummary(page, report);
        AddPicture(page, report);
        if (report.Pipeline.Length > 0)
            page.Append("<h2>Chosen pipeline</h2>\n<pre>").Append(Text(report.Pipeline)).Append("</pre>\n");
        if (report.Remarks.Count > 0)
            page.Append("<h2>Remarks</h2>\n<ul>\n").AppendJoin('\n', report.Remarks.Select(remark => $"<li>{Text(remark)}</li>")).Append("\n</ul>\n");
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
            page.Append(CultureInfo.InvariantCulture, $"Best: <strong>{Text(best.Candidate)}</strong>, loss {Wording.Nats(best.Loss)} on the validation rows. ");
        if (double.IsFinite(report.TestLoss))
            page.Append(CultureInfo.InvariantCulture, $"Loss on {Wording.Count(report.TestRows)} rows that no trial has seen: <strong>{Wording.Floor(report.TestLoss, report.TestStandardError)}</strong>. ");
        page.Append(CultureInfo.InvariantCulture, $"{Wording.Trials(trials.Count)}: {Count(SweepTrialState.Complete)} complete, {Count(SweepTrialState.Pruned)} stopped because they could not win any more, {Count(SweepTrialState.Failed)} failed, {Count(SweepTrialState.Interrupted)} interrupted; {Seconds(trials.Sum(trial => trial.Duration.TotalSeconds))} s together.</p>\n");
        page.Append("<p>The loss is the log-loss in nats per row for classification, the mean squared error for regression; less is better.</p>\n");
    }

    private static void AddPicture(StringBuilder page, SweepReport report)
    {
        if (DrawnTrials.Of(report.Leaderboard).Trials.Count == 0)
            return;
        page.Append("<img alt=\"Loss of every trial against rows and against time\" src=\"data:image/png;base64,")
            .Append(Convert.ToBase64String(SweepPicture.ToPng(report.Leaderboard, report.Title))).Append("\">\n");
    }

    private static void AddLeaderboard(StringBuilder page, IReadOnlyList<SweepTrial> trials)
    {
        page.Append("<h2>Leaderboard</h2>\n<div class=\"wide\"><table>\n<tr><th class=\"number\">trial</th><th>trainer</th><th class=\"number\">rows</th>"
            + "<th class=\"number\">loss</th><th class=\"number\">seconds</th><th>ended</th><th>options</th></tr>\n");
        foreach (var (trial, i) in trials.Select((trial, i) => (trial, i)))
        {
            page.Append(i == 0 && trial.Rungs.Count > 0 ? "<tr class=\"best\">" : "<tr>");
            AddNumber(page, trial.Number.ToString(CultureInfo.InvariantCulture));
            AddText(page, trial.Candidate);
            AddNumber(page, trial.Rungs.Count == 0 ? "" : Wording.Count(trial.Rungs[^1].Rows));
            AddNumber(page, trial.Rungs.Count == 0 ? "" : Wording.Floor(trial.Loss, trial.Rungs[^1].StandardError));
            AddNumber(page, Seconds(trial.Duration.TotalSeconds));
            AddText(page, SweepTable.State(trial.State));
            AddText(page, trial.OptionsText);
            page.Append("</tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static void AddCurves(StringBuilder page, IReadOnlyList<SweepTrial> trials)
    {
        int[] rows = [.. trials.SelectMany(trial => trial.Rungs).Select(rung => rung.Rows).Distinct().Order()];
        if (rows.Length < 2)
            return;
        page.Append("<h2>Loss by rows learnt from</h2>\n<div class=\"wide\"><table>\n<tr><th class=\"number\">trial</th><th>trainer</th>")
            .AppendJoin("", rows.Select(count => $"<th class=\"number\">{Wording.Count(count)} rows</th>")).Append("</tr>\n");
        foreach (var trial in trials.Where(trial => trial.Rungs.Count > 0))
        {
            page.Append("<tr>");
            AddNumber(page, trial.Number.ToString(CultureInfo.InvariantCulture));
            AddText(page, trial.Candidate);
            foreach (int count in rows)
                AddNumber(page, trial.Rungs.Any(rung => rung.Rows == count) ? Wording.Nats(trial.Rungs.First(rung => rung.Rows == count).Loss) : "");
            page.Append("</tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static void AddReasons(StringBuilder page, string heading, IReadOnlyList<SweepTrial> trials, SweepTrialState state)
    {
        SweepTrial[] ended = [.. trials.Where(trial => trial.State == state).OrderBy(trial => trial.Number)];
        if (ended.Length == 0)
            return;
        page.Append("<h2>").Append(heading).Append(
            "</h2>\n<div class=\"wide\"><table>\n<tr><th class=\"number\">trial</th><th>trainer</th><th>options</th><th>reason</th></tr>\n");
        foreach (var trial in ended)
        {
            page.Append("<tr>");
            AddNumber(page, trial.Number.ToString(CultureInfo.InvariantCulture));
            AddText(page, trial.Candidate);
            AddText(page, trial.OptionsText);
            AddText(page, trial.Reason ?? "");
            page.Append("</tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static void AddNumber(StringBuilder page, string text) => page.Append("<td class=\"number\">").Append(Text(text)).Append("</td>");

    private static void AddText(StringBuilder page, string text) => page.Append("<td class=\"text\">").Append(Text(text)).Append("</td>");

    private static string Seconds(double seconds) => seconds.ToString("#,0.00", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(DisplayText.EscapeLines(text));
}
