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
    public void The_page_holds_all_that_the_sweep_found()
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
    public void No_text_is_taken_for_markup()
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
    public void What_cannot_be_seen_is_shown()
    {
        const string unseen = "a\u001b[2Jb\u202Ec\u0007";
        string page = (Report() with { Title = unseen, Pipeline = unseen, Remarks = [unseen] }).ToHtml();
        Assert.DoesNotContain(page, c => (char.IsControl(c) && c is not '\n') || c == '\u202E');
        Assert.Contains("<h1>a\\u001B[2Jb\\u202Ec\\u0007</h1>", page);
    }

    [Fact]
    public void The_page_suits_narrow_and_dark_screens_and_keeps_words_whole()
    {
        string page = Report().ToHtml();
        Assert.Contains("prefers-color-scheme: dark", page);
        Assert.Contains("@media (max-width: 640px)", page);
        // Every cell says of which column it is, for where the head is not shown.
        Assert.Equal(Regex.Count(page, "<td "), Regex.Count(page, "<td class=\"(number|text)\" data-name=\"[a-z0-9, ]+\"><span>"));
        // "anywhere" lets a table narrow its columns until words break.
        Assert.Single(Regex.Matches(page, "overflow-wrap: anywhere"));
        Assert.Contains(".cards td > span { min-width: 0; overflow-wrap: anywhere; }", page);
    }

    [Theory]
    [InlineData(0.2048, 0.2106)]
    [InlineData(12.1, 12.15)]
    public void The_picture_tells_trials_apart_that_are_near_to_each_other(double best, double second)
    {
        SweepTrial[] trials = [Trial(0, "A", SweepTrialState.Complete, null, 3 * best, best), Trial(1, "B", SweepTrialState.Complete, null, 3 * best, second),
            Trial(2, "C", SweepTrialState.Complete, null, 4 * best, 4 * best), Trial(3, "D", SweepTrialState.Pruned, "", 90 * best)];
        using var picture = SKBitmap.Decode(SweepPicture.ToPng(trials));
        // The best trial's mark and the next one's, in their colours, in the right panel: in full, they do not touch: at scale 1.45
        // they are 13 and 9 pixels wide, so that middles more than 20 apart leave room for a glance between them.
        int Middle(Func<SKColor, bool> isOne)
        {
            var found = Enumerable.Range(0, picture.Height)
                .SelectMany(y => Enumerable.Range(picture.Width * 2 / 3, picture.Width / 3).Select(x => (x, y)))
                .Where(at => at.y > 170 && isOne(picture.GetPixel(at.x, at.y))).ToList();
            var marks = found.GroupBy(at => at.x).Where(column => column.Count() >= 8).Select(column => column.Key).ToList();
            return marks.Count == 0 ? -1 : (int)marks.Average();
        }

        int first = Middle(color => color.Red > 180 && color.Blue < 60), next = Middle(color => color.Blue > 150 && color.Red < 60);
        Assert.True(first > 0 && next > first + 20, $"{first}, {next}");
    }

    [Fact]
    public void What_lies_above_the_picture_is_not_drawn_at_its_edge()
    {
        var drawn = DrawnTrials.Of(
            [.. Enumerable.Range(0, 12).Select(i => Trial(i, "A", SweepTrialState.Complete, null, 0.2 + (0.01 * i))), Trial(12, "B", SweepTrialState.Complete, null, 50)]);
        Assert.True(drawn.IsCut);
        Assert.True(drawn.Height(50) > drawn.Losses.Limits.High);
        Assert.InRange(drawn.Height(0.31), drawn.Losses.Limits.Low, drawn.Losses.Limits.High);
    }

    [Fact]
    public void Standard_errors_are_drawn()
    {
        static SweepTrial With(double error) =>
            new(
                0,
                "A",
                "{}",
                [new SweepRung(0, 100, 0.5, error, TimeSpan.FromSeconds(1)), new SweepRung(1, 400, 0.3, error, TimeSpan.FromSeconds(1))],
                SweepTrialState.Complete,
                null);
        SweepTrial other = Trial(1, "B", SweepTrialState.Complete, null, 0.5, 0.4);
        using SKBitmap small = SKBitmap.Decode(SweepPicture.ToPng([With(0.001), other])), large = SKBitmap
            .Decode(SweepPicture.ToPng([With(0.05), other]));
        // In the left panel nothing else depends on them.
        int Orange(SKBitmap picture) =>
            picture.Pixels.Where((color, i) => i % picture.Width < picture.Width / 3 && color.Red > 180 && color.Blue < 60).Count();
        Assert.True(Orange(large) > Orange(small) + 50, $"{Orange(small)}, {Orange(large)}");
    }

    [Fact]
    public void The_page_loads_nothing_and_its_picture_is_inside()
    {
        string page = Report().ToHtml();
        Assert.DoesNotMatch("(?i)(href|src)=\"(?!data:)|url\\(|@import|http", page);
        string image = Regex.Match(page, "data:image/png;base64,([^\"]+)").Groups[1].Value;
        using var picture = SKBitmap.Decode(Convert.FromBase64String(image));
        Assert.Equal((1600, 675), (picture.Width, picture.Height));
    }

    [Fact]
    public void A_sweep_without_any_sound_trial_has_a_page_without_a_picture()
    {
        string page = new SweepReport([Trials[2]]).ToHtml();
        Assert.DoesNotContain("<img", page);
        Assert.DoesNotContain("class=\"best\"", page);
        Assert.Contains("Trials that failed", page);
    }

    [Fact]
    public void A_file_is_replaced_and_nothing_else_is_left()
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
