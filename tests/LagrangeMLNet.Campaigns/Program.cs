using LagrangeMLNet.Campaigns;
using LagrangeMLNet.Campaigns.Running;
using Spectre.Console;

if (args is ["--help" or "-h" or "help", ..])
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

CommandLine line;
IReadOnlyList<CampaignCase> cases;
try
{
    line = CommandLine.Parse(args);
    cases = line.Only is not { } only ? Catalogue.All
        : [.. Catalogue.All.Where(c => c.Subject.Contains(only, StringComparison.Ordinal) || c.Relation.Contains(only, StringComparison.Ordinal))];
    if (cases.Count == 0)
        throw new ArgumentException($"No subject or relation contains '{line.Only}'.");
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine("Try --help.");
    return 2;
}

var campaign = new Campaign(line.Seed, cases);
if (line.Case is { } number)
{
    var (tried, finding) = campaign.Run(number);
    Console.WriteLine($"{tried.Subject}: {tried.Relation}\n{finding.Problem}\n{finding.Verdict} {finding.Message}");
    return finding.Verdict == Verdict.Violated ? 1 : 0;
}

var report = new CampaignReport();
campaign.Run(line.Cases, line.Workers, (index, tried, finding) =>
{
    report.Add(index, tried, finding);
    if (finding.Verdict == Verdict.Violated)
        Console.Error.WriteLine($"case {index}: {tried.Subject}: {tried.Relation} ({finding.Problem}): {finding.Message}");
    if (report.Cases % 1000 == 0)
        Console.Error.WriteLine(report.Line);
});
// A table in a file is not broken to a terminal's width.
AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 240);
report.Write(AnsiConsole.Console);
return report.Violations > line.Allowed ? 1 : 0;
