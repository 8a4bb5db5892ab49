using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.TreesTests.Trainers;

/// <summary>What each loss of regression is for.</summary>
public class RegressionLossTests
{
    private static readonly MLContext Context = new(seed: 0);

    [Fact]
    public void Outliers_move_Hubers_trees_far_less_than_squared_ones()
    {
        NoisyRow[] rows = NoisyRow.Make(2000, 1, (z, share, size) => share < 0.05 ? 300 + (100 * z) : z * size);
        IDataView train = NoisyRow.View(Context, rows);
        NoisyRow[] fresh = NoisyRow.Make(1000, 2);

        double squared = Error(TreesRegressionLoss.Squared), huber = Error(TreesRegressionLoss.Huber);

        Assert.InRange(huber, 0, 0.8);
        Assert.True(squared > 5 * huber, $"{squared} {huber}");

        double Error(TreesRegressionLoss loss) =>
            Scores.Of(Context.Regression.Trainers.LagrangianTrees(loss: loss).Fit(train), NoisyRow.View(Context, fresh))
                .Zip(fresh).Average(pair => Math.Abs(pair.First - pair.Second.Mean));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_quantile_has_its_share_of_fresh_labels_below_it_where_noise_is_large_and_where_it_is_small(double quantile)
    {
        var trainer = Context.Regression.Trainers.LagrangianTrees(
            new LagrangianTreesRegressionTrainer.Options { Loss = TreesRegressionLoss.Quantile, Quantile = quantile });
        NoisyRow[] fresh = NoisyRow.Make(3000, 2);

        float[] scores = Scores.Of(trainer.Fit(NoisyRow.View(Context, NoisyRow.Make(3000, 1))), NoisyRow.View(Context, fresh));

        Assert.Equal(quantile, Share(_ => true), 0.025);
        foreach (float spread in (float[])[0.5f, 3])
            Assert.Equal(quantile, Share(row => row.Spread == spread), 0.08);

        double Share(Func<NoisyRow, bool> which) => scores.Zip(fresh).Where(pair => which(pair.Second))
            .Average(pair => pair.Second.Label < pair.First ? 1.0 : 0);
    }

    [Fact]
    public void Rates_are_learnt_from_counts()
    {
        NoisyRow[] Counts(int seed)
        {
            var random = new Random(seed);
            NoisyRow[] rows = NoisyRow.Make(3000, seed);
            foreach (NoisyRow row in rows)
            {
                row.Mean = (row.Features[0] > 0.5 ? 4 : 0.5f) * (1 + row.Features[1]);
                double share = Math.Exp(-row.Mean), term = share, at = random.NextDouble();
                for (row.Label = 0; at > share && row.Label < 60; share += term)
                    term *= row.Mean / ++row.Label;
            }

            return rows;
        }

        NoisyRow[] fresh = Counts(2);
        float[] rates = Scores.Of(
            Context.Regression.Trainers.LagrangianTreesPoisson().Fit(NoisyRow.View(Context, Counts(1))), NoisyRow.View(Context, fresh));

        Assert.All(rates, rate => Assert.True(rate > 0));
        Assert.Equal(fresh.Average(row => row.Label), rates.Average(), 0.1);
        Assert.InRange(rates.Zip(fresh).Average(pair => Math.Abs(Math.Log(pair.First / pair.Second.Mean))), 0, 0.15);
    }

    [Theory]
    [InlineData("huber")]
    [InlineData("quantile")]
    [InlineData("poisson")]
    [InlineData("interval")]
    public void Equal_labels_give_a_model_that_says_them(string name)
    {
        TreeRow[] rows = TreeRow.Make(200);
        foreach (TreeRow row in rows)
            row.Number = 5;
        IDataView data = TreeRow.View(Context, rows);

        Assert.All(Scores.Of(TreeCase.Of(name).Learn(Context, data).Model, data), score => Assert.Equal(5, score, 1e-3));
    }

    [Theory]
    [InlineData("huber")]
    [InlineData("quantile")]
    [InlineData("interval")]
    public void Labels_in_another_unit_give_scores_in_that_unit(string name)
    {
        TreeRow[] rows = TreeRow.Make(500), others = TreeRow.Make(500);
        foreach (TreeRow row in others)
            row.Number *= 1024;
        IDataView data = TreeRow.View(Context, rows), other = TreeRow.View(Context, others);

        Assert.All(
            Scores.Of(TreeCase.Of(name).Learn(Context, data).Model, data)
                .Zip(Scores.Of(TreeCase.Of(name).Learn(Context, other).Model, data)),
            pair => Assert.Equal(1, pair.Second / pair.First / 1024, 1e-4));
    }

    [Theory]
    [InlineData("huber")]
    [InlineData("quantile")]
    public void Numbers_go_on_from_an_earlier_model(string name)
    {
        var options = new LagrangianTreesRegressionTrainer.Options
        {
            Loss = name == "huber" ? TreesRegressionLoss.Huber : TreesRegressionLoss.Quantile,
            NumberOfRounds = 3,
        };
        IDataView data = NoisyRow.View(Context, NoisyRow.Make(600, 1));
        var few = Context.Regression.Trainers.LagrangianTrees(options).Fit(data);
        options.NumberOfRounds = null;

        var more = Context.Regression.Trainers.LagrangianTrees(options).Fit(data, few.Model);

        Assert.True(Error(more) < 0.8 * Error(few));

        double Error(ITransformer model) => Context.Regression.Evaluate(model.Transform(data)).MeanAbsoluteError;
    }

    [Fact]
    public void Rates_go_on_from_an_earlier_model()
    {
        IDataView data = NoisyRow.View(Context, NoisyRow.Make(600, 1));
        var few = Context.Regression.Trainers.LagrangianTreesPoisson(
            new LagrangianTreesPoissonRegressionTrainer.Options { NumberOfRounds = 3 }).Fit(data);

        var more = Context.Regression.Trainers.LagrangianTreesPoisson().Fit(data, few.Model);

        Assert.True(Error(more) < 0.8 * Error(few));

        double Error(ITransformer model) => Context.Regression.Evaluate(model.Transform(data)).RootMeanSquaredError;
    }
}
