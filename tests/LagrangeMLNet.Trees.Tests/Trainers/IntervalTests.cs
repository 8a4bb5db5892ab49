using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.TreesTests.Trainers;

/// <summary>Intervals hold what they promise on rows that nothing was learnt from.</summary>
public class IntervalTests
{
    private static readonly MLContext Context = new(seed: 0);

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(0.9, false)]
    [InlineData(0.9, true)]
    public void The_promised_share_of_fresh_labels_lies_within_the_bounds(double level, bool isSkewed)
    {
        Func<double, double, double, double> noise = (z, share, size) => size * (isSkewed ? -Math.Log(1 - share) - 1 : z);
        NoisyRow[] fresh = NoisyRow.Make(4000, 2, noise);
        IDataView scored = Context.Regression.Trainers.LagrangianTreesInterval(confidenceLevel: level)
            .Fit(NoisyRow.View(Context, NoisyRow.Make(3000, 1, noise))).Transform(NoisyRow.View(Context, fresh));
        float[] lower = [.. scored.GetColumn<float>("LowerBound")], upper = [.. scored.GetColumn<float>("UpperBound")];

        Assert.Equal(level, Share(_ => true), 0.03);
        Assert.Equal(level, Share(row => row.Spread < 1), 0.08);
        Assert.Equal(level, Share(row => row.Spread > 1), 0.08);

        double Share(Func<NoisyRow, bool> which) => fresh.Index().Where(row => which(row.Item))
            .Average(row => row.Item.Label >= lower[row.Index] && row.Item.Label <= upper[row.Index] ? 1.0 : 0);
    }

    [Fact]
    public void The_standard_deviation_is_that_of_the_noise()
    {
        NoisyRow[] fresh = NoisyRow.Make(500, 2);
        float[] deviations = [.. Context.Regression.Trainers.LagrangianTreesInterval()
            .Fit(NoisyRow.View(Context, NoisyRow.Make(3000, 1))).Transform(NoisyRow.View(Context, fresh))
            .GetColumn<float>("StandardDeviation")];

        foreach (float spread in (float[])[0.5f, 3])
            Assert.Equal(1, deviations.Zip(fresh).Where(pair => pair.Second.Spread == spread).Average(pair => pair.First) / spread, 0.2);
    }

    [Fact]
    public void Validation_rows_give_the_bounds()
    {
        // Noise three times as large as in training: the bounds are those of the rows that nothing was learnt from.
        NoisyRow[] held = NoisyRow.Make(2000, 3, (z, _, size) => 3 * z * size);
        IDataView view = NoisyRow.View(Context, held);
        IDataView scored = Context.Regression.Trainers.LagrangianTreesInterval()
            .Fit(NoisyRow.View(Context, NoisyRow.Make(2000, 1)), view).Transform(view);

        double inside = held.Zip(scored.GetColumn<float>("LowerBound"), scored.GetColumn<float>("UpperBound"))
            .Average(row => row.First.Label >= row.Second && row.First.Label <= row.Third ? 1.0 : 0);

        Assert.Equal(0.9, inside, 0.005);
    }

    [Fact]
    public void Columns_have_the_names_that_were_asked_for()
    {
        IDataView data = NoisyRow.View(Context, NoisyRow.Make(300, 1));
        var trainer = Context.Regression.Trainers.LagrangianTreesInterval(new LagrangianTreesIntervalTrainer.Options
        {
            StandardDeviationColumn = "Noise",
            ConfidenceLowerBoundColumn = "Low",
            ConfidenceUpperBoundColumn = "High",
        });

        DataViewSchema schema = trainer.Fit(data).Transform(data).Schema;

        Assert.All((string[])["Score", "Noise", "Low", "High"], name => Assert.Equal(NumberDataViewType.Single, schema[name].Type));
    }
}
