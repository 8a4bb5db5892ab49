using CsCheck;
using LagrangeMLNet.Data;
using LagrangeMLNet.Design;
using LagrangeMLNet.Tests.Data;
using Xunit;
using static LagrangeMLNet.Tests.Mechanics.MatrixSamples;

namespace LagrangeMLNet.Tests.Design;

/// <summary>What follows M by updates must be what is computed from M anew.</summary>
public class InformationTests
{
    private static readonly PoolPasses OneThread = new(1, () => { });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void UpdatesAreTheInverseOfTheSum(int criterion) =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[0, 1_000_000]).Check((size, seed) =>
        {
            var random = new Random(seed);
            var rule = Rule(criterion, size, random);
            var information = new DenseInformation(rule);
            var rows = Enumerable.Range(0, 30).Select(_ => Vector(random, size)).ToList();
            double[] start = PositiveSemidefinite(random, size, size + 2);
            Assert.True(information.TryStart(start));
            foreach (var row in rows)
                information.Update(row, 1);
            foreach (var row in rows.Take(10))
                information.Update(row, -1);

            var anew = new DenseInformation(rule);
            var matrix = (double[])start.Clone();
            foreach (var row in rows.Skip(10))
                for (int i = 0; i < size; i++)
                    for (int j = 0; j < size; j++)
                        matrix[(i * size) + j] += row[i] * row[j];
            Assert.True(anew.TryStart(matrix));
            AssertClose(anew.Matrix, information.Matrix, 1e-10);
            AssertClose(anew.Inverse, information.Inverse, 1e-7);
            AssertClose(anew.Gradient, information.Gradient, 1e-7);
            Assert.Equal(anew.Objective, information.Objective, 1e-7 * (1 + Math.Abs(anew.Objective)));
        }, count: 100);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void ExchangeGainIsTheDifferenceOfObjectives(int criterion) =>
        Gen.Select(Gen.Int[1, 8], Gen.Bool, Gen.Int[0, 1_000_000]).Check((size, isSaturated, seed) =>
        {
            var random = new Random(seed);
            var rule = Rule(criterion, size, random);

            // As many rows as parameters: without any one of them M is singular, and still an exchange has its gain.
            var rows = Enumerable.Range(0, isSaturated ? size : size + 5).Select(_ => Vector(random, size)).ToList();
            double[] newcomer = Vector(random, size), u = new double[size], v = new double[size];
            var before = Of(rule, rows);
            var (qOut, aOut) = before.Directions(rows[0], u, v);
            double t = Dot(u, newcomer), s = Dot(v, newcomer);
            var (q, a) = before.Directions(newcomer, new double[size], new double[size]);
            double gain = rule.ExchangeGain(q, a, qOut, aOut, t, s);
            var after = Of(rule, [newcomer, .. rows.Skip(1)]);
            Assert.Equal(before.Objective - after.Objective, gain, 1e-6 * (Math.Abs(before.Objective) + Math.Abs(after.Objective) + 1));
        }, count: 200);

    [Fact]
    public void GradientIsTheSlopeOfTheObjective() =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[1, 8], Gen.Int[0, 1_000_000]).Check((criterion, size, seed) =>
        {
            var random = new Random(seed);
            var rule = Rule(criterion, size, random);
            double[] matrix = PositiveSemidefinite(random, size, size + 3), z = Vector(random, size), u = new double[size];
            DenseInformation here = new(rule), there = new(rule);
            Assert.True(here.TryStart(matrix));
            const double step = 1e-6;
            for (int i = 0; i < size; i++)
                for (int j = 0; j < size; j++)
                    matrix[(i * size) + j] += step * z[i] * z[j];
            Assert.True(there.TryStart(matrix));
            double slope = here.Directions(z, u, new double[size]).A;
            Assert.Equal(slope, (here.Objective - there.Objective) / step, 1e-3 * (slope + 1e-3));
        }, count: 100);

    [Fact]
    public void QuadraticFormsAndSumsAreThoseOfTheRows() =>
        DataSample.Complete.Check(sample =>
        {
            var set = sample.Read(out _);
            int size = sample.Slots + 1;
            double[] matrix = Symmetric(new Random(sample.Slots), size);
            var form = new QuadraticForm(matrix, size);
            var scratch = new float[form.Scratch];
            var values = new float[Tile.Size];
            var expected = new double[size * size];
            foreach (var tile in RowSet.TilesOf(set.Blocks))
            {
                form.Evaluate(tile, scratch, values);
                for (int r = 0; r < tile.Count; r++)
                {
                    float[] z = new float[size];
                    RowVectors.Copy(tile.Block, tile.Row(r), z);
                    double quadratic = PoolSample.Quadratic(matrix, z), magnitude = z.Sum(x => x * x) * matrix.Max(Math.Abs) * size;
                    Assert.Equal(quadratic, values[r] * form.Unit, 1e-5 * (magnitude + 1e-3));
                    for (int i = 0; i < size; i++)
                        for (int j = 0; j < size; j++)
                            expected[(i * size) + j] += (double)z[i] * z[j];
                }
            }

            AssertClose(expected, InformationSum.Of(set, size, (_, _) => 1, OneThread), 1e-12);
        }, count: 100);

    [Fact]
    public void LowRankInverseIsTheInverse() =>
        DataSample.Complete.Check(sample =>
        {
            var set = sample.Read(out _);
            var block = set.Blocks[0];
            const double ridge = 0.3;
            var information = new LowRankInformation(sample.Slots, ridge);
            var rows = new List<float[]>();
            for (int r = 0; r < Math.Min(15, block.Rows); r++)
            {
                float[] z = new float[sample.Slots];
                RowVectors.Copy(block, r, z);
                rows.Add(z);
                information.Add(block, r, [.. z.Select(x => (double)x)]);
            }

            double[] inverse = PoolSample.Inverse(PoolSample.Information(rows, sample.Slots, ridge), sample.Slots)!;
            double[] x = Vector(new Random(1), sample.Slots), expected = Multiply(inverse, sample.Slots, x);
            information.Solve(x);
            AssertClose(expected, x, 1e-9);
        }, count: 100);

    private static DenseInformation Of(CriterionRule rule, List<double[]> rows)
    {
        var matrix = new double[rule.Size * rule.Size];
        foreach (var row in rows)
            for (int i = 0; i < rule.Size; i++)
                for (int j = 0; j < rule.Size; j++)
                    matrix[(i * rule.Size) + j] += row[i] * row[j];
        var information = new DenseInformation(rule);
        Assert.True(information.TryStart(matrix));
        return information;
    }

    private static CriterionRule Rule(int criterion, int size, Random random) => criterion switch
    {
        0 => new CriterionRule.Trace(size, size, PositiveSemidefinite(random, size, size + 1)),
        1 => new CriterionRule.Determinant(size, size, 0),
        _ => new CriterionRule.Eigenvalue(size, size, 1),
    };

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();
}
