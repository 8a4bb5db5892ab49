using CsCheck;
using LagrangeMLNet.Numerics;
using LagrangeMLNet.Tests.Mechanics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Tests.Design;

/// <summary>A row of a pool.</summary>
internal sealed class PoolRow
{
    public VBuffer<float> Features { get; set; }

    public string Name { get; set; } = "";

    public string Group { get; set; } = "";

    public float Cost { get; set; } = 1;

    public float[] Values => [.. Features.DenseValues()];
}

/// <summary>Pools, and the plain, obvious computations that the tests compare with.</summary>
internal static class PoolSample
{
    public static MLContext Context { get; } = new(seed: 0);

    public static IDataView View(IEnumerable<PoolRow> rows, int slots)
    {
        var definition = SchemaDefinition.Create(typeof(PoolRow));
        definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, slots);
        return Context.Data.LoadFromEnumerable(rows.ToList(), definition);
    }

    public static IDataView View(params float[][] rows) => View(Rows(rows), rows[0].Length);

    public static List<PoolRow> Rows(params float[][] rows) =>
        [.. rows.Select((row, i) => new PoolRow { Features = new VBuffer<float>(row.Length, row), Name = $"row {i}" })];

    /// <summary>Gaussian rows.</summary>
    public static float[][] Gaussian(int seed, int rows, int slots)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => MatrixSamples.Vector(random, slots).Select(x => (float)x).ToArray())];
    }

    /// <summary>Pools of all kinds: any scale of columns, correlated, on a lattice, with columns of zeros.</summary>
    public static Gen<(float[][] Rows, int Count)> Any(int mostSlots, int mostRows, int mostCount) =>
        from slots in Gen.Int[1, mostSlots]
        from count in Gen.Int[slots, Math.Max(slots, mostCount)]
        from rows in Gen.Int[count + 1, Math.Max(count + 1, mostRows)]
        from kind in Gen.Int[0, 3]
        from seed in Gen.Int[0, 1_000_000]
        select (Make(kind, seed, rows, slots), count);

    public static double[] Information(IEnumerable<float[]> rows, int size, double ridge = 0)
    {
        var matrix = new double[size * size];
        for (int i = 0; i < size; i++)
            matrix[(i * size) + i] = ridge;
        foreach (float[] row in rows)
            for (int i = 0; i < size; i++)
                for (int j = 0; j < size; j++)
                    matrix[(i * size) + j] += (double)row[i] * row[j];
        return matrix;
    }

    /// <summary>M⁻¹, or null if M is singular.</summary>
    public static double[]? Inverse(double[] matrix, int size)
    {
        var factor = (double[])matrix.Clone();
        if (!Cholesky.TryFactor(factor, size))
            return null;
        var inverse = new double[size * size];
        Cholesky.Invert(factor, size, inverse);
        return inverse;
    }

    public static double LogDeterminant(double[] matrix, int size)
    {
        var factor = (double[])matrix.Clone();
        return Cholesky.TryFactor(factor, size) ? Cholesky.LogDeterminant(factor, size) : double.NegativeInfinity;
    }

    public static double SmallestEigenvalue(double[] matrix, int size)
    {
        var values = new double[size];
        SymmetricEigen.TryDecompose((double[])matrix.Clone(), size, values, new double[size]);
        return values[0];
    }

    public static double Trace(double[]? inverse, int size)
    {
        double trace = inverse is null ? double.PositiveInfinity : 0;
        for (int i = 0; inverse is not null && i < size; i++)
            trace += inverse[(i * size) + i];
        return trace;
    }

    public static double Quadratic(double[] matrix, float[] x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            for (int j = 0; j < x.Length; j++)
                sum += x[i] * matrix[(i * x.Length) + j] * x[j];
        return sum;
    }

    public static IEnumerable<int[]> Subsets(int size, int count)
    {
        for (int bits = 0; bits < 1 << size; bits++)
            if (int.PopCount(bits) == count)
                yield return [.. Enumerable.Range(0, size).Where(i => (bits >> i & 1) == 1)];
    }

    public static string Print((float[][] Rows, int Count) pool) =>
        $"choose {pool.Count} of\n{string.Join('\n', pool.Rows.Select(row => string.Join(' ', row)))}";

    private static float[][] Make(int kind, int seed, int rows, int slots)
    {
        var pool = Gaussian(seed, rows, slots);
        var random = new Random(seed);
        foreach (float[] row in pool)
        {
            double common = MatrixSamples.Gaussian(random);
            for (int j = 0; j < slots; j++)
                row[j] = kind switch
                {
                    1 => (float)(common + (0.2 * row[j])),
                    2 => MathF.Round(2 * row[j]) / 2,
                    3 => row[j] * MathF.Pow(10, (j % 3) - 1),
                    _ => row[j],
                };
        }

        return pool;
    }
}
