using System.Globalization;
using Spectre.Console;

namespace LagrangeMLNet.Campaigns.Running;

/// <summary>Counts what was found, and keeps each violation for a table at the end.</summary>
internal sealed class CampaignReport
{
    private const int ShownPerRelation = 3;

    private readonly Dictionary<(string Subject, string Relation), Counts> _counts = [];
    private readonly List<(int Number, CampaignCase Case, Finding Finding)> _violations = [];
    private readonly Dictionary<string, (int Count, string Example)> _refusals = [];

    public int Cases { get; private set; }

    public int Violations => _violations.Count;

    public void Add(int number, CampaignCase tried, Finding finding)
    {
        Cases++;
        var key = (tried.Subject, tried.Relation);
        var counts = _counts.GetValueOrDefault(key) ?? (_counts[key] = new Counts());
        counts.Cases++;
        if (finding.Verdict == Verdict.Violated)
        {
            counts.Violations++;
            _violations.Add((number, tried, finding));
        }
        else if (finding.Verdict == Verdict.Refused)
        {
            counts.Refusals++;
            // Numbers differ from case to case, the sentence does not.
            string kind = new([.. finding.Message!.Where(c => !char.IsDigit(c))]);
            _refusals[kind] = (_refusals.GetValueOrDefault(kind).Count + 1, finding.Message!);
        }
    }

    public void Write(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Markdown).AddColumns("subject", "relation", "cases", "refused", "violations");
        foreach (var ((subject, relation), counts) in _counts.OrderBy(pair => pair.Key))
            table.AddRow(Markup.Escape(subject), Markup.Escape(relation), Text(counts.Cases), Text(counts.Refusals), Text(counts.Violations));
        console.Write(table);
        foreach (var kind in _violations.OrderBy(v => v.Number).GroupBy(v => (v.Case.Subject, v.Case.Relation)).OrderBy(group => group.Key))
        {
            console.WriteLine();
            console.WriteLine($"{kind.Key.Subject}: {kind.Key.Relation}: {kind.Count()}");
            foreach (var (number, _, finding) in kind.Take(ShownPerRelation))
                console.WriteLine($"  case {number} ({finding.Problem}): {finding.Message}");
        }

        if (_refusals.Count > 0)
        {
            console.WriteLine();
            console.WriteLine("Refused, with these words:");
            foreach (var (count, example) in _refusals.Values.OrderByDescending(refusal => refusal.Count))
                console.WriteLine($"  {count} × {example}");
        }

        console.WriteLine();
        console.WriteLine(Line);
    }

    public string Line => string.Create(
        CultureInfo.InvariantCulture, $"{Cases} cases of {_counts.Count} relations: {_violations.Count} violations, {_counts.Values.Sum(c => c.Refusals)} refused");

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    private sealed class Counts
    {
        public int Cases { get; set; }

        public int Violations { get; set; }

        public int Refusals { get; set; }
    }
}
