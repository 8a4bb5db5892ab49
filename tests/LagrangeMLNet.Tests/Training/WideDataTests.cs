using LagrangeMLNet.Trainers;
using LagrangeMLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Xunit;

namespace LagrangeMLNet.Tests.Training;

/// <summary>What a user relies on where columns outnumber rows.</summary>
public class WideDataTests
{
    private readonly MLContext _context = new(seed: 0);

    [Theory]
    [InlineData(60, 400, false, 1)]
    [InlineData(150, 1000, true, 2)]
    [InlineData(300, 500, false, 3)]
    public void Logistic_regression_is_near_the_best_L2_of_Lbfgs(int count, int features, bool correlated, int seed)
    {
        var (train, test) = Rows(count, features, correlated, seed);
        double ours = LogLoss(FitLogistic(train, new()).Model, test), best = double.PositiveInfinity;
        for (double l2 = 1e4; l2 > 1e-3; l2 /= 10)
        {
            var options = new LbfgsLogisticRegressionBinaryTrainer.Options { L1Regularization = 0, L2Regularization = (float)l2 };
            var model = _context.BinaryClassification.Trainers.LbfgsLogisticRegression(options).Fit(View(train)).Model.SubModel;
            best = Math.Min(best, LogLoss(model, test));
        }

        Assert.InRange(ours / best, 0.9, 1.04);
    }

    [Theory]
    [InlineData(80, 500, 4)]
    [InlineData(200, 1000, 5)]
    public void Maximum_entropy_is_near_the_best_L2_of_Lbfgs(int count, int features, int seed)
    {
        var (train, test) = Rows(count, features, correlated: true, seed);
        var trainers = _context.MulticlassClassification.Trainers;
        var testView = View(test);
        double Loss(ITransformer model) => _context.MulticlassClassification.Evaluate(model.Transform(testView), "Class").LogLoss;
        double ours = Loss(trainers.LagrangianMaximumEntropy("Class").Fit(View(train))), best = double.PositiveInfinity;
        for (double l2 = 1e4; l2 > 1e-3; l2 /= 10)
        {
            var options = new LbfgsMaximumEntropyMulticlassTrainer.Options
            {
                LabelColumnName = "Class",
                L1Regularization = 0,
                L2Regularization = (float)l2,
            };
            best = Math.Min(best, Loss(trainers.LbfgsMaximumEntropy(options).Fit(View(train))));
        }

        Assert.InRange(ours / best, 0.9, 1.04);
    }

    /// <summary>The space that the rows span is a change of coordinates: nothing of the problem is lost in it.</summary>
    [Fact]
    public void The_model_is_the_optimum_of_the_strength_that_the_report_names()
    {
        var train = Standardised(Rows(80, 300, correlated: true, 6).Train);
        var trainer = _context.Regression.Trainers.Lagrangian(Regression(null));
        var chosen = trainer.Fit(View(train)).Model;
        float strength = (float)trainer.LastReport!.L2Regularization;
        var given = _context.Regression.Trainers.Lagrangian(Regression(strength)).Fit(View(train)).Model;
        double scale = given.Weights.Max(Math.Abs);
        for (int slot = 0; slot < 300; slot++)
            Assert.Equal(given.Weights[slot] / scale, chosen.Weights[slot] / scale, 0.01);
        Assert.Equal(given.Bias, chosen.Bias, 0.01);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        var train = Rows(300, 2000, correlated: false, 7).Train;
        var one = FitLogistic(train, new() { NumberOfThreads = 1 }).Model;
        var three = FitLogistic(train, new() { NumberOfThreads = 3 }).Model;
        Assert.Equal(one.Weights, three.Weights);
        Assert.Equal(one.Bias, three.Bias);
    }

    [Theory]
    [InlineData(0.01f)]
    [InlineData(100)]
    public void The_unit_of_the_weights_does_not_matter(float unit)
    {
        var train = Rows(120, 600, correlated: true, 8).Train;
        foreach (var row in train)
            row.Weight = 1;
        var plain = FitLogistic(train, new() { ExampleWeightColumnName = "Weight" });
        foreach (var row in train)
            row.Weight = unit;
        var scaled = FitLogistic(train, new() { ExampleWeightColumnName = "Weight" });
        Assert.Equal(1, scaled.Report.L2Regularization / unit / plain.Report.L2Regularization, 0.02);
        double scale = plain.Model.Weights.Max(Math.Abs);
        for (int slot = 0; slot < 600; slot++)
            Assert.Equal(plain.Model.Weights[slot] / scale, scaled.Model.Weights[slot] / scale, 0.02);
    }

    [Fact]
    public void A_hundred_rows_of_a_hundred_thousand_words_are_learnt_from()
    {
        Observation[] train = Synthetic.Text(100, 100_000, 1), test = Synthetic.Text(2000, 100_000, 2);
        var (model, report) = FitLogistic(train, new());
        double share = train.Count(row => row.Label) / 100.0;
        double constant = test.Average(row => -Math.Log(row.Label ? share : 1 - share));
        Assert.InRange(LogLoss(model, test), 0, 1.01 * constant);
        Assert.Equal(100, report.HeldOutRows);
        Assert.Contains("cross-validation", report.RegularizationMethod);
    }

    [Fact]
    public void Constant_columns_change_nothing()
    {
        var train = Rows(70, 250, correlated: false, 9).Train;
        Observation[] wider = [.. train.Select(row => new Observation
        {
            Features = new VBuffer<float>(400, [.. row.Features.DenseValues(), .. Enumerable.Repeat(7f, 150)]),
            Label = row.Label,
        })];
        var (narrow, _) = FitLogistic(train, new());
        var (wide, _) = FitLogistic(wider, new());
        Assert.Equal(narrow.Weights, wide.Weights.Take(250));
        Assert.All(wide.Weights.Skip(250), weight => Assert.Equal(0, weight));
    }

    [Fact]
    public void The_only_row_of_a_class_and_two_rows_of_two_leave_a_sound_model()
    {
        var train = Rows(60, 300, correlated: false, 10).Train;
        for (int i = 0; i < train.Length; i++)
            train[i].Label = i == 17;
        var (rare, _) = FitLogistic(train, new());
        Assert.InRange(LogLoss(rare, train), 0, 0.09);
        var (two, report) = FitLogistic([train[16], train[17]], new());
        Assert.InRange(LogLoss(two, [train[16], train[17]]), 0.01, 0.7);
        Assert.Equal(0, report.HeldOutRows);
        Assert.True(double.IsFinite(report.Path[^1].Velocity));
        // Nothing tells how far that is from the floor.
        Assert.True(double.IsNaN(report.Floor) && double.IsNaN(report.FloorStandardError) && double.IsNaN(report.Path[^1].Remaining));
        Assert.True(double.IsNaN(report.UnfinishedShare));
    }

    [Fact]
    public void Validation_rows_choose_the_strength()
    {
        var (train, test) = Rows(100, 500, correlated: true, 11);
        var trainer = _context.BinaryClassification.Trainers.LagrangianLogisticRegression();
        var model = trainer.Fit(View(train), View(test)).Model.SubModel;
        Assert.Equal(0, trainer.LastReport!.HeldOutRows);
        Assert.InRange(LogLoss(model, test), 0, 1.01 * LogLoss(FitLogistic(train, new()).Model, test));
    }

    /// <summary>The rows' products do not fit: the folds go down the path in all columns.</summary>
    [Fact]
    public void Little_memory_gives_nearly_the_same_model()
    {
        var (train, test) = Rows(290, 600, correlated: false, 12);
        double ample = LogLoss(FitLogistic(train, new()).Model, test);
        var (model, report) = FitLogistic(train, new() { MaximumMemoryInMegabytes = 2 });
        Assert.Contains("cross-validation", report.RegularizationMethod);
        Assert.Equal(1, LogLoss(model, test) / ample, 0.01);
    }

    /// <summary>The grid's columns are scored by a law of <paramref name="features"/> weights, a tenth of them relevant.</summary>
    private static (Observation[] Train, Observation[] Test) Rows(int count, int features, bool correlated, int seed)
    {
        const int held = 2000;
        var random = new Random(seed);
        var truth = Enumerable.Range(0, features).Select(_ => random.NextDouble() < 0.1 ? Synthetic.Gauss(random) : 0).ToArray();
        double norm = 2 / Math.Sqrt(truth.Sum(w => w * w));
        var rows = new Observation[count + held];
        for (int i = 0; i < rows.Length; i++)
        {
            var x = new float[features];
            double z = 0, before = Synthetic.Gauss(random);
            for (int j = 0; j < features; j++)
            {
                double own = Synthetic.Gauss(random);
                before = correlated ? (0.9 * before) + (Math.Sqrt(0.19) * own) : own;
                x[j] = (float)before;
                z += norm * truth[j] * before;
            }

            rows[i] = new Observation
            {
                Features = new VBuffer<float>(features, x),
                Label = random.NextDouble() < 1 / (1 + Math.Exp(-z)),
                Class = (uint)(1 + Math.Clamp((int)Math.Floor(z + Synthetic.Gauss(random) + 1.5), 0, 2)),
                Amount = (float)(z + Synthetic.Gauss(random)),
            };
        }

        return (rows[..count], rows[count..]);
    }

    private static Observation[] Standardised(Observation[] rows)
    {
        int features = rows[0].Features.Length;
        float[][] x = [.. rows.Select(row => row.Features.DenseValues().ToArray())];
        for (int j = 0; j < features; j++)
        {
            double mean = x.Average(row => (double)row[j]), spread = Math.Sqrt(x.Average(row => (row[j] - mean) * (row[j] - mean)));
            foreach (var row in x)
                row[j] = (float)((row[j] - mean) / spread);
        }

        return [.. rows.Select((row, i) => new Observation { Features = new VBuffer<float>(features, x[i]), Amount = row.Amount })];
    }

    private static LagrangianRegressionTrainer.Options Regression(float? l2) =>
        new() { LabelColumnName = "Amount", L2Regularization = l2, Tolerance = 1e-4 };

    private IDataView View(Observation[] rows) => Synthetic.View(_context, rows, rows[0].Features.Length);

    private static double LogLoss(LinearModelParameters model, Observation[] rows) => rows.Average(row =>
    {
        double z = model.Bias;
        foreach (var item in row.Features.Items())
            z += (double)model.Weights[item.Key] * item.Value;
        return Math.Max(z, 0) - (row.Label ? z : 0) + Math.Log(1 + Math.Exp(-Math.Abs(z)));
    });

    private (LinearBinaryModelParameters Model, LearningReport Report) FitLogistic(
        Observation[] rows, LagrangianLogisticRegressionBinaryTrainer.Options options)
    {
        var trainer = _context.BinaryClassification.Trainers.LagrangianLogisticRegression(options);
        var model = trainer.Fit(View(rows)).Model.SubModel;
        return (model, trainer.LastReport!);
    }
}
