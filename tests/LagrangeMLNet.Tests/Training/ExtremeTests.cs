using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Training;

/// <summary>Values at the ends of single precision get a sound model, or an error that names column and row.</summary>
public class ExtremeTests
{
    private readonly MLContext _context = new(seed: 0);

    [Theory]
    [InlineData(1e-10f, null)]
    [InlineData(0.1f, 1f)]
    [InlineData(1f, 1e30f)]
    [InlineData(1e10f, null)]
    [InlineData(1e10f, 1f)]
    public void Two_rows_of_many_declared_classes_and_features_near_0_with_an_L1_penalty(float l1, float? l2)
    {
        const int classes = 214;
        KeyRow[] rows = [new() { Features = [1e-5f, 0], Class = 0 }, new() { Features = [0, 3.1e-37f], Class = 1 }];
        var schema = SchemaDefinition.Create(typeof(KeyRow));
        schema[nameof(KeyRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        schema[nameof(KeyRow.Class)].ColumnType = new KeyDataViewType(typeof(uint), classes);
        var view = _context.Data.LoadFromEnumerable(rows, schema);
        var trainer = _context.MulticlassClassification.Trainers.LagrangianMaximumEntropy(new LagrangianMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = "Class",
            L1Regularization = l1,
            L2Regularization = l2,
        });
        float[][] shares = [.. trainer.Fit(view).Transform(view).GetColumn<float[]>("Score")];
        // One observation spread over all classes, beside the two rows.
        double constant = -Math.Log((1 + (1.0 / classes)) / 3);
        Assert.InRange(-Math.Log(shares[0][0]), 0, constant + 1e-3);
        Assert.InRange(-Math.Log(shares[1][1]), 0, constant + 1e-3);
    }

    [Theory]
    [InlineData(-150, -90)]
    [InlineData(-199, -120)]
    public void Offsets_that_leave_no_finite_rate_at_offset_0_are_an_error(double from, double to)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Fit(Counts(from, to)));
        Assert.Matches("Offset column 'Offset', row [0-9]+: found -[0-9.]+", error.Message);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(-40, -35)]
    [InlineData(-150, 0)]
    [InlineData(20, 50)]
    [InlineData(-199, 50)]
    public void Other_offsets_get_a_model_no_worse_than_a_constant(double from, double to)
    {
        var rows = Counts(from, to);
        float[] rates = [.. Fit(rows).Transform(_context.Data.LoadFromEnumerable(rows)).GetColumn<float>("Score")];
        Assert.All(rates, rate => Assert.True(float.IsFinite(rate)));
        double logarithm = Math.Log(rows.Sum(row => row.Label) / rows.Sum(row => Math.Exp(row.Offset)));
        double Loss(Func<int, double> score) => Enumerable.Range(0, rows.Length)
            .Average(i => Math.Exp(score(i) + rows[i].Offset) - (rows[i].Label * (score(i) + rows[i].Offset)));
        double constant = Loss(_ => logarithm);
        Assert.InRange(Loss(i => Math.Log(rates[i])), double.NegativeInfinity, constant + (1e-3 * Math.Abs(constant)));
    }

    private ITransformer Fit(CountRow[] rows) => _context.Regression.Trainers.LagrangianPoisson(
        new LagrangianPoissonRegressionTrainer.Options { OffsetColumnName = "Offset" }).Fit(_context.Data.LoadFromEnumerable(rows));

    private static CountRow[] Counts(double from, double to)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 60).Select(_ => new CountRow
        {
            Label = random.Next(5),
            Features = [(float)Synthetic.Gauss(random), (float)Synthetic.Gauss(random)],
            Offset = (float)(from + ((to - from) * random.NextDouble())),
        })];
    }

    private sealed class KeyRow
    {
        public float[] Features { get; init; } = [];

        public uint Class { get; init; }
    }

    private sealed class CountRow
    {
        public float Label { get; init; }

        [VectorType(2)]
        public float[] Features { get; init; } = [];

        public float Offset { get; init; }
    }
}
