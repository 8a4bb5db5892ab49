using LagrangeMLNet.Tests.Trainers;
using LagrangeMLNet.Trainers;
using LagrangeMLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Training;

/// <summary>
/// What an example weight means: its unit does not matter where the strength is chosen, and a row of weight 0 is not there.
/// </summary>
public class WeightTests
{
    private const int Features = 4;

    private readonly MLContext _context = new(seed: 0);

    public static TheoryData<string, string> Fits
    {
        get
        {
            var fits = new TheoryData<string, string>();
            foreach (string name in (string[])["Logistic", "MaximumEntropy", "Regression", "Poisson"])
                foreach (string setting in (string[])["default", "L1", "planned", "uniform", "streamed", "validated"])
                    fits.Add(name, setting);
            return fits;
        }
    }

    [Theory]
    [MemberData(nameof(Fits))]
    public void A_row_of_weight_0_is_as_if_it_were_not_there(string name, string setting)
    {
        var rows = Rows(setting == "streamed" ? 50_000 : 3000, seed: 5);
        var random = new Random(2);
        var more = rows.SelectMany(row => random.Next(3) == 0 ? [Absent(random.Next(3)), row] : (Observation[])[row]).Prepend(Absent(0)).ToArray();
        var expected = Fit(name, setting, rows, rows);
        var found = Fit(name, setting, more, more);
        Assert.Equal(Score(expected.Model, rows), Score(found.Model, rows));
        Assert.Equal(expected.Report.Rows, found.Report.Rows);
        Assert.Equal(expected.Report.SkippedRows, found.Report.SkippedRows);
        Assert.Equal(expected.Report.HeldOutRows, found.Report.HeldOutRows);
        Assert.Equal(expected.Report.TrainingLoss, found.Report.TrainingLoss);
        Assert.Equal(expected.Report.Remarks, found.Report.Remarks);
    }

    [Theory]
    [InlineData("Logistic")]
    [InlineData("MaximumEntropy")]
    [InlineData("Regression")]
    [InlineData("Poisson")]
    [InlineData("NegativeBinomial")]
    [InlineData("Huber")]
    public void A_chosen_strength_does_not_depend_on_the_unit_of_the_weights(string name)
    {
        var rows = Rows(200, seed: 6);
        float[] expected = Score(Fit(name, "default", rows, rows).Model, rows);
        foreach (float unit in (float[])[0.01f, 1.1e-6f, 0.9e-6f, 1e-30f, 3e6f, 1e30f])
        {
            var scaled = rows.Select(row => Copy(row, row.Weight * unit)).ToArray();
            float[] found = Score(Fit(name, "default", scaled, scaled).Model, rows);
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], found[i], 1e-3f * (1 + Math.Abs(expected[i])));
        }
    }

    /// <summary>As in LBFGS, whose L2 penalty is a part of the weighted sum, and whose L1 penalty counts times the mean weight.</summary>
    [Theory]
    [InlineData("Logistic")]
    [InlineData("MaximumEntropy")]
    [InlineData("Regression")]
    [InlineData("Poisson")]
    [InlineData("NegativeBinomial")]
    [InlineData("Huber")]
    public void A_given_strength_stands_against_the_weighted_sum(string name)
    {
        var rows = Rows(300, seed: 7);
        foreach (float unit in (float[])[1e-8f, 0.01f, 100, 1e8f])
            foreach (bool l1 in (bool[])[false, true])
            {
                void Strength(LagrangianTrainerOptions options, float factor)
                {
                    options.Tolerance = 1e-5;
                    if (l1)
                        options.L1Regularization = 20;
                    else
                        options.L2Regularization = 20 * factor;
                }

                var scaled = rows.Select(row => Copy(row, row.Weight * unit)).ToArray();
                float[] expected = Score(Fit(name, "default", rows, rows, options => Strength(options, 1)).Model, rows);
                float[] found = Score(Fit(name, "default", scaled, scaled, options => Strength(options, unit)).Model, rows);
                for (int i = 0; i < expected.Length; i++)
                    Assert.Equal(expected[i], found[i], 1e-3f * (1 + Math.Abs(expected[i])));
            }
    }

    [Fact]
    public void Balanced_classes_count_the_same_however_far_apart_their_weights_are()
    {
        var rows = Rows(200, seed: 8);
        float[] expected = Score(Fit("Logistic", "balanced", rows, rows).Model, rows);
        foreach (var row in rows)
            row.Weight *= row.Label ? 8e-15f : 4e25f;
        float[] found = Score(Fit("Logistic", "balanced", rows, rows).Model, rows);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-2f * (1 + Math.Abs(expected[i])));
    }

    private (ITransformer Model, LearningReport Report) Fit(
        string name, string setting, Observation[] rows, Observation[] validation, Action<LagrangianTrainerOptions>? set = null)
    {
        var trainer = TrainerCase.Of(name).Trainer(_context, options =>
        {
            options.LabelColumnName = name switch { "Logistic" => "Label", "MaximumEntropy" => "Class", "Regression" => "Amount", _ => "Count" };
            options.ExampleWeightColumnName = "Weight";
            options.L1Regularization = setting == "L1" ? 5 : null;
            options.MaximumMemoryInMegabytes = setting == "streamed" ? 1 : null;
            options.DataSelection = setting switch
            {
                "planned" => new PlannedSelection(0.5),
                "uniform" => new UniformSelection(0.5),
                _ => options.DataSelection,
            };
            if (setting == "balanced")
                ((LagrangianLogisticRegressionBinaryTrainer.Options)options).BalanceClasses = true;
            set?.Invoke(options);
        });
        var view = Synthetic.View(_context, rows, Features);
        ITransformer model = setting == "validated"
            ? (ITransformer)((dynamic)trainer).Fit(view, Synthetic.View(_context, validation, Features))
            : trainer.Fit(view);
        return (model, TrainerCase.ReportOf(trainer)!);
    }

    private float[] Score(ITransformer model, Observation[] rows) => Scores.Of(model.Transform(Synthetic.View(_context, rows, Features)));

    private static Observation[] Rows(int count, int seed)
    {
        var rows = Synthetic.Dense(count, Features, seed);
        for (int i = 0; i < count; i++)
            rows[i].Weight = 0.5f + (i % 3);
        return rows;
    }

    private static Observation Copy(Observation row, float weight) => new()
    {
        Features = row.Features,
        Label = row.Label,
        Class = row.Class,
        Amount = row.Amount,
        Count = row.Count,
        Weight = weight,
    };

    /// <summary>A row that would be an error, a missing value or an outlier if it counted.</summary>
    private static Observation Absent(int kind) => new()
    {
        Features = new VBuffer<float>(Features, [kind switch { 0 => float.PositiveInfinity, 1 => float.NaN, _ => 1e6f }, 0, -1e6f, 0]),
        Label = true,
        Amount = 1e9f,
        Count = kind == 0 ? -1 : 1000,
        Weight = 0,
    };
}
