using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML;
using SkiaSharp;
using Xunit;

namespace LagrangeMLNet.Acceptance;

public sealed class QuickStartTests
{
    [Fact]
    public void WithoutArgumentsItLearnsTheShippedDataAndLeavesAPictureAndAStockModel()
    {
        using var folder = new TemporaryFolder();
        var run = Repository.QuickStart("--output", folder["out"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("churn.csv: 20,000 rows, separated by comma, with a header", run.Output);
        Assert.Contains("label: Churned (assumed, being the last column", run.Output);
        Assert.Contains("Lagrangian: stopped, floor reached", run.Output);
        Assert.All(
            ["Lagrangian", "SDCA", "LBFGS", "LightGBM"],
            name => Assert.Matches($@"(?m)^\s+{name}\s+\d+\.\d+\s+0\.\d{{4}}\s+0\.\d{{4}}\s+0\.\d{{4}}", run.Output));
        Assert.Matches(@"penalty:  L2 = \d", run.Output);
        Assert.Contains("The first 10 of the rows held out", run.Output);
        Assert.Equal(10, Regex.Count(run.Output, @"(?m)^.* (True|False) +0\.\d+ +(yes|no)\s*$"));
        Assert.Matches(@"right: \d+ of 10", run.Output);
        Assert.DoesNotContain(run.Output, c => char.IsControl(c) && c is not '\n' and not '\r');

        AssertPicture(Path.Combine(folder["out"], "learning-curve.png"));
        AssertPredictsChurn(Path.Combine(folder["out"], "model.zip"));
    }

    [Fact]
    public void SemicolonsDecimalCommasQuotesGapsAndGzipAreFoundOut()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(7);
        var text = new StringBuilder("Weight;\"Colour; shade\";Price;Code\n");
        for (var i = 0; i < 600; i++)
        {
            var (weight, dark) = (random.NextDouble() * 10, random.Next(2) == 0);
            var price = 3 + (2 * weight) + (dark ? 1.5 : 0) + (0.2 * random.NextDouble());
            var shade = dark ? "\"blue; dark\"" : "\"blue; \"\"light\"\"\"";
            var shown = i % 50 == 0 ? "" : Comma(weight);
            text.Append(CultureInfo.InvariantCulture, $"{shown};{shade};{Comma(price)};x{i}\n");
        }

        using (var gzip = new GZipStream(File.Create(folder["prices.csv.gz"]), CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text.ToString()));
        var run = Repository.QuickStart(folder["prices.csv.gz"], "--label", "price", "--output", folder["out"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("prices.csv.gz: 600 rows, separated by semicolon, with a header, decimal comma", run.Output);
        Assert.Contains("number: Weight", run.Output);
        Assert.Contains("boolean: Colour; shade", run.Output);
        Assert.Contains("left out (constant, or an identifier): Code", run.Output);
        Assert.Contains("label: Price (given as 'price')", run.Output);
        Assert.Contains("a number (regression)", run.Output);
        AssertPicture(Path.Combine(folder["out"], "learning-curve.png"));
    }

    [Fact]
    public void ClassesAreFoundWithoutAHeader()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(8);
        string[] kinds = ["ash", "birch", "cedar"];
        var text = new StringBuilder();
        for (var i = 0; i < 600; i++)
        {
            var kind = random.Next(3);
            var (height, girth, shown) = (kind + random.NextDouble(), random.NextDouble(), i % 100 == 0 ? "" : kinds[kind]);
            text.Append(CultureInfo.InvariantCulture, $"{height:0.000}\t{girth:0.000}\t{shown}\n");
        }

        var run = Repository.QuickStart(folder.Write("trees.tsv", text.ToString()), "--output", folder["out"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("separated by tab, without a header", run.Output);
        Assert.Contains("label: Column3", run.Output);
        Assert.Contains("6 rows without a label are left out", run.Output);
        Assert.Contains("one of 3 classes (multiclass)", run.Output);
        Assert.Equal(10, Regex.Count(run.Output, @"(?m)^.* (ash|birch|cedar) +(ash|birch|cedar)\s*$"));
    }

    [Theory]
    [InlineData("QuickStart")]
    [InlineData("PlanTheLabels")]
    [InlineData("AutoMLSweep")]
    public void HelpIsNoError(string sample)
    {
        var run = Repository.Sample(sample, ["--help"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"Usage: dotnet run -c Release --project samples/{sample}", run.Output);
        Assert.Empty(run.Error);
    }

    public static TheoryData<string?, string[], string> BadInput => new()
    {
        { Rows("1,x") + "1,x,7\n", [], "has 3 cells, and there are 2 columns: '7' would be lost" },
        { null, [], "There is no file" },
        { "", [], "is empty" },
        { "a\n1\n2\n", [], "has one column" },
        { "a,b\n", [], "0 rows" },
        { Rows("1,same"), [], "The label 'b' has 1 distinct value(s)" },
        { Rows("1,x"), ["--label", "c"], "There is no column 'c'. The columns are: a, b." },
        { Rows("1,x"), ["--colour", "red"], "'--colour' is not an option" },
        { Rows("1,x"), ["--label"], "lacks its value" },
        { "a,b\n1,\"open\n2,3\n", [], "never closed" },
    };

    [Theory]
    [MemberData(nameof(BadInput))]
    public void BadInputIsNamedAndEndsWithoutATrace(string? content, string[] arguments, string message)
    {
        using var folder = new TemporaryFolder();
        var path = content is null ? folder["missing.csv"] : folder.Write("data.csv", content);
        var run = Repository.QuickStart([path, .. arguments]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Theory]
    [InlineData("QuickStart")]
    [InlineData("PlanTheLabels")]
    [InlineData("AutoMLSweep")]
    public void NothingOfAFileSteersTheTerminal(string sample)
    {
        using var folder = new TemporaryFolder();
        var header = "\"a\u001b[2J\u001b]0;pwned\u0007\",<script>,[red]c[/],\"y\u202Ez\"\n";
        var random = new Random(4);
        var rows = string.Concat(Enumerable.Range(0, 300).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{random.NextDouble():0.000},{(i % 3 == 0 ? "[b]" : "\u001b[31m")},{i % 7},{(random.NextDouble() < 0.3 + (0.05 * (i % 7)) ? "yes" : "\u001b[5mno")}\n")));
        string[] fewer = sample == "AutoMLSweep" ? ["--trials", "2"] : sample == "PlanTheLabels" ? ["--repetitions", "2"] : [];
        foreach (var label in new[] { "y\u202Ez", "none\u001b[2J" })
        {
            var run = Repository.Sample(sample, [folder.Write("table.csv", header + rows), "--label", label, "--output", folder["out"], .. fewer]);
            Assert.True(run.ExitCode == (label[0] == 'y' ? 0 : 1), run.Error);
            Assert.DoesNotContain(run.Output + run.Error, c => (char.IsControl(c) && c is not '\n' and not '\r') || c == '\u202E');
        }
    }

    [Fact]
    public void ShippedDataIsWhatTheGeneratorWrites()
    {
        using var folder = new TemporaryFolder();
        var run = Repository.QuickStart("generate", folder["churn.csv"]);

        Assert.True(run.ExitCode == 0, run.Error);
        var shipped = Repository.PathOf("samples", "QuickStart", "data", "churn.csv");
        Assert.Equal(File.ReadAllBytes(shipped), File.ReadAllBytes(folder["churn.csv"]));
    }

    private static string Rows(string row) => "a,b\n" + string.Concat(Enumerable.Repeat(row + "\n", 20));

    private static string Comma(double value) => value.ToString("0.000", CultureInfo.InvariantCulture).Replace('.', ',');

    private static void AssertPicture(string path)
    {
        using var picture = SKBitmap.Decode(path);
        Assert.NotNull(picture);
        Assert.Equal((1200, 675), (picture.Width, picture.Height));
        var dark = picture.Pixels.Count(pixel => pixel.Green < 160);
        Assert.InRange(dark, 5_000, 200_000);
    }

    private static void AssertPredictsChurn(string path)
    {
        var mlContext = new MLContext();
        var model = mlContext.Model.Load(path, out var inputs);
        Assert.Equal(typeof(Customer).GetProperties().Select(property => property.Name), inputs.Select(column => column.Name));
        var engine = mlContext.Model.CreatePredictionEngine<Customer, Churn>(model);
        var unhappy = new Customer
        {
            Tenure = 1,
            Plan = "Premium",
            Contract = "Month",
            Payment = "Invoice",
            Region = "City",
            Fee = 48,
            SupportCalls = 6,
            DataGb = 2,
            LatePayments = 3,
            Age = 40,
            Roaming = "no",
        };
        var content = unhappy with { Tenure = 60, Contract = "TwoYears", SupportCalls = 0, LatePayments = 0, Roaming = "yes" };

        Assert.InRange(engine.Predict(unhappy).Probability, 0.9f, 1);
        Assert.InRange(engine.Predict(content).Probability, 0, 0.1f);
    }

    private sealed record Customer
    {
        public float Tenure { get; set; }
        public string Plan { get; set; } = "";
        public string Contract { get; set; } = "";
        public string Payment { get; set; } = "";
        public string Region { get; set; } = "";
        public float Fee { get; set; }
        public float SupportCalls { get; set; }
        public float DataGb { get; set; }
        public float LatePayments { get; set; }
        public float Age { get; set; }
        public string Roaming { get; set; } = "";
    }

    private sealed class Churn
    {
        public float Probability { get; set; }
    }
}
