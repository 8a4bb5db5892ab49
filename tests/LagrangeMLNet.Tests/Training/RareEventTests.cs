using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Training;

/// <summary>
/// Where a class is rare, or few rows count anything, what tells them apart is learnt as well as by the built-in trainers' defaults.
/// </summary>
public class RareEventTests
{
    // Of the built-in trainer's loss: its strength is another, and few rows leave much to it.
    private const double Slack = 1.05;

    private readonly MLContext _context = new(seed: 0);

    [Fact]
    public void Three_of_5000_rows_are_found_whatever_the_seed()
    {
        const int count = 5000;
        var rows = Enumerable.Range(0, count).Select(i =>
        {
            bool yes = i % (count / 3) == count / 6;
            return new RareRow { Features = [yes ? 2 : (float)(0.6180339 * i % 1)], Label = yes };
        }).ToArray();
        double bound = LogLoss(_context.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(View(rows, 2)), rows);
        for (int seed = 0; seed < 20; seed++)
        {
            var trainer = Logistic(options => options.Seed = seed);
            Assert.InRange(LogLoss(trainer.Fit(View(rows, 2)), rows), 0, Slack * bound);
            Assert.Contains(trainer.LastReport!.Remarks, remark => remark.Contains("3 of them not of the commonest class"));
        }
    }

    [Theory]
    [InlineData(20_000, 8, 3)]
    [InlineData(30_000, 10, 3)]
    [InlineData(20_000, 3, 3)]
    [InlineData(50_000, 20, 1.5)]
    [InlineData(3_000, 5, 3)]
    [InlineData(10_000, 200, 1)]
    public void A_rare_class_of_two_is_learnt(int count, int rare, double shift)
    {
        for (int seed = 0; seed < 3; seed++)
        {
            var rows = Gaussian([count - rare, rare], shift, seed);
            double bound = LogLoss(_context.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(View(rows, 2)), rows);
            Assert.InRange(LogLoss(Logistic(options => options.Seed = seed).Fit(View(rows, 2)), rows), 0, Slack * bound);
        }
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(10_000, 8)]
    public void Rare_classes_of_several_are_learnt(int second, int third)
    {
        for (int seed = 0; seed < 3; seed++)
        {
            var rows = Gaussian([20_000 - second - third, second, third], 3, seed);
            var view = View(rows, 3);
            double bound = Surprise(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Class").Fit(view), rows);
            var trainer = _context.MulticlassClassification.Trainers.LagrangianMaximumEntropy(
                new LagrangianMaximumEntropyMulticlassTrainer.Options { LabelColumnName = "Class", Seed = seed });
            Assert.InRange(Surprise(trainer.Fit(view), rows), 0, 1.001 * bound);
            Assert.Contains(trainer.LastReport!.Remarks, remark => remark.Contains("fewer than 10 rows"));
        }
    }

    [Theory]
    [InlineData(5_000, 0.001, 1)]
    [InlineData(20_000, 0.0005, 2)]
    [InlineData(50_000, 0.0005, 2)]
    public void Rare_counts_are_learnt(int count, double rate, int features)
    {
        for (int seed = 0; seed < 4; seed++)
        {
            var rows = Counts(count, rate, features, seed);
            double bound = Deviance(_context.Regression.Trainers.LbfgsPoissonRegression("Count").Fit(View(rows, 2)), rows);
            double found = Deviance(Poisson(seed).Fit(View(rows, 2)), rows);
            Assert.InRange(found, 0, Slack * bound);
        }
    }

    /// <summary>
    /// The deviance of rare counts is far below its degrees of freedom: taken for the dispersion it would believe every feature.
    /// </summary>
    [Fact]
    public void Rare_counts_do_not_make_the_trainer_believe_noise()
    {
        double ours = 0, theirs = 0;
        for (int seed = 0; seed < 4; seed++)
        {
            var rows = Counts(5000, 0.01, 40, seed);
            var others = Counts(5000, 0.01, 40, seed + 100);
            ours += Deviance(Poisson(seed).Fit(View(rows, 2)), others);
            theirs += Deviance(_context.Regression.Trainers.LbfgsPoissonRegression("Count").Fit(View(rows, 2)), others);
        }

        Assert.InRange(ours, 0, 1.01 * theirs);
    }

    [Fact]
    public void A_selection_with_too_few_rows_of_a_class_is_not_learnt_from()
    {
        var rows = Gaussian([19_970, 30], 3, seed: 4);
        double bound = LogLoss(Logistic(_ => { }).Fit(View(rows, 2)), rows);
        foreach (var selection in (DataSelection[])[new UniformSelection(0.1), new PlannedSelection(0.1)])
        {
            var trainer = Logistic(options => options.DataSelection = selection);
            Assert.InRange(LogLoss(trainer.Fit(View(rows, 2)), rows), 0, 1.001 * bound);
            Assert.Contains(trainer.LastReport!.Remarks, remark => remark.StartsWith("Data selection:", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Features_that_tell_nothing_are_remarked_upon()
    {
        int remarked = 0;
        for (int seed = 0; seed < 8; seed++)
        {
            var rows = Gaussian([2500, 2500], 0, seed);
            var trainer = Logistic(_ => { });
            Assert.InRange(LogLoss(trainer.Fit(View(rows, 2)), rows), 0, Math.Log(2) + 1e-6);
            bool isRemarked = trainer.LastReport!.Remarks.Any(remark => remark.Contains("could not be chance"));
            Assert.Equal(trainer.LastReport.EffectiveParameters < 0.05, isRemarked);
            remarked += isRemarked ? 1 : 0;
        }

        Assert.InRange(remarked, 1, 8);
    }

    private LagrangianLogisticRegressionBinaryTrainer Logistic(Action<LagrangianLogisticRegressionBinaryTrainer.Options> set)
    {
        var options = new LagrangianLogisticRegressionBinaryTrainer.Options();
        set(options);
        return _context.BinaryClassification.Trainers.LagrangianLogisticRegression(options);
    }

    private LagrangianPoissonRegressionTrainer Poisson(int seed) => _context.Regression.Trainers.LagrangianPoisson(
        new LagrangianPoissonRegressionTrainer.Options { LabelColumnName = "Count", Seed = seed });

    private IDataView View(RareRow[] rows, int classes)
    {
        var schema = SchemaDefinition.Create(typeof(RareRow));
        schema[nameof(RareRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Features.Length);
        schema[nameof(RareRow.Class)].ColumnType = new KeyDataViewType(typeof(uint), classes);
        return _context.Data.LoadFromEnumerable(rows, schema);
    }

    /// <summary>Two standard normal features, of which one is shifted for the rows of each rare class.</summary>
    private static RareRow[] Gaussian(int[] classes, double shift, int seed)
    {
        var random = new Random(seed);
        var labels = classes.SelectMany((rows, label) => Enumerable.Repeat(label, rows)).ToArray();
        random.Shuffle(labels);
        return [.. labels.Select(label =>
        {
            bool isShifted = label > 0 && classes[label] < 1000;
            return new RareRow
            {
                Label = label == 1,
                Class = (uint)label,
                Features = [.. Enumerable.Range(0, 2).Select(j => (float)(Synthetic.Gauss(random) + (isShifted && j == label % 2 ? shift : 0)))],
            };
        })];
    }

    private static RareRow[] Counts(int count, double rate, int features, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            float[] x = [.. Enumerable.Range(0, features).Select(_ => (float)Synthetic.Gauss(random))];
            double mean = rate * Math.Exp((1.5 * x[0]) - (1.5 * 1.5 / 2)), sum = -Math.Log(1 - random.NextDouble());
            int events = 0;
            for (; sum < mean; sum -= Math.Log(1 - random.NextDouble()))
                events++;
            return new RareRow { Features = x, Count = events };
        })];
    }

    private double LogLoss(ITransformer model, RareRow[] rows) => model.Transform(View(rows, 2)).GetColumn<float>("Score")
        .Zip(rows, (score, row) => (double)(row.Label ? score : -score))
        .Average(margin => Math.Max(-margin, 0) + Math.Log(1 + Math.Exp(-Math.Abs(margin))));

    private double Surprise(ITransformer model, RareRow[] rows) => model.Transform(View(rows, 3)).GetColumn<float[]>("Score")
        .Zip(rows, (shares, row) => -Math.Log(shares[row.Class])).Average();

    private double Deviance(ITransformer model, RareRow[] rows) => model.Transform(View(rows, 2)).GetColumn<float>("Score")
        .Zip(rows, (rate, row) => rate - row.Count - (row.Count > 0 ? row.Count * Math.Log(rate / row.Count) : 0)).Average();

    private sealed class RareRow
    {
        public float[] Features { get; init; } = [];

        public bool Label { get; init; }

        public uint Class { get; init; }

        public float Count { get; init; }
    }
}
