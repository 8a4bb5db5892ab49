using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.TreesTests.Trainers;

/// <summary>Bad input gets an error that names the column, the row, what was found and what to do.</summary>
public class BadInputTests
{
    private static readonly MLContext Context = new(seed: 0);

    [Fact]
    public void An_infinite_feature_is_named()
    {
        TreeRow[] rows = TreeRow.Make(100);
        rows[37].Features[2] = float.PositiveInfinity;
        Fails<InvalidOperationException>(rows, "Column 'Features', row 37, slot 2: found +∞");
    }

    [Fact]
    public void An_infinite_label_is_named()
    {
        TreeRow[] rows = TreeRow.Make(100);
        rows[5].Number = float.NegativeInfinity;
        Fails<InvalidOperationException>(rows, "Label column 'Number', row 5: found −∞", "regression");
    }

    [Fact]
    public void A_negative_weight_is_named()
    {
        TreeRow[] rows = TreeRow.Make(100);
        rows[5].Weight = -1;
        Fails<InvalidOperationException>(
            rows, "Example weight column 'Weight', row 5: found -1", set: options =>
                options.ExampleWeightColumnName = nameof(TreeRow.Weight));
    }

    [Fact]
    public void No_rows_are_named() => Fails<InvalidOperationException>([], "No valid training instances found");

    [Fact]
    public void Rows_with_a_missing_label_are_left_out_and_counted()
    {
        TreeRow[] rows = TreeRow.Make(100);
        rows[1].Number = rows[2].Number = float.NaN;

        var (_, report) = TreeCase.Of("regression").Learn(Context, TreeRow.View(Context, rows));

        Assert.Equal((98, 2), (report.Rows, report.SkippedRows));
        Assert.Contains(report.Remarks, remark => remark.Contains("2 rows were left out", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_column_is_named()
    {
        var trainer = Context.BinaryClassification.Trainers.LagrangianTrees(nameof(TreeRow.Yes), "Nothing");
        var error = Assert.ThrowsAny<ArgumentOutOfRangeException>(() => trainer.Fit(TreeRow.View(Context, TreeRow.Make(10))));
        Assert.Contains("Nothing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_out_of_range_is_named()
    {
        Refuses(nameof(LagrangianTreesOptions.LearningRate), options => options.LearningRate = 0);
        Refuses(nameof(LagrangianTreesOptions.NumberOfLeaves), options => options.NumberOfLeaves = 1);
        Refuses(nameof(LagrangianTreesOptions.MinimumExampleCountPerLeaf), options => options.MinimumExampleCountPerLeaf = 0);
        Refuses(nameof(LagrangianTreesOptions.L2Regularization), options => options.L2Regularization = -1);
        Refuses(nameof(LagrangianTreesOptions.RowFraction), options => options.RowFraction = 1.1);
        Refuses(nameof(LagrangianTreesOptions.FeatureFraction), options => options.FeatureFraction = double.NaN);
        Refuses(nameof(LagrangianTreesOptions.MaximumBinCountPerFeature), options => options.MaximumBinCountPerFeature = 256);
        Refuses(nameof(LagrangianTreesOptions.Folds), options => options.Folds = 1);
        Refuses(nameof(LagrangianTreesOptions.HoldOutFraction), options => options.HoldOutFraction = 1);
        Refuses(nameof(LagrangianTreesOptions.NumberOfRounds), options => options.NumberOfRounds = 0);
        Refuses(nameof(LagrangianTreesOptions.MonotoneConstraints), options => options.MonotoneConstraints = [2]);
        Refuses(nameof(LagrangianTreesOptions.NumberOfThreads), options => options.NumberOfThreads = 0);
        Refuses(nameof(LagrangianTreesOptions.FeatureColumnName), options => options.FeatureColumnName = "");
    }

    [Fact]
    public void A_negative_count_is_named()
    {
        TreeRow[] rows = TreeRow.Make(100);
        rows[5].Number = -1;
        Fails<InvalidOperationException>(rows, "Label column 'Number', row 5: found -1, expected a count or rate from 0", "poisson");
    }

    [Fact]
    public void Options_of_losses_and_intervals_out_of_range_are_named()
    {
        Named("HuberDelta", () => Context.Regression.Trainers.LagrangianTrees(
            new LagrangianTreesRegressionTrainer.Options { HuberDelta = 0 }));
        Named("Quantile", () => Context.Regression.Trainers.LagrangianTrees(
            new LagrangianTreesRegressionTrainer.Options { Quantile = 1 }));
        Named("Loss is 7", () => Context.Regression.Trainers.LagrangianTrees(loss: (TreesRegressionLoss)7));
        Named("ConfidenceLevel", () => Context.Regression.Trainers.LagrangianTreesInterval(confidenceLevel: 1));
        Named("'Score'", () => Context.Regression.Trainers.LagrangianTreesInterval(
            new LagrangianTreesIntervalTrainer.Options { ConfidenceLowerBoundColumn = "Score" }));

        static void Named(string expected, Action create) =>
            Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(create).Message, StringComparison.Ordinal);
    }

    private static void Refuses(string property, Action<LagrangianTreesOptions> set)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => Context.Regression.Trainers.LagrangianTrees(TreeCase.Regression(set)));
        Assert.Contains(property, error.Message, StringComparison.Ordinal);
    }

    private static void Fails<TError>(TreeRow[] rows, string message, string name = "binary", Action<LagrangianTreesOptions>? set = null)
        where TError : Exception
    {
        var error = Assert.Throws<TError>(() => TreeCase.Of(name).Learn(Context, TreeRow.View(Context, rows), set));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
