using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using Xunit;

namespace LagrangeMLNet.Tests.Training;

/// <summary>What a user relies on when nothing is set but the data.</summary>
public class LearningTests
{
    private readonly MLContext _context = new(seed: 0);

    public static TheoryData<bool> Storage => [false, true];

    [Theory]
    [MemberData(nameof(Storage))]
    public void Same_seed_and_data_give_the_same_bits(bool sparse)
    {
        var (first, _) = FitLogistic(Rows(sparse, 3000), new());
        var (second, _) = FitLogistic(Rows(sparse, 3000), new());
        Assert.Equal(first.Bias, second.Bias);
        Assert.Equal(first.Weights, second.Weights);
    }

    [Theory]
    [InlineData(0.02, 1)]
    [InlineData(0.5, 1)]
    [InlineData(0.02, 1000)]
    [InlineData(3, 0.01)]
    public void The_floor_of_a_number_and_its_error_are_in_nats_whatever_the_noise_and_the_unit(double noise, double unit)
    {
        const int count = 5000, features = 4;
        var random = new Random(11);
        var rows = Synthetic.Dense(count, features, 3);
        foreach (var row in rows)
            row.Amount = (float)(unit * (row.Features.GetItemOrDefault(0) - row.Features.GetItemOrDefault(1) + (noise * Synthetic.Gauss(random))));
        var trainer = _context.Regression.Trainers.Lagrangian(new LagrangianRegressionTrainer.Options { LabelColumnName = "Amount" });
        trainer.Fit(Synthetic.View(_context, rows, features));
        var report = trainer.LastReport!;

        // The code length of normal noise, ½ ln(2πe σ²); from n rows its error is 1/√(2n), and P weights remain to be known to P/n nats.
        double entropy = 0.5 * Math.Log(2 * Math.PI * Math.E * noise * noise * unit * unit);
        Assert.Equal(1, report.FloorStandardError * Math.Sqrt(2 * count), 0.1);
        Assert.InRange(report.Floor, entropy - (4 * report.FloorStandardError), entropy + (4 * report.FloorStandardError));
        Assert.InRange(report.Path[^1].Remaining, (features - 1) / (2.0 * count), (features + 3) / (2.0 * count));
    }

    [Theory]
    [MemberData(nameof(Storage))]
    public void Data_beyond_the_memory_limit_is_streamed_to_the_same_model(bool sparse)
    {
        var rows = Rows(sparse, 12000);
        var messages = new List<string>();
        _context.Log += (_, e) => messages.Add(e.Message);
        var (inMemory, _) = FitLogistic(rows, new() { L2Regularization = 1 });
        Assert.DoesNotContain(messages, message => message.Contains("read anew"));
        var (streamed, report) = FitLogistic(rows, new() { L2Regularization = 1, MaximumMemoryInMegabytes = 1 });
        Assert.Contains(messages, message => message.Contains("read anew"));
        Assert.Equal(12000, report.Rows);
        Assert.Equal(Loss(inMemory, rows), Loss(streamed, rows), 5e-4);
        for (int slot = 0; slot < inMemory.Weights.Count; slot++)
            Assert.Equal(inMemory.Weights[slot], streamed.Weights[slot], 0.1 + (0.05 * Math.Abs(inMemory.Weights[slot])));
    }

    [Fact]
    public void Raw_and_scaled_features_give_the_same_loss()
    {
        var rows = Synthetic.Dense(4000, 6, 1);
        float[] scale = [1, 1e-4f, 1e5f, 3, 0.01f, 1000], shift = [0, 5, -2e5f, 100, 0, 1e6f];
        var raw = Changed(rows, (value, slot) => (value * scale[slot]) + shift[slot]);
        double expected = Loss(FitLogistic(rows, new()).Model, rows);
        double found = Loss(FitLogistic(raw, new()).Model, raw);
        Assert.Equal(1, found / expected, 1e-3);
    }

    [Fact]
    public void Held_out_loss_without_any_setting_is_near_the_best_strength_of_a_grid()
    {
        var train = Synthetic.Text(3000, 4000, 1);
        var test = Synthetic.Text(3000, 4000, 2);
        double best = double.PositiveInfinity;
        foreach (float l2 in new[] { 0.01f, 0.1f, 1, 10, 100 })
            best = Math.Min(best, Loss(FitLogistic(train, new() { L2Regularization = l2 }).Model, test));
        var (model, report) = FitLogistic(train, new());
        Assert.True(report.RegularizationWasChosen);
        Assert.InRange(Loss(model, test), 0, best * 1.02);
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(3f)]
    public void With_many_features_a_given_L2_reaches_the_optimum_of_Lbfgs(float l2)
    {
        var rows = Synthetic.Text(500, 3000, 3);
        var view = Synthetic.View(_context, rows, 3000);
        var peer = _context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            l1Regularization: 0, l2Regularization: l2, optimizationTolerance: 1e-9f).Fit(view).Model.SubModel;
        var (model, _) = FitLogistic(rows, new() { L2Regularization = l2, Tolerance = 1e-3 });
        Assert.InRange(Objective(model, rows, 0, l2), 0, Objective(peer, rows, 0, l2) * 1.002);
    }

    [Fact]
    public void With_many_features_a_given_L1_reaches_the_optimum_of_Lbfgs_and_leaves_weights_at_zero()
    {
        var rows = Synthetic.Text(500, 3000, 3);
        var view = Synthetic.View(_context, rows, 3000);
        var peer = _context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            l1Regularization: 0.5f, l2Regularization: 0, optimizationTolerance: 1e-9f).Fit(view).Model.SubModel;
        var (model, _) = FitLogistic(rows, new() { L1Regularization = 0.5f });
        Assert.InRange(Objective(model, rows, 0.5, 0), 0, Objective(peer, rows, 0.5, 0) * 1.002);
        Assert.InRange(model.Weights.Count(weight => weight != 0), 1, 1500);
    }

    [Fact]
    public void Velocity_is_prequential_and_the_floor_is_the_entropy_of_the_true_model()
    {
        var rows = Synthetic.Dense(40000, 8, 5);
        var (_, report) = FitLogistic(rows, new());
        Assert.Equal(StopReason.Decelerated, report.StopReason);
        Assert.Equal(Math.Log(2), report.Path[0].Velocity, 0.01);
        var truth = new Random(4711);
        var weights = Enumerable.Range(0, 8).Select(_ => 0.5 * Synthetic.Gauss(truth)).ToArray();
        double entropy = rows.Average(row =>
        {
            double z = 0;
            foreach (var item in row.Features.Items())
                z += weights[item.Key] * item.Value;
            double p = 1 / (1 + Math.Exp(-z));
            return (-p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p));
        });
        Assert.InRange(report.Floor, entropy - (4 * report.FloorStandardError), entropy + (4 * report.FloorStandardError));
        Assert.InRange(report.Path[^1].Remaining, 8 / (4.0 * 40000), 9 / 40000.0);
        Assert.InRange(report.UnfinishedShare, 0, 0.03);
    }

    [Fact]
    public void A_start_at_the_solution_takes_fewer_passes_and_a_wild_one_is_refused()
    {
        var rows = Synthetic.Dense(5000, 10, 1);
        var view = Synthetic.View(_context, rows, 10);
        var trainer = _context.BinaryClassification.Trainers.LagrangianLogisticRegression();
        var model = trainer.Fit(view).Model;
        double cold = trainer.LastReport!.Path.Count;
        var again = trainer.Fit(view, modelParameters: model);
        Assert.InRange(trainer.LastReport!.Path.Count, 1, cold / 2);
        Assert.Equal(Loss(model.SubModel, rows), Loss(again.Model.SubModel, rows), 1e-5);

        var flipped = Changed(rows, (value, _) => -50 * value);
        var wild = FitLogistic(flipped, new()).Model;
        trainer.Fit(view, modelParameters: wild);
        var refused = trainer.Fit(Synthetic.View(_context, Changed(rows, (value, _) => 1000 * value), 10), modelParameters: wild);
        Assert.Contains(trainer.LastReport!.Remarks, remark => remark.Contains("afresh"));
        Assert.True(float.IsFinite(refused.Model.SubModel.Bias));
    }

    [Fact]
    public void Validation_rows_choose_the_strength_and_none_are_held_out()
    {
        var trainer = _context.BinaryClassification.Trainers.LagrangianLogisticRegression();
        var train = Synthetic.Text(3000, 4000, 1);
        var validation = Synthetic.Text(1000, 4000, 2);
        trainer.Fit(Synthetic.View(_context, train, 4000), Synthetic.View(_context, validation, 4000));
        Assert.Equal(0, trainer.LastReport!.HeldOutRows);
        trainer.Fit(Synthetic.View(_context, train, 4000));
        Assert.InRange(trainer.LastReport!.HeldOutRows, 100, 1000);
    }

    [Fact]
    public void A_spent_budget_is_named()
    {
        var (_, report) = FitLogistic(Synthetic.Text(3000, 4000, 1), new() { MaximumNumberOfPasses = 3 });
        Assert.Equal(StopReason.BudgetSpent, report.StopReason);
    }

    [Fact]
    public void Whole_weights_mean_repeated_rows()
    {
        var rows = Synthetic.Dense(2000, 4, 9);
        var repeated = rows.SelectMany(row => Enumerable.Repeat(row, (int)row.Weight)).ToArray();
        var (weighted, _) = FitLogistic(rows, new() { ExampleWeightColumnName = "Weight", L2Regularization = 1, Tolerance = 1e-4 });
        var (plain, _) = FitLogistic(repeated, new() { L2Regularization = 1, Tolerance = 1e-4 });
        for (int slot = 0; slot < 4; slot++)
            Assert.Equal(plain.Weights[slot], weighted.Weights[slot], 2e-3);
    }

    [Fact]
    public void Balanced_classes_count_the_same()
    {
        var rows = Synthetic.Dense(4000, 3, 2).Where((row, i) => !row.Label || i % 10 == 0).ToArray();
        double MeanProbability(bool balance)
        {
            var (model, _) = FitLogistic(rows, new() { BalanceClasses = balance });
            double Mean(bool label) => rows.Where(row => row.Label == label).Average(row => 1 / (1 + Math.Exp(-Score(model, row))));
            return (Mean(true) + Mean(false)) / 2;
        }

        Assert.InRange(MeanProbability(false), 0, 0.4);
        Assert.Equal(0.5, MeanProbability(true), 0.02);
    }

    [Fact]
    public void An_offset_is_a_log_exposure()
    {
        var rows = Synthetic.Dense(5000, 3, 2);
        var random = new Random(3);
        foreach (var row in rows)
        {
            row.Offset = (float)Math.Log(1 + (9 * random.NextDouble()));
            row.Count = MathF.Round(row.Count * MathF.Exp(row.Offset));
        }

        var view = Synthetic.View(_context, rows, 3);
        var options = new LagrangianPoissonRegressionTrainer.Options { LabelColumnName = "Count", OffsetColumnName = "Offset" };
        var with = _context.Regression.Trainers.LagrangianPoisson(options).Fit(view).Model;
        options.OffsetColumnName = null;
        var without = _context.Regression.Trainers.LagrangianPoisson(options).Fit(view).Model;
        Assert.Equal(0, rows.Sum(row => row.Count - Math.Exp(Score(with, row) + row.Offset)) / rows.Sum(row => row.Count), 1e-3);
        Assert.True(without.Bias > with.Bias + 1);
    }

    private static Observation[] Rows(bool sparse, int count) =>
        sparse ? Synthetic.Text(count, 2000, 1) : Synthetic.Dense(count, 30, 1);

    private static Observation[] Changed(Observation[] rows, Func<float, int, float> change) => [.. rows.Select(row =>
    {
        float[] values = [.. row.Features.DenseValues()];
        return new Observation { Features = new(values.Length, [.. values.Select(change)]), Label = row.Label, Weight = row.Weight };
    })];

    private static double Score(LinearModelParameters model, Observation row)
    {
        double z = model.Bias;
        foreach (var item in row.Features.Items())
            z += (double)model.Weights[item.Key] * item.Value;
        return z;
    }

    private static double Loss(LinearModelParameters model, Observation[] rows) => rows.Average(row =>
    {
        double z = Score(model, row);
        return Math.Max(z, 0) - (row.Label ? z : 0) + Math.Log(1 + Math.Exp(-Math.Abs(z)));
    });

    private static double Objective(LinearModelParameters model, Observation[] rows, double l1, double l2) =>
        (Loss(model, rows) * rows.Length) + (l1 * model.Weights.Sum(w => Math.Abs(w))) + (l2 / 2 * model.Weights.Sum(w => (double)w * w));

    private (LinearBinaryModelParameters Model, LagrangeMLNet.Training.LearningReport Report) FitLogistic(
        Observation[] rows, LagrangianLogisticRegressionBinaryTrainer.Options options)
    {
        var trainer = _context.BinaryClassification.Trainers.LagrangianLogisticRegression(options);
        var model = trainer.Fit(Synthetic.View(_context, rows, rows[0].Features.Length)).Model.SubModel;
        return (model, trainer.LastReport!);
    }
}
