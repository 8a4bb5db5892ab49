using Microsoft.ML;
using SweepProcess;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

public sealed class BadInputTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void A_missing_label_is_named_with_the_columns_there_are()
    {
        var error = Assert.Throws<ArgumentException>(() => Sweep(Samples.Rows(), "Answer"));
        Assert.Contains("no label column 'Answer'", error.Message);
        Assert.Contains("Size, Age", error.Message);
    }

    [Fact]
    public void A_label_of_the_wrong_type_is_named_with_what_is_needed()
    {
        Assert.Contains("needs Boolean", Assert.Throws<ArgumentException>(() => Sweep(Samples.Rows(), "Town")).Message);
        var regression = _context.Sweep().Regression(new SweepOptions());
        Assert.Contains("needs a number", Assert.Throws<ArgumentException>(() => regression.Run(Samples.Rows(), "Town")).Message);
    }

    [Fact]
    public void A_constant_label_is_refused()
    {
        var rows = Samples.Rows(change: all => all.ForEach(row => row.Yes = true));
        Assert.Contains("'Yes' has one value in all 1000 rows", Assert.Throws<InvalidOperationException>(() => Sweep(rows)).Message);
    }

    [Fact]
    public void Rows_without_a_label_are_left_out_and_counted()
    {
        var rows = Samples.Rows(300, all => all[7].Price = all[8].Price = float.NaN, nameof(SweepRow.Price));
        var result = _context.Sweep().Regression(new SweepOptions { MaximumNumberOfTrials = 2 }).Run(rows, nameof(SweepRow.Price));
        Assert.Contains("2 rows without a label were left out.", result.Remarks);
        Assert.True(double.IsFinite(result.TestLoss));
    }

    [Fact]
    public void Too_few_rows_are_counted() =>
        Assert.Contains("has 12 rows", Assert.Throws<InvalidOperationException>(() => Sweep(Samples.Rows(12))).Message);

    [Fact]
    public void No_rows_at_all_are_refused() =>
        Assert.Contains("has 0 rows", Assert.Throws<InvalidOperationException>(() => Sweep(Samples.Rows(0))).Message);

    [Fact]
    public void Thirty_rows_give_a_model_and_a_warning()
    {
        var result = Sweep(Samples.Rows(30));
        Assert.True(double.IsFinite(result.TestLoss));
        Assert.Contains(result.Remarks, remark => remark.Contains("mostly luck"));
    }

    [Fact]
    public void No_usable_column_is_refused_with_the_reasons()
    {
        var all = SweepRow.Make(100);
        var rows = _context.Data.LoadFromEnumerable(all.Select(row => new Useless { Yes = row.Yes }).ToList());
        string message = Assert.Throws<InvalidOperationException>(() => Sweep(rows)).Message;
        Assert.Contains("Gone (no value that is a number)", message);
        Assert.Contains("Same (constant)", message);
        Assert.Contains("Empty (empty)", message);
    }

    [Fact]
    public void A_column_without_any_number_is_left_out()
    {
        var result = Sweep(Samples.Rows(change: all => all.ForEach(row => row.Age = float.NaN)));
        Assert.Contains("Column 'Age' was left out: no value that is a number.", result.Remarks);
    }

    [Fact]
    public void A_hundred_thousand_distinct_strings_do_no_harm()
    {
        var all = SweepRow.Make(100_000);
        for (int i = 0; i < all.Count; i++)
            (all[i].Remark, all[i].Town) = ($"id{i}", $"town{i % 5000}");
        var rows = SweepRow.View(_context, Samples.Label, all, withText: true);
        var options = new SweepOptions { Candidates = [SampleCandidates.Quick[1]], MaximumNumberOfTrials = 1 };
        var result = _context.Sweep().BinaryClassification(options).Run(rows, Samples.Label);
        Assert.Contains("Remark: left out, nearly every row has a value of its own", result.Pipeline);
        Assert.Contains("Town: values hashed", result.Pipeline);
        Assert.True(double.IsFinite(result.TestLoss));
    }

    [Fact]
    public void New_categories_and_gaps_get_a_score()
    {
        var model = Sweep(Samples.Rows(withText: true)).Model;
        var strange = Samples.Rows(50, withText: true, change: all => all.ForEach(row =>
            (row.Town, row.Size, row.Remark, row.Day) = ("Atlantis", float.NaN, "", DateTime.MaxValue)));
        var scores = Microsoft.ML.Data.ColumnCursorExtensions.GetColumn<float>(model.Transform(strange), "Probability");
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
    }

    public static TheoryData<Action<SweepOptions>, string> BadOptions => new()
    {
        { options => options.MaximumNumberOfTrials = 0, "MaximumNumberOfTrials is 0; allowed is [1, 2147483647]" },
        { options => options.MaximumDuration = TimeSpan.Zero, "MaximumDuration is 00:00:00; allowed is more than zero" },
        { options => options.MaximumTrialDuration = TimeSpan.FromSeconds(-1), "MaximumTrialDuration is -00:00:01" },
        { options => options.MaximumMemoryInMegabytes = 0, "MaximumMemoryInMegabytes is 0" },
        { options => options.NumberOfWorkers = 0, "NumberOfWorkers is 0" },
        { options => options.Confidence = 1, "Confidence is 1; allowed is (0.5, 1)" },
        { options => options.Tolerance = double.NaN, "Tolerance is NaN" },
        { options => options.RungFactor = 1, "RungFactor is 1" },
        { options => options.Candidates = [], "Candidates is empty" },
        { options => options.Candidates = [SampleCandidates.Quick[0], SampleCandidates.Quick[0]], "Two candidates are called 'Lagrangian'" },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void A_bad_option_is_named_with_what_is_allowed(Action<SweepOptions> set, string message)
    {
        var options = new SweepOptions();
        set(options);
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => _context.Sweep().BinaryClassification(options)).Message);
    }

    private SweepResult Sweep(IDataView rows, string label = Samples.Label) =>
        _context.Sweep().BinaryClassification(Samples.Options(3)).Run(rows, label);

    public sealed class Useless
    {
        public float Gone { get; set; } = float.NaN;

        public float Same { get; set; } = 3;

        public string Empty { get; set; } = "";

        public bool Yes { get; set; }
    }
}
