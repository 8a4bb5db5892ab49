using LagrangeMLNet.Data;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;
using Microsoft.ML.Data;
using SweepProcess;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

/// <summary>Columns of awkward names, values and kinds.</summary>
public sealed class ColumnTests
{
    private readonly MLContext _context = new(1);

    /// <summary>
    /// Every name that a pipeline makes of a column called Product, Age or Day, or a label called Yes, as the one that tells the label.
    /// </summary>
    public static TheoryData<string> GeneratedNames =>
    [
        "Product (Category)",
        "Product (Category) 2",
        "Age (missing)",
        "Age (is missing)",
        "Age (Number)",
        "Age (NumberWithGaps)",
        "Day (ticks)",
        "Day (days)",
        "Day (year, sin)",
        "Day (week, cos)",
        "Day (missing)",
        "Yes (class)",
        "Yes (label)",
        "Features",
        "Score",
        "Probability",
        "PredictedLabel",
        "Weight",
        "Label",
    ];

    [Theory]
    [MemberData(nameof(GeneratedNames))]
    public void A_column_keeps_its_values_whatever_it_is_called(string name)
    {
        var rows = Rows(400);
        var view = Named(rows, (nameof(Row.Signal), name));
        var result = Binary(view);
        Assert.DoesNotContain(result.Leaderboard, trial => trial.State == SweepTrialState.Failed);
        Assert.InRange(result.TestLoss, 0, 0.2);
        AssertRight(Reload(result, view).Transform(view), rows);
    }

    [Theory]
    [InlineData("Features")]
    [InlineData("Score")]
    [InlineData("Probability")]
    [InlineData("PredictedLabel")]
    [InlineData("Weight")]
    [InlineData("GroupId")]
    [InlineData("Product (Category)")]
    public void A_label_is_learnt_whatever_it_is_called(string name)
    {
        var rows = Rows(400);
        var view = Named(rows, (nameof(Row.Yes), name));
        var result = Binary(view, label: name);
        Assert.DoesNotContain(result.Leaderboard, trial => trial.State == SweepTrialState.Failed);
        Assert.InRange(result.TestLoss, 0, 0.2);
        AssertRight(Reload(result, view).Transform(view), rows);
        Assert.Equal(
            name is "Features" or "Score" or "Probability" or "PredictedLabel",
            result.Remarks.Any(remark => remark.Contains($"Label column '{name}' has the name")));

        var kinds = Named(rows, (nameof(Row.Kind), name));
        var multiclass = _context.Sweep().MulticlassClassification(Options()).Run(kinds, name);
        string[] predicted = [.. Reload(multiclass, kinds).Transform(kinds).GetColumn<string>("PredictedLabel")];
        Assert.True(rows.Zip(predicted).Count(pair => pair.First.Kind == pair.Second) > 380);

        var prices = Named(rows, (nameof(Row.Price), name));
        var regression = _context.Sweep().Regression(Options(2)).Run(prices, name);
        Assert.DoesNotContain(regression.Leaderboard, trial => trial.State == SweepTrialState.Failed);
        Assert.InRange(regression.TestLoss, 0, 2);
        float[] scores = [.. Reload(regression, prices).Transform(prices).GetColumn<float>("Score")];
        Assert.True(rows.Zip(scores).Average(pair => Math.Pow(pair.First.Price - pair.Second, 2)) < 2);
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.MaxValue)]
    [InlineData(-1e30f)]
    public void A_number_beyond_all_others_is_told_and_does_no_harm(float strange)
    {
        var rows = Rows(400);
        rows[33].Signal = strange;
        var result = Binary(Named(rows));
        Assert.DoesNotContain(result.Leaderboard, trial => trial.State == SweepTrialState.Failed);
        // One row of the 80 that measure it may be the strange one, for which a model can say no more than a constant does. What single
        // precision holds is not missing but cut, and keeps its leverage: one row against its label, 100 times as far as the others, costs
        // the best linear model more. Then the bound is the loss of a constant.
        double without = Binary(Named(Rows(400))).TestLoss;
        bool isCut = Math.Abs(strange) < float.MaxValue;
        Assert.InRange(result.TestLoss, 0, isCut ? Math.Log(2) : without + (2 * Math.Log(2) / 80));
        AssertRight(Reload(result, Named(rows)).Transform(Named(rows)), rows);
        string remark = Assert.Single(result.Remarks, remark => remark.Contains("'Signal'"));
        Assert.Contains(
            float.IsInfinity(strange) ? "1 value is infinite or beyond single precision, the first in row 33" : "were cut", remark);
    }

    [Theory]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e300)]
    [InlineData(-double.MaxValue)]
    public void A_double_beyond_single_precision_is_told_and_does_no_harm(double strange)
    {
        var rows = Rows(400);
        foreach (var row in rows)
            (row.Precise, row.Signal) = (1e9 + (row.Yes ? 1 : 0) + (row.Noise / 10), 0);
        rows[33].Precise = strange;
        var result = Binary(Named(rows));
        Assert.InRange(result.TestLoss, 0, 0.2);
        Assert.Contains(
            result.Remarks,
            remark => remark.Contains("Column 'Precise': 1 value is infinite or beyond single precision, the first in row 33"));
    }

    [Fact]
    public void An_infinite_slot_of_a_vector_is_told_and_does_no_harm()
    {
        var rows = Rows(400);
        foreach (var row in rows)
            (row.Pair, row.Signal) = ([row.Noise, row.Signal], 0);
        rows[33].Pair[1] = float.NegativeInfinity;
        var result = Binary(Named(rows));
        Assert.InRange(result.TestLoss, 0, 0.2);
        Assert.Contains(result.Remarks, remark => remark.Contains("'Pair': 1 of its values") && remark.Contains("row 33, slot 1"));
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.NaN)]
    [InlineData(float.MaxValue)]
    [InlineData(float.MinValue)]
    public void A_winner_gives_finite_scores_whatever_it_is_asked(float strange)
    {
        var rows = Rows(400);
        var asked = Rows(20);
        foreach (var row in asked)
            (row.Signal, row.Noise, row.Age, row.Precise, row.Day, row.Pair) = (
                strange, strange, strange, strange, DateTime.MaxValue, [strange, strange]);
        var binary = Binary(Named(rows));
        Assert.All(
            Reload(binary, Named(rows)).Transform(Named(asked)).GetColumn<float>("Probability"), value => Assert.InRange(value, 0, 1));
        foreach (string candidate in (string[])["Lagrangian", "Lagrangian Poisson", "LBFGS Poisson", "SDCA"])
        {
            var prices = Named(rows);
            var options = new SweepOptions
            {
                Candidates = [.. Candidates.DefaultCandidates.Stock(PredictionTask.Regression, isCount: true).Where(one => one.Name == candidate)],
                MaximumNumberOfTrials = 1,
                IgnoredColumnNames = [nameof(Row.Yes), nameof(Row.Kind)],
            };
            var regression = _context.Sweep().Regression(options).Run(prices, nameof(Row.Price));
            Assert.All(
                Reload(regression, prices).Transform(Named(asked)).GetColumn<float>("Score"),
                value => Assert.True(float.IsFinite(value), $"{candidate}: {value}"));
        }
    }

    [Fact]
    public void Of_a_key_the_values_that_occur_count_and_not_those_declared()
    {
        var rows = Rows(400);
        foreach (var row in rows)
            (row.Key, row.Signal) = (row.Yes ? 999_999u : row.Noise > 0 ? 7u : 123_456u, 0);
        var result = Binary(Named(rows));
        Assert.InRange(result.TestLoss, 0, 0.2);
        AssertRight(Reload(result, Named(rows)).Transform(Named(rows)), rows);

        var multiclass = _context.Sweep().MulticlassClassification(Options()).Run(Named(Rows(400, keyed: true)), nameof(Row.Key));
        Assert.Contains(multiclass.Remarks, remark => remark.Contains("a key of 1,000,000 values of which 3 occur"));
        var scored = Reload(multiclass, Named(rows)).Transform(Named(Rows(400, keyed: true)));
        uint[] predicted = [.. scored.GetColumn<uint>("PredictedLabel")];
        Assert.True(
            Named(Rows(400, keyed: true)).GetColumn<uint>(nameof(Row.Key)).Zip(predicted).Count(pair => pair.First == pair.Second) > 380);
        Assert.Equal(3, scored.GetColumn<float[]>("Score").First().Length);
    }

    [Fact]
    public void A_key_label_with_names_is_predicted_by_its_names()
    {
        var rows = Rows(400);
        var names = Enumerable.Range(0, 500).Select(i => $"kind {i}").ToArray();
        var lookup = _context.Data.LoadFromEnumerable(names.Select(name => new Named1 { Name = name }));
        foreach (var row in rows)
            row.Kind = row.Yes ? "kind 499" : row.Noise > 0 ? "kind 3" : "kind 77";
        var view = Named(rows);
        view = _context.Transforms.Conversion.MapValueToKey("Which", nameof(Row.Kind), keyData: lookup)
            .Append(_context.Transforms.DropColumns(nameof(Row.Kind), nameof(Row.Yes))).Fit(view).Transform(view);
        var result = _context.Sweep().MulticlassClassification(Options()).Run(view, "Which");
        string[] predicted = [.. Reload(result, view).Transform(view).GetColumn<string>("PredictedLabel")];
        Assert.True(rows.Zip(predicted).Count(pair => pair.First.Kind == pair.Second) > 380);
    }

    public static TheoryData<string, string, string> Texts => new()
    {
        { "https://shop.example/login?id={0}", "https://shop.example/items/{0}", "runs of one to three characters" },
        { "今天天气很好我们{1}出门散步", "昨天下了很大的雨{1}不想出门", "runs of one to three characters" },
        { "f{2}", "0{2}", "runs of one to three characters" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Texts_without_spaces_are_read(string yes, string no, string treatment)
    {
        var rows = Rows(400);
        for (int i = 0; i < rows.Count; i++)
        {
            string chinese = string.Concat(Enumerable.Range(0, 3).Select(k => (char)(0x4E00 + ((i * 37) + (k * 911)) % 3000)));
            rows[i].Signal = 0;
            rows[i].Text = string.Format(null, rows[i].Yes ? yes : no, i * 7919, chinese, (i * 2654435761L).ToString("x10"));
        }

        var result = Binary(Named(rows));
        Assert.InRange(result.TestLoss, 0, 0.3);
        Assert.Contains(treatment, Column(result, "Text").Treatment);
        AssertRight(Reload(result, Named(rows)).Transform(Named(rows)), rows);
    }

    [Fact]
    public void What_is_made_of_each_column_is_told_and_can_be_said()
    {
        var rows = Rows(400);
        for (int i = 0; i < rows.Count; i++)
            (rows[i].Text, rows[i].Code, rows[i].Written) = (
                $"order {i}", $"{1 + (i % 40)}", new DateTime(2026, 1, 1).AddHours(7 * i).ToString("yyyy-MM-ddTHH:mm:ss"));
        rows[5].Code = "";
        var guessed = Binary(Named(rows));
        Assert.Contains("differ in their digits alone", Column(guessed, "Text").Treatment);
        Assert.Contains("Column 'Text' was left out: nearly every row has a value of its own", string.Join(' ', guessed.Remarks));
        Assert.Equal(SweepColumnRole.Category, Column(guessed, "Code").Role);
        Assert.Equal(SweepColumnRole.Date, Column(guessed, "Written").Role);
        Assert.Equal(SweepColumnRole.Ignored, Column(guessed, "Kind").Role);

        var options = Options();
        options.ColumnRoles = new Dictionary<string, SweepColumnRole>
        {
            ["Text"] = SweepColumnRole.Text,
            ["Code"] = SweepColumnRole.Numeric,
            ["Written"] = SweepColumnRole.Category,
            ["Noise"] = SweepColumnRole.Ignored,
            ["Signal"] = SweepColumnRole.Category,
        };
        var said = Binary(Named(rows), options);
        Assert.All(options.ColumnRoles, role => Assert.Equal(role.Value, Column(said, role.Key).Role));
        Assert.Contains("gaps filled", Column(said, "Code").Treatment);
        Assert.Equal(
            Named(rows).Schema.Select(column => column.Name).Where(name => name != nameof(Row.Yes)),
            said.Columns.Select(column => column.Name));
        AssertFinite(Reload(said, Named(rows)).Transform(Named(rows)));
    }

    public static TheoryData<string, SweepColumnRole, string> BadRoles => new()
    {
        { "Nmae", SweepColumnRole.Text, "names a column 'Nmae', which there is not. The columns are: Signal" },
        { "Yes", SweepColumnRole.Numeric, "'Yes' is Numeric, but it is the label" },
        { "Day", SweepColumnRole.Numeric, "'Day' is Numeric, but its type is DateTime; allowed is Date" },
        { "Signal", SweepColumnRole.Date, "'Signal' is Date, but its type is Single; allowed is Numeric or Category" },
        { "Pair", SweepColumnRole.Category, "'Pair' is Category, but its type is Vector<Single, 2>; allowed is Numeric" },
        { "Product", SweepColumnRole.Weight, "Weight column 'Product' is String; a weight is a number" },
        { "Signal", (SweepColumnRole)99, "ColumnRoles is 99 for column 'Signal'; allowed is Numeric, Category, Text, Date, Ignored, Weight" },
    };

    [Theory]
    [MemberData(nameof(BadRoles))]
    public void A_role_that_cannot_be_is_named_with_what_is_allowed(string column, SweepColumnRole role, string message)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() =>
        {
            var options = Options();
            options.ColumnRoles = new Dictionary<string, SweepColumnRole> { [column] = role };
            Binary(Named(Rows(100)), options);
        });
        Assert.Contains(message, error.Message);
    }

    private static SweepOptions Options(int trials = 1) => new() { MaximumNumberOfTrials = trials, NumberOfWorkers = 1 };

    private static SweepColumn Column(SweepResult result, string name) => result.Columns.Single(column => column.Name == name);

    private SweepResult Binary(IDataView view, SweepOptions? options = null, string label = nameof(Row.Yes))
    {
        options ??= Options();
        options.Candidates = [SampleCandidates.Quick[1]];
        options.IgnoredColumnNames = [nameof(Row.Kind), nameof(Row.Price)];
        return _context.Sweep().BinaryClassification(options).Run(view, label);
    }

    private IDataView Named(List<Row> rows, params (string From, string To)[] renamed)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        foreach (var (from, to) in renamed)
            schema[from].ColumnName = to;
        // What would tell the label is left out unless it is the label.
        var view = _context.Data.LoadFromEnumerable(rows, schema);
        string[] labels = [nameof(Row.Yes), nameof(Row.Kind), nameof(Row.Price)];
        return renamed.Any(pair => labels.Contains(pair.From))
            ? _context.Transforms.DropColumns([.. labels.Except(renamed.Select(pair => pair.From))]).Fit(view).Transform(view)
            : view;
    }

    private static ITransformer Reload(SweepResult result, IDataView rows)
    {
        using var file = new MemoryStream();
        new MLContext().Model.Save(result.Model, rows.Schema, file);
        file.Position = 0;
        return new MLContext().Model.Load(file, out _);
    }

    private static void AssertRight(IDataView scored, List<Row> rows) =>
        Assert.True(
            rows.Zip(scored.GetColumn<float>("Probability")).Count(pair => pair.First.Yes == pair.Second > 0.5f) > 0.95 * rows.Count);

    private static void AssertFinite(IDataView scored) =>
        Assert.All(scored.GetColumn<float>("Probability"), value => Assert.InRange(value, 0, 1));

    private static List<Row> Rows(int count, bool keyed = false)
    {
        var random = new Random(3);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                bool yes = random.Next(2) == 0;
                float noise = (float)(random.NextDouble() - 0.5);
                float signal = (yes ? 2 : -2) + (float)random.NextDouble();
                return new Row
                {
                    Signal = signal,
                    Noise = noise,
                    Age = random.Next(8) == 0 ? float.NaN : random.Next(80),
                    Product = ((char)('a' + random.Next(4))).ToString(),
                    Day = new DateTime(2026, 1, 1).AddHours(random.Next(9000)),
                    Pair = [noise, (float)random.NextDouble()],
                    Precise = random.NextDouble(),
                    Yes = yes,
                    Kind = signal > 0 ? "oak" : "elm",
                    Price = MathF.Round(20 + (4 * signal)),
                    Key = keyed ? (signal > 2.5 ? 999_999u : signal > 0 ? 7u : 123_456u) : 0,
                };
            }),
        ];
    }

    private sealed class Named1
    {
        public string Name { get; set; } = "";
    }

    private sealed class Row
    {
        public float Signal { get; set; }

        public float Noise { get; set; }

        public float Age { get; set; }

        public string Product { get; set; } = "";

        public DateTime Day { get; set; }

        [VectorType(2)]
        public float[] Pair { get; set; } = [];

        public double Precise { get; set; }

        [KeyType(1_000_000)]
        public uint Key { get; set; }

        public string Text { get; set; } = "";

        public string Code { get; set; } = "";

        public string Written { get; set; } = "";

        public bool Yes { get; set; }

        public string Kind { get; set; } = "";

        public float Price { get; set; }
    }
}
