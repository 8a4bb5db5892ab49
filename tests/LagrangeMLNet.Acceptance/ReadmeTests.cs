using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Acceptance;

public sealed class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.PathOf("README.md"));

    [Fact]
    public void EveryExampleInTheReadmeIsOneThatIsCompiledHere()
    {
        var source = File.ReadAllText(Repository.PathOf("tests", "LagrangeMLNet.Acceptance", "ReadmeExamples.cs"));
        var compiled = Between(source, "// <example>\n", "        // </example>")
            .Select(example => string.Join('\n', example.Split('\n').Select(line => line.Length > 8 ? line[8..] : line)));
        var shown = Between(Readme, "```csharp\n", "```");

        Assert.Equal(compiled, shown);
    }

    [Fact]
    public void ExamplesRun()
    {
        using var folder = new TemporaryFolder();
        var mlContext = new MLContext(seed: 1);
        var rows = mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 400).Select(i => new Row { Label = i * i % 7 < 3, Hours = i % 7, Visits = i % 5 }));
        var features = mlContext.Transforms.Concatenate("Features", nameof(Row.Hours), nameof(Row.Visits));

        var direct = ReadmeExamples.OneLine(mlContext, features, rows);
        ReadmeExamples.Watched(mlContext, features, rows, folder["model.zip"], folder["curve.png"]);
        var loaded = ReadmeExamples.Deployed(folder["model.zip"]);

        Assert.True(new FileInfo(folder["curve.png"]).Length > 1000);
        Assert.Equal(Scores(direct.Transform(rows)), Scores(loaded.Transform(rows)));

        var pool = features.Fit(rows).Transform(rows);
        using var toLabel = new MemoryStream();
        var planned = ReadmeExamples.Planned(mlContext, pool, mlContext.Data.TakeRows(pool, 50), toLabel);
        Assert.Equal(100, planned.Report.RowIndices.Count);
        Assert.NotEqual(0, toLabel.Length);

        var state = ReadmeExamples.Labeled(
            mlContext, pool, folder["campaign.jsonl"], pending => pending.GetColumn<float>(nameof(Row.Hours)).Select(hours => 2 * hours));
        Assert.InRange(state.Labels, 20, 100);
    }

    [Theory]
    [InlineData("dotnet run -c Release --project samples/QuickStart")]
    [InlineData("bash tests/run.sh")]
    public void CommandsAreTheOnesThatAreTested(string command) => Assert.Contains($"```\n{command}\n```", Readme);

    [Fact]
    public void ContinuousIntegrationCallsTheTestCommand() =>
        Assert.Contains("bash tests/run.sh", File.ReadAllText(Repository.PathOf(".ci", "run")));

    [Fact]
    public void MeasuredTableHasItsPlace()
    {
        Assert.Single(Between(Readme, "<!-- benchmark:start -->", "<!-- benchmark:end -->"));
        var section = Assert.Single(Between(Readme, "## Measured", "## How it works"));
        Assert.Contains("dotnet run -c Release --project tests/LagrangeMLNet.Benchmarks -- peers --readme README.md", section);
    }

    private static float[] Scores(IDataView scored) => [.. scored.GetColumn<float>("Score")];

    private static IEnumerable<string> Between(string text, string start, string end) =>
        text.ReplaceLineEndings("\n").Split(start).Skip(1).Select(part => part[..part.IndexOf(end, StringComparison.Ordinal)]);

    private sealed class Row
    {
        public bool Label { get; set; }
        public float Hours { get; set; }
        public float Visits { get; set; }
    }
}
