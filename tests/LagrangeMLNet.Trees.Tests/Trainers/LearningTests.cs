using LagrangeMLNet.Mechanics;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.TreesTests.Trainers;

public class LearningTests
{
    private static readonly MLContext Context = new(seed: 0);

    [Theory]
    [MemberData(nameof(TreeCase.Tasks), MemberType = typeof(TreeCase))]
    public void A_report_tells_the_path_and_the_end(string name)
    {
        var heard = new List<LearningState>();
        var (_, report) = TreeCase.Of(name).Learn(
            Context, TreeRow.View(Context, TreeRow.Make(800)), options => options.Progress = new Listener(heard.Add));

        Assert.Equal(report.Path, heard.Take(report.Path.Count - 1).Append(heard[^1]));
        Assert.Equal(report.StopReason, report.Path[^1].StopReason);
        Assert.InRange(report.BestRound, 1, report.Rounds);
        Assert.Equal(report.Path.Min(state => state.Velocity), report.Floor, 1e-12);
        Assert.True(report.Floor < report.Path[0].Velocity && report.FloorStandardError > 0);
        Assert.True(report.FeatureGains[0] > report.FeatureGains[4]);
        Assert.StartsWith($"End: {report.StopReason}", report.ToString());
    }

    [Theory]
    [MemberData(nameof(TreeCase.Tasks), MemberType = typeof(TreeCase))]
    public void Validation_rows_tell_the_end(string name)
    {
        var (model, report) = TreeCase.Of(name).Fit(
            Context, _ => { }, TreeRow.View(Context, TreeRow.Make(800)), TreeRow.View(Context, TreeRow.Make(300, seed: 3)));

        Assert.Equal((800, 300), (report.Rows, report.HeldOutRows));
        Assert.InRange(report.Trees, 1, int.MaxValue);
        Assert.All(Scores.Of(model, TreeRow.View(Context, TreeRow.Make(50))), score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void An_earlier_model_gets_more_trees()
    {
        IDataView data = TreeRow.View(Context, TreeRow.Make(800));
        var few = Context.BinaryClassification.Trainers.LagrangianTrees(TreeCase.Binary(options => options.NumberOfRounds = 3)).Fit(data);
        var trainer = Context.BinaryClassification.Trainers.LagrangianTrees(TreeCase.Binary(_ => { }));

        var more = trainer.Fit(data, few.Model);

        double Loss(ITransformer model) => Context.BinaryClassification.Evaluate(model.Transform(data), nameof(TreeRow.Yes)).LogLoss;
        Assert.True(trainer.LastReport!.Trees > 0);
        Assert.True(Loss(more) < Loss(few));
    }

    [Fact]
    public void Numbers_and_classes_go_on_from_earlier_models_too()
    {
        IDataView data = TreeRow.View(Context, TreeRow.Make(500));
        var numbers = Context.Regression.Trainers.LagrangianTrees(TreeCase.Regression(options => options.NumberOfRounds = 3));
        var classes = Context.MulticlassClassification.Trainers.LagrangianTrees(TreeCase.Multiclass(options => options.NumberOfRounds = 3));
        var (number, kind) = (numbers.Fit(data), classes.Fit(data));

        double before = Context.Regression.Evaluate(number.Transform(data), nameof(TreeRow.Number)).RootMeanSquaredError;
        double after = Context.Regression.Evaluate(numbers.Fit(data, number.Model).Transform(data),
            nameof(TreeRow.Number)).RootMeanSquaredError;
        double first = Context.MulticlassClassification.Evaluate(kind.Transform(data), nameof(TreeRow.Class)).LogLoss;
        double second = Context.MulticlassClassification.Evaluate(classes.Fit(data, kind.Model).Transform(data),
            nameof(TreeRow.Class)).LogLoss;

        Assert.True(after < before && second < first);
    }

    [Fact]
    public void A_given_number_of_rounds_is_made()
    {
        var (_, report) = TreeCase.Of("binary").Learn(
            Context, TreeRow.View(Context, TreeRow.Make(500)), options => (options.NumberOfRounds, options.HoldOutFraction) = (7, 0.2));

        Assert.Equal((7, 7, StopReason.BudgetSpent), (report.BestRound, report.Trees, report.StopReason));
    }

    [Fact]
    public void Who_cancels_gets_no_model()
    {
        using var source = new CancellationTokenSource();
        var trainer = Context.BinaryClassification.Trainers.LagrangianTrees(TreeCase.Binary(options =>
        {
            options.CancellationToken = source.Token;
            options.Progress = new Listener(state =>
            {
                if (state.Step == 3)
                    source.Cancel();
            });
        }));

        Assert.Throws<OperationCanceledException>(() => trainer.Fit(TreeRow.View(Context, TreeRow.Make(500))));
        Assert.Null(trainer.LastReport);
    }

    [Fact]
    public void Balanced_classes_raise_the_probability_of_the_rare_one()
    {
        TreeRow[] rows = [.. TreeRow.Make(2000).Where((row, i) => !row.Yes || i % 10 == 0)];
        IDataView data = TreeRow.View(Context, rows);
        var options = TreeCase.Binary(_ => { });
        double plain = Scores.Of(Context.BinaryClassification.Trainers.LagrangianTrees(options).Fit(data), data).Average();
        options.BalanceClasses = true;

        Assert.True(Scores.Of(Context.BinaryClassification.Trainers.LagrangianTrees(options).Fit(data), data).Average() > plain + 0.5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void A_few_rows_give_a_model_with_finite_scores(int count)
    {
        IDataView data = TreeRow.View(Context, TreeRow.Make(count));
        foreach (string name in (string[])["binary", "multiclass", "regression", "huber", "quantile", "poisson", "interval"])
            Assert.All(Scores.Of(TreeCase.Of(name).Learn(Context, data).Model, data), score => Assert.True(float.IsFinite(score)));
    }

    private sealed class Listener(Action<LearningState> listen) : IProgress<LearningState>
    {
        public void Report(LearningState value) => listen(value);
    }
}
