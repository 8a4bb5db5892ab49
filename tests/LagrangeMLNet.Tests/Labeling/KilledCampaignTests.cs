using System.Diagnostics;
using CampaignRunner;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.Tests.Labeling;

/// <summary>A process that runs a campaign is killed at several moments; what comes of it is as if nothing had happened.</summary>
public sealed class KilledCampaignTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lagrange-campaign-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_killed_campaign_goes_on_where_it_was_and_ends_with_the_same_bytes()
    {
        var context = new MLContext(seed: 0);
        bool[] truth = SamplePool.Labels(context);
        string whole = Path.Combine(_folder.FullName, "whole.jsonl"), killed = Path.Combine(_folder.FullName, "killed.jsonl");
        using (var campaign = context.Data.OpenLabelingCampaign(SamplePool.View(context), SamplePool.Options(whole)))
            campaign.Run(rows => campaign.PendingRows.Select(row => truth[row]));

        // Before any label; within the first batch; right after its last label, while the next one is chosen; within later ones.
        int asked = 0;
        foreach (int labels in (int[])[0, 4, 6, 13, 40])
            asked += RunUntil(killed, truth, labels, kill: true);
        asked += RunUntil(killed, truth, int.MaxValue, kill: false);

        Assert.Equal(File.ReadAllText(whole), File.ReadAllText(killed));
        // What was labelled is not asked for again, but for the labels that were on their way when the process was killed.
        Assert.InRange(asked, 120, 130);
    }

    /// <summary>Answers a number of questions of a campaign's process, and kills it at the next one, or at once when it asks no more.</summary>
    /// <returns>Number of questions.</returns>
    private static int RunUntil(string path, bool[] truth, int answers, bool kill)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [RunnerPath(), path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        int asked = 0;
        while (process.StandardOutput.ReadLine() is { } line && line != "end")
        {
            asked++;
            if (asked > answers)
                break;
            process.StandardInput.WriteLine(truth[int.Parse(line)]);
            process.StandardInput.Flush();
            // The last label of the first batch: the process is learning and choosing.
            if (asked == answers && answers == 6)
                break;
        }

        // On Linux and macOS this is SIGKILL: no handler runs, no buffer is flushed.
        if (kill)
            process.Kill();
        process.WaitForExit();
        if (!kill)
            Assert.True(process.ExitCode == 0, errors.Result);
        return asked;
    }

    private static string RunnerPath()
    {
        // .../tests/LagrangeMLNet.Tests/bin/CONFIGURATION/FRAMEWORK/ -> .../tests/CampaignRunner/bin/CONFIGURATION/FRAMEWORK/
        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string framework = Path.GetFileName(here);
        string configuration = Path.GetFileName(Path.GetDirectoryName(here)!);
        string path = Path.GetFullPath(
            Path.Combine(here, "..", "..", "..", "..", "CampaignRunner", "bin", configuration, framework, "CampaignRunner.dll"));
        Assert.True(File.Exists(path), $"{path} has not been built.");
        return path;
    }
}
