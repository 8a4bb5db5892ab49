using System.Text.RegularExpressions;
using System.Xml.Linq;
using LagrangeMLNet.Sweeps;
using SkiaSharp;
using Xunit;

namespace LagrangeMLNet.Reporting.Tests;

public sealed class SweepReportTests
{
    private const string Evil = "<script>alert(\"x\")</script> & 'more'";

    private static readonly SweepTrial[] Trials =
    [
        Trial(3, "Lagrangian", SweepTrialState.Complete, null, 0.5, 0.4),
        Trial(1, "LightGBM", SweepTrialState.Pruned, "from 0.6 it can fall to 0.55; the best has 0.4", 0.6),
        new(2, Evil, Evil, [], SweepTrialState.Failed, Evil),
    ];

    [Fact]
    public void ThePageHoldsAllThatTheSweepFound()
    {
        string page = Report().ToHtml();
        foreach (string expected in new[]
        {
            "<h1>Churn</h1>", "Age: number, scaled", "2 rows were left out", "0.3900 ± 0.0200", "1,234 rows that no trial has seen",
            "3 trials: 1 complete, 1 stopped", "from 0.6 it can fall to 0.55", "100 rows", "400 rows", "L2 1",
        })
        {
            Assert.Contains(expected, page);
        }
    }

    [Fact]
    public void NoTextIsTakenForMarkup()
    {
        var report = Report() with { Title = Evil, Pipeline = Evil, Remarks = [Evil] };
        string page = report.ToHtml();
        Assert.DoesNotContain("<script", page);
        Assert.Contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;more&#39;", page);
        // Title, heading, pipeline, remark; trainer and options on the leaderboard; trainer, options and reason among the failures.
        Assert.Equal(9, Regex.Count(page, "&lt;script&gt;"));
        XDocument.Parse(Regex.Replace(page.Replace("<!DOCTYPE html>", ""), "<(meta|img)([^>]*)>", "<$1$2/>"));
    }

    [Fact]
    public void ThePageLoadsNothingAndItsPictureIsInside()
    {
        string page = Report().ToHtml();
        Assert.DoesNotMatch("(?i)(href|src)=\"(?!data:)|url\\(|@import|http", page);
        string image = Regex.Match(page, "data:image/png;base64,([^\"]+)").Groups[1].Value;
        using var picture = SKBitmap.Decode(Convert.FromBase64String(image));
        Assert.Equal((1600, 675), (picture.Width, picture.Height));
    }

    [Fact]
    public void ASweepWithoutAnySoundTrialHasAPageWithoutAPicture()
    {
        string page = new SweepReport([Trials[2]]).ToHtml();
        Assert.DoesNotContain("<img", page);
        Assert.DoesNotContain("class=\"best\"", page);
        Assert.Contains("Trials that failed", page);
    }

    [Fact]
    public void AFileIsReplacedAndNothingElseIsLeft()
    {
        var folder = Directory.CreateTempSubdirectory("lagrange-report-");
        try
        {
            string path = Path.Combine(folder.FullName, "sweep.html");
            File.WriteAllText(path, "old");
            Report().SaveHtml(path);
            Assert.Equal(Report().ToHtml(), File.ReadAllText(path));
            Assert.Equal([path], Directory.GetFiles(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static SweepReport Report() => new(Trials)
    {
        Title = "Churn",
        Pipeline = "Age: number, scaled\ntrainer: Lagrangian {}",
        Remarks = ["2 rows were left out."],
        TestLoss = 0.39,
        TestStandardError = 0.02,
        TestRows = 1234,
    };

    private static SweepTrial Trial(int number, string name, SweepTrialState state, string? reason, params double[] losses) => new(
        number, name, "{\"L2\":1}",
        [.. losses.Select((loss, i) => new SweepRung(i, 100 << (2 * i), loss, 0.01, TimeSpan.FromSeconds(1)))], state, reason);
}
