using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.AutoML.Trials;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

/// <summary>What every division of rows must hold, whatever their number and their classes.</summary>
public sealed class RowPlanTests
{
    /// <summary>All small numbers, and around each place where shares change, up to ten million.</summary>
    public static IEnumerable<int> Numbers =>
    [
        .. Enumerable.Range(RowPlan.FewestRows, 281),
        999,
        1000,
        1001,
        4999,
        49_999,
        50_000,
        50_001,
        99_998,
        99_999,
        100_000,
        100_001,
        123_457,
        200_000, 400_000, 1_000_000,
    ];

    [Fact]
    public void Every_number_of_rows_gives_parts_of_the_promised_sizes()
    {
        foreach (int rows in Numbers)
        {
            AssertSound(new int[rows]);
            AssertSound([.. Enumerable.Range(0, rows).Select(row => row % 3 == 0 ? 1 : 0)]);
        }
    }

    [Fact]
    public void Ten_million_rows_are_compared_on_ten_thousand() => AssertSound(new int[10_000_000]);

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 0, 2)]
    [InlineData(3, 1, 2)]
    [InlineData(4, 1, 3)]
    [InlineData(12, 2, 10)]
    public void A_rare_class_is_learnt_from_first_then_compared_on_then_tested(int rare, int tested, int compared)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            int[] strata = [.. Enumerable.Range(0, 300).Select(row => (row * 7) % 300 < rare ? 1 : 0)];
            var plan = RowPlan.Of(strata, seed, 4, "Yes");
            int Rare(bool[] part) => part.Where((isIn, row) => isIn && strata[row] == 1).Count();
            Assert.Equal(tested, Rare(plan.Test));
            Assert.Equal(compared, plan.Folds.Sum(Rare));
            Assert.All(Enumerable.Range(0, plan.Folds.Count), fold => Assert.InRange(Rare(plan.TrainingFor(fold)), 1, rare));
        }
    }

    [Fact]
    public void A_rare_class_has_a_row_on_every_rung()
    {
        int[] strata = [.. Enumerable.Range(0, 50_000).Select(row => row % 10_000 == 77 ? 1 : 0)];
        for (int seed = 0; seed < 20; seed++)
        {
            var plan = RowPlan.Of(strata, seed, 4, "Yes");
            Assert.True(plan.Rungs.Count > 2);
            Assert.Contains(strata.Zip(plan.Training(0)), row => row is (1, true));
            Assert.Contains(strata.Zip(plan.InOrder(plan.TrainingRows, strata).Training(0)), row => row is (1, true));
        }
    }

    [Fact]
    public void Where_every_class_has_a_row_or_two_nothing_can_be_compared_and_that_is_an_error()
    {
        foreach (int size in (int[])[1, 2])
        {
            int[] strata = [.. Enumerable.Range(0, 300).Select(row => row / size)];
            var error = Assert.Throws<InvalidOperationException>(() => RowPlan.Of(strata, 0, 4, "Name"));
            Assert.Contains($"'Name' has {300 / size} classes in 300 rows", error.Message);
        }
    }

    [Fact]
    public void A_loss_over_no_rows_is_an_error() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RungResult.Of(0, 100, [], TimeSpan.Zero));

    [Fact]
    public void The_better_of_two_candidates_wins_on_a_hundred_thousand_rows()
    {
        var context = new MLContext(1);
        var random = new Random(5);
        var rows = context.Data.LoadFromEnumerable(Enumerable.Range(0, 100_000).Select(_ => Product.Of(random)).ToList());
        var candidates = new[]
        {
            SampleLinear(),
            Candidate.Create<Samples.Nothing>("Trees", (context, _, settings) => context.BinaryClassification.Trainers.LightGbm(
                new Microsoft.ML.Trainers.LightGbm.LightGbmBinaryTrainer.Options
                {
                    LabelColumnName = settings.LabelColumnName,
                    FeatureColumnName = settings.FeatureColumnName,
                    NumberOfIterations = 60,
                    NumberOfThreads = 1,
                })),
        };
        var options = new SweepOptions { Candidates = candidates, MaximumNumberOfTrials = 2, NumberOfWorkers = 1 };
        var result = context.Sweep().BinaryClassification(options).Run(rows, nameof(Product.IsPositive));
        Assert.Equal("Trees", result.Best.Candidate);
        Assert.InRange(result.TestLoss, 0, 0.1);
        Assert.Contains(result.Leaderboard, trial => trial.Candidate == "Linear" && Math.Abs(trial.Rungs[0].Loss - Math.Log(2)) < 0.01);
    }

    private static Candidate SampleLinear() => Candidate.Create<Samples.Nothing>("Linear", (context, _, settings) =>
        context.BinaryClassification.Trainers.LbfgsLogisticRegression(settings.LabelColumnName, settings.FeatureColumnName));

    private static void AssertSound(int[] strata)
    {
        int rows = strata.Length;
        var plan = RowPlan.Of(strata, rows, 4, "Yes");
        int compared = rows < 1000 ? rows - (rows / 5) : Math.Min(rows / 5, 10_000);
        Assert.InRange(plan.Test.AsSpan().Count(true), Math.Min(rows / 5, 20_000) - 1, Math.Min(rows / 5, 20_000));
        Assert.InRange(plan.Compared, compared - 1, compared + 1);
        Assert.Equal(rows, plan.Usable);
        Assert.All(plan.Folds, fold => Assert.True(fold.AsSpan().Contains(true)));
        bool[] training = plan.Training(plan.Rungs.Count - 1);
        bool[] test = plan.Test, validation = plan.Validation;
        for (int row = 0; row < rows; row++)
        {
            int parts = (test[row] ? 1 : 0) + (training[row] ? 1 : 0) + (validation[row] ? 1 : 0);
            if (parts != 1)
                Assert.Fail($"Row {row} of {rows} is in {parts} parts.");
        }
    }

    private sealed class Product
    {
        public float A { get; set; }

        public float B { get; set; }

        public bool IsPositive { get; set; }

        public static Product Of(Random random)
        {
            var row = new Product { A = (float)random.NextDouble() - 0.5f, B = (float)random.NextDouble() - 0.5f };
            row.IsPositive = row.A * row.B > 0;
            return row;
        }
    }
}
