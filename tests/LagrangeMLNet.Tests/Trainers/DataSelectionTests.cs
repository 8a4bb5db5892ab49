using System.Text.Json;
using LagrangeMLNet.Tests.Training;
using LagrangeMLNet.Trainers;
using LagrangeMLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Xunit;
using Observation = LagrangeMLNet.Tests.Training.Observation;

namespace LagrangeMLNet.Tests.Trainers;

/// <summary>What a user of <see cref="LagrangianTrainerOptions.DataSelection"/> relies on, with every trainer.</summary>
public class DataSelectionTests
{
    private const int Slots = 12;
    private static readonly Observation[] Rows = Dense(12_000, Slots, 1);

    private readonly MLContext _context = new(seed: 0);

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void A_planned_tenth_is_near_the_full_fit_and_nearer_than_a_uniform_tenth(string name)
    {
        var full = Fit(name, Rows, _ => { }).Weights;
        double planned = 0, uniform = 0;
        for (int seed = 0; seed < 3; seed++)
        {
            planned += Distance(full, Fit(name, Rows, o => (o.DataSelection, o.Seed) = (new PlannedSelection(0.1), seed)).Weights);
            uniform += Distance(full, Fit(name, Rows, o => (o.DataSelection, o.Seed) = (new UniformSelection(0.1), seed)).Weights);
        }

        // In the square, the excess loss: a tenth of the uniform sample's at most.
        Assert.True(planned < uniform / 10, $"{planned} against {uniform}");
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void The_report_says_what_was_read_what_it_costs_and_that_it_held(string name)
    {
        var report = Fit(name, Rows, o => o.DataSelection = new PlannedSelection(0.2)).Report;
        var selection = report.DataSelection!;
        Assert.True(selection.IsPlanned);
        Assert.Equal(12_000, selection.CandidateRows);
        Assert.InRange(selection.SelectedRows, 2200, 2600);
        Assert.InRange(selection.PilotRows, 500, 1300);
        Assert.InRange(selection.HeldOutRows, 500, 700);
        Assert.InRange(selection.Corrections, 1, 4);
        Assert.Equal(selection.SelectedRows, report.Rows);
        // Twelve weights and a bias (three of each for the softmax, two of them free): P/2n is what all rows leave; the fit is near it.
        Assert.InRange(selection.ExpectedExcess, 0, 2 * 13 / 24_000.0);
        Assert.True(selection.IsConfirmed);
        Assert.Equal(
            selection.ExpectedLoss, selection.HeldOutLoss, 4 * (selection.HeldOutLossStandardError + selection.ExpectedLossStandardError));
        Assert.DoesNotContain(report.Remarks, remark => remark.Contains("selection"));
        Assert.Null(Fit(name, Rows, _ => { }).Report.DataSelection);

        var uniform = Fit(name, Rows, o => o.DataSelection = new UniformSelection(0.2)).Report.DataSelection!;
        Assert.False(uniform.IsPlanned);
        Assert.InRange(uniform.SelectedRows, 2200, 2600);
        Assert.Equal(uniform.SelectedRows, uniform.CandidateRows);
        Assert.Null(uniform.IsConfirmed);
        Assert.True(uniform.ExpectedExcess > 4 * selection.ExpectedExcess);
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void The_expected_loss_holds_on_new_rows(string name)
    {
        if (name == "MaximumEntropy")
            return;
        var (weights, report) = Fit(name, Rows, o => o.DataSelection = new PlannedSelection(0.1));
        var test = Dense(20_000, Slots, 2);
        double loss = name switch
        {
            "Logistic" => test.Average(row => Math.Log(1 + Math.Exp(row.Label ? -Score(weights, row) : Score(weights, row)))),
            "Regression" => 0.5 * Math.Log(2 * Math.PI * Math.E * test.Average(row => Math.Pow(row.Amount - Score(weights, row), 2))),
            "Huber" => HuberNats(test.Select(row => Score(weights, row) - row.Count), report.LikelihoodParameter),
            _ => test.Average(row => Math.Exp(Score(weights, row)) - row.Count - (row.Count * Score(weights, row)) + (row.Count == 0 ? 0 : row.Count * Math.Log(row.Count))),
        };
        var selection = report.DataSelection!;
        Assert.Equal(selection.ExpectedLoss, loss, 4 * Math.Sqrt(2) * selection.ExpectedLossStandardError);
    }

    /// <summary>Mean code length under Huber's density with k = 1.345, whose integral has the logarithm 0.97861 at σ = 1.</summary>
    private static double HuberNats(IEnumerable<double> residuals, double delta)
    {
        double spread = delta / 1.345;
        return Math.Log(spread) + 0.97861 + residuals.Average(r =>
        {
            double slope = Math.Clamp(r, -delta, delta);
            return slope * (r - (slope / 2)) / spread / spread;
        });
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void Same_seed_same_bits_and_another_seed_another_sample(string name)
    {
        float[] Weights(int seed) => Fit(name, Rows[..6000], o => (o.DataSelection, o.Seed) = (new PlannedSelection(0.2), seed)).Weights;
        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void Streamed_rows_give_the_same_plan_and_the_same_model(string name)
    {
        var rows = Dense(6000, 60, 1);
        var memory = Fit(name, rows, o => o.DataSelection = new PlannedSelection(0.3));
        var messages = new List<string>();
        _context.Log += (_, e) => messages.Add(e.Message);
        var streamed = Fit(name, rows, o => (o.DataSelection, o.MaximumMemoryInMegabytes) = (new PlannedSelection(0.3), 1));
        Assert.Contains(messages, message => message.Contains("read anew"));
        Assert.Equal(memory.Report.DataSelection!.PilotRows, streamed.Report.DataSelection!.PilotRows);
        // Sums differ in the last digit, and a probability near a row's number with them.
        Assert.InRange(streamed.Report.DataSelection.SelectedRows - memory.Report.DataSelection.SelectedRows, -3, 3);
        Assert.Equal(memory.Report.DataSelection.ExpectedLoss, streamed.Report.DataSelection.ExpectedLoss, 1e-4);
        Assert.Equal(0, Distance(memory.Weights, streamed.Weights), 1e-3);
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void Rows_without_weight_tell_nothing(string name)
    {
        // Half of the rows are lies, and weigh nothing.
        var random = new Random(5);
        Observation[] rows = [.. Rows[..6000].SelectMany(row => new[] { Weighted(row, row.Features, 1), Weighted(row, Negated(row), 0) })];
        var honest = Fit(name, Rows[..6000], _ => { }).Weights;
        var found = Fit(name, rows, o => (o.DataSelection, o.ExampleWeightColumnName) = (new PlannedSelection(0.2), "Weight")).Weights;
        var deceived = Fit(name, rows, o => o.DataSelection = new PlannedSelection(0.2)).Weights;
        Assert.True(Distance(honest, found) < Distance(honest, deceived) / 20);
    }

    [Fact]
    public void Offsets_are_log_exposures()
    {
        var random = new Random(3);
        Observation[] rows = [.. Dense(8000, 3, 2)];
        foreach (var row in rows)
        {
            row.Offset = (float)Math.Log(1 + (9 * random.NextDouble()));
            row.Count = MathF.Round(row.Count * MathF.Exp(row.Offset));
        }

        (float[], LearningReport) With(DataSelection? selection) => Fit(
            "Poisson", rows, o => (((LagrangianPoissonRegressionTrainer.Options)o).OffsetColumnName, o.DataSelection) = ("Offset", selection));
        var full = With(null).Item1;
        var planned = With(new PlannedSelection(0.1)).Item1;
        for (int i = 0; i < full.Length; i++)
            Assert.Equal(full[i], planned[i], 0.01);
    }

    [Theory]
    [InlineData("Logistic", 300f)]
    [InlineData("Regression", 300f)]
    public void A_given_strength_is_that_for_all_rows(string name, float strength)
    {
        var full = Fit(name, Rows, o => o.L2Regularization = strength);
        var planned = Fit(name, Rows, o => (o.L2Regularization, o.DataSelection) = (strength, new PlannedSelection(0.1)));
        var uniform = Fit(name, Rows, o => (o.L2Regularization, o.DataSelection) = (strength, new UniformSelection(0.25)));
        Assert.Equal(strength, planned.Report.L2Regularization);
        Assert.Equal(1, Norm(planned.Weights) / Norm(full.Weights), 0.02);
        Assert.Equal(1, Norm(uniform.Weights) / Norm(full.Weights), 0.1);
    }

    [Fact]
    public void An_L1_penalty_is_that_for_all_rows()
    {
        var rows = Dense(8000, 20, 1);
        var full = Fit("Logistic", rows, o => o.L1Regularization = 150).Weights;
        var planned = Fit("Logistic", rows, o => (o.L1Regularization, o.DataSelection) = (150, new PlannedSelection(0.2))).Weights;
        Assert.Contains(0, full);
        Assert.InRange(full.Zip(planned, (a, b) => (a == 0) != (b == 0) ? 1 : 0).Sum(), 0, 2);
        Assert.True(Distance(full, planned) < 0.01);
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void Too_few_rows_are_all_learnt_from_and_a_remark_says_so(string name)
    {
        var all = Fit(name, Rows[..900], _ => { });
        var planned = Fit(name, Rows[..900], o => o.DataSelection = new PlannedSelection(0.1));
        Assert.Equal(all.Weights, planned.Weights);
        Assert.Equal(900, planned.Report.Rows);
        Assert.Null(planned.Report.DataSelection);
        Assert.Contains(planned.Report.Remarks, remark => remark.StartsWith("Data selection: 0.1 of 900 rows are fewer than the 2"));
    }

    [Theory]
    [InlineData(0, "of 10 rows are fewer", "All rows")]
    [InlineData(1e-9f, "too few rows have weight", "All 3000 rows")]
    public void Too_few_rows_with_weight_are_all_learnt_from_and_a_remark_says_so(float weight, string reason, string learntFrom)
    {
        Observation[] rows = [.. Rows[..3000].Select((row, i) => Weighted(row, row.Features, i % 300 == 0 ? 1 : weight))];
        var (_, report) = Fit(
            "Logistic", rows, o => (o.DataSelection, o.ExampleWeightColumnName) = (new PlannedSelection(0.2), "Weight"));
        Assert.Null(report.DataSelection);
        Assert.Contains(report.Remarks, remark => remark.Contains(reason) && remark.Contains(learntFrom));
    }

    [Fact]
    public void A_uniform_sample_of_next_to_nothing_is_all_there_is()
    {
        var (_, report) = Fit("Regression", Rows[..5], o => o.DataSelection = new UniformSelection(1e-6));
        Assert.Equal(5, report.Rows);
    }

    [Fact]
    public void Many_features_are_learnt_from_all_rows_and_a_remark_says_so()
    {
        var (_, report) = Fit("Logistic", Synthetic.Text(8000, 700, 1), o => o.DataSelection = new PlannedSelection(0.9));
        Assert.Equal(8000, report.Rows);
        Assert.Contains(report.Remarks, remark => remark.Contains("too many to plan"));
    }

    [Fact]
    public void A_fraction_of_one_is_all_rows_without_a_remark()
    {
        var all = Fit("Logistic", Rows[..3000], _ => { });
        foreach (var selection in new DataSelection[] { new PlannedSelection(1), new UniformSelection(1) })
        {
            var (weights, report) = Fit("Logistic", Rows[..3000], o => o.DataSelection = selection);
            Assert.Equal(all.Weights, weights);
            Assert.Empty(report.Remarks);
            Assert.Null(report.DataSelection);
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-0.1)]
    [InlineData(1.0000001)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_fraction_outside_its_range_is_refused(double fraction)
    {
        foreach (var create in new Func<DataSelection>[] { () => new PlannedSelection(fraction), () => new UniformSelection(fraction) })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => create());
            Assert.Equal("Fraction", error.ParamName);
            Assert.Contains("allowed is (0, 1]", error.Message);
        }
    }

    [Fact]
    public void A_selection_travels_as_JSON_with_its_kind()
    {
        foreach (var selection in new DataSelection[] { new PlannedSelection(0.25), new UniformSelection(0.5) })
        {
            var options = new LagrangianRegressionTrainer.Options { DataSelection = selection };
            string json = JsonSerializer.Serialize(options);
            Assert.Contains($"\"DataSelection\":{{\"Kind\":\"{selection.Kind}\",\"Fraction\":{selection.Fraction}}}", json);
            Assert.Equal(selection, JsonSerializer.Deserialize<LagrangianRegressionTrainer.Options>(json)!.DataSelection);
        }

        Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize<DataSelection>("""{"Kind":"planned","Fraction":7}"""));
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void An_end_asked_for_at_any_state_leaves_no_model(string name)
    {
        int states = 0;
        Fit(name, Rows[..4000], o => (o.DataSelection, o.Progress) = (new PlannedSelection(0.3), new Callback(() => states++)));
        Assert.True(states >= 3);
        for (int end = 1; end <= states; end++)
        {
            using var source = new CancellationTokenSource();
            int state = 0;
            Assert.ThrowsAny<OperationCanceledException>(() => Fit(name, Rows[..4000], o =>
            {
                o.DataSelection = new PlannedSelection(0.3);
                o.CancellationToken = source.Token;
                o.Progress = new Callback(() =>
                {
                    if (++state == end)
                        source.Cancel();
                });
            }));
        }
    }

    [Fact]
    public void A_start_and_validation_rows_go_with_a_plan()
    {
        var trainer = _context.BinaryClassification.Trainers.LagrangianLogisticRegression(
            new LagrangianLogisticRegressionBinaryTrainer.Options { DataSelection = new PlannedSelection(0.2) });
        var view = Synthetic.View(_context, Rows, Slots);
        var validation = Synthetic.View(_context, Dense(2000, Slots, 7), Slots);
        var model = trainer.Fit(view).Model;
        var again = trainer.Fit(view, validation, model).Model;
        Assert.NotNull(trainer.LastReport!.DataSelection);
        Assert.Equal(0, Distance([.. model.SubModel.Weights], [.. again.SubModel.Weights]), 0.01);
    }

    [Fact]
    public void A_spent_budget_is_named_and_leaves_a_sound_model()
    {
        var (weights, report) = Fit("Logistic", Rows, o => (o.DataSelection, o.MaximumNumberOfPasses) = (new PlannedSelection(0.1), 1));
        Assert.Equal(LagrangeMLNet.Mechanics.StopReason.BudgetSpent, report.StopReason);
        Assert.All(weights, weight => Assert.True(float.IsFinite(weight)));
    }

    private (float[] Weights, LearningReport Report) Fit(string name, Observation[] rows, Action<LagrangianTrainerOptions> set)
    {
        var trainer = TrainerCase.Of(name).Trainer(_context, options =>
        {
            options.LabelColumnName = name switch { "Logistic" => "Label", "MaximumEntropy" => "Class", "Regression" => "Amount", _ => "Count" };
            set(options);
        });
        object model = ((ISingleFeaturePredictionTransformer<object>)trainer.Fit(Synthetic.View(_context, rows, rows[0].Features.Length))).Model;
        if (model is Microsoft.ML.Calibrators.CalibratedModelParametersBase<LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator> calibrated)
            model = calibrated.SubModel;
        return (Weights(model), TrainerCase.ReportOf(trainer)!);
    }

    /// <summary>A class's key property is read as counted from 0.</summary>
    private static Observation[] Dense(int rows, int features, int seed)
    {
        var result = Synthetic.Dense(rows, features, seed);
        foreach (var row in result)
            row.Class--;
        return result;
    }

    private static float[] Weights(object model)
    {
        if (model is LinearModelParameters linear)
            return [.. linear.Weights, linear.Bias];
        VBuffer<float>[]? weights = null;
        var multiclass = (MaximumEntropyModelParameters)model;
        multiclass.GetWeights(ref weights, out _);
        return [.. weights.SelectMany(output => output.DenseValues()), .. multiclass.GetBiases()];
    }

    private static double Score(float[] weights, Observation row)
    {
        double z = weights[^1];
        foreach (var item in row.Features.Items())
            z += (double)weights[item.Key] * item.Value;
        return z;
    }

    private static double Distance(float[] a, float[] b) => a.Zip(b, (x, y) => ((double)x - y) * ((double)x - y)).Sum();

    private static double Norm(float[] weights) => Math.Sqrt(weights.SkipLast(1).Sum(weight => (double)weight * weight));

    private static VBuffer<float> Negated(Observation row) => new(Slots, [.. row.Features.DenseValues().Select(value => -value)]);

    private static Observation Weighted(Observation row, VBuffer<float> features, float weight) => new()
    {
        Features = features,
        Label = row.Label,
        Class = row.Class,
        Amount = row.Amount,
        Count = row.Count,
        Weight = weight,
    };

    private sealed class Callback(Action report) : IProgress<LagrangeMLNet.Mechanics.LearningState>
    {
        public void Report(LagrangeMLNet.Mechanics.LearningState value) => report();
    }
}
