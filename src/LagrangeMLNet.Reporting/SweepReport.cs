using System.Text;
using LagrangeMLNet.Data;
using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.Reporting;

/// <summary>
/// A sweep as one HTML page that needs nothing else: leaderboard, chosen pipeline, picture, learning curves, and why trials ended. It holds
/// no script and loads nothing, so it can be sent by mail and opened anywhere; all texts of the data and the trainers are escaped.
/// </summary>
/// <example><code>
/// new SweepReport(result.Leaderboard)
/// {
///     Title = "Churn", Pipeline = result.Pipeline, Remarks = result.Remarks,
///     TestLoss = result.TestLoss, TestStandardError = result.TestStandardError, TestRows = result.TestRows,
/// }.SaveHtml("sweep.html");
/// </code></example>
public sealed record SweepReport
{
    /// <summary>Begins a report.</summary>
    /// <param name="leaderboard">The trials, the best first: a sweep result's leaderboard.</param>
    public SweepReport(IReadOnlyList<SweepTrial> leaderboard)
    {
        ArgumentNullException.ThrowIfNull(leaderboard);
        Leaderboard = leaderboard;
    }

    /// <summary>The trials, the best first.</summary>
    public IReadOnlyList<SweepTrial> Leaderboard { get; }

    /// <summary>Heading. Default: Sweep.</summary>
    public string Title { get; init; } = "Sweep";

    /// <summary>The chosen pipeline as text, one step a line; left out where it is empty. Default: empty.</summary>
    public string Pipeline { get; init; } = "";

    /// <summary>What the user should know; left out where there is nothing. Default: nothing.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>
    /// Mean loss of the chosen pipeline on rows that no trial has seen, in the unit of <see cref="SweepRung.Loss"/>; NaN where it was not
    /// measured. Default: NaN.
    /// </summary>
    public double TestLoss { get; init; } = double.NaN;

    /// <summary>Standard error of <see cref="TestLoss"/>; same unit. Default: NaN.</summary>
    public double TestStandardError { get; init; } = double.NaN;

    /// <summary>Rows that <see cref="TestLoss"/> was measured on. Default: 0.</summary>
    public int TestRows { get; init; }

    /// <summary>The page.</summary>
    /// <returns>HTML 5 in one text; its pictures are inside.</returns>
    public string ToHtml() => SweepPage.Of(this);

    /// <summary>Writes the page into a file, in UTF-8. The file appears whole or not at all; an existing one is replaced.</summary>
    /// <param name="path">File to write; its folder must exist.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveHtml(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string page = ToHtml();
        OutputFile.Write(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(page));
    }
}
