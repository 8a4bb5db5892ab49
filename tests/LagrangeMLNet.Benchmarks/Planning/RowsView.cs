using LagrangeMLNet.Benchmarks.DataSets;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.Planning;

/// <summary>Rows in an array as a view with the column Features.</summary>
internal static class RowsView
{
    private sealed record Row(float[] Features);

    public static IDataView Of(MLContext context, IReadOnlyList<float[]> rows)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition[Columns.Features].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Length);
        return context.Data.LoadFromEnumerable(rows.Select(row => new Row(row)).ToList(), definition);
    }

    /// <summary>Rows of independent standard normal elements.</summary>
    public static float[][] Gaussian(ulong seed, int rows, int slots)
    {
        var result = new float[rows][];
        for (var r = 0; r < rows; r++)
        {
            var random = new RowRandom(seed, r);
            result[r] = new float[slots];
            for (var j = 0; j < slots; j++)
                result[r][j] = (float)random.NextGaussian();
        }

        return result;
    }

    /// <summary>Scales a row to length 1.</summary>
    public static void Normalise(float[] row)
    {
        double squares = 0;
        foreach (var value in row)
            squares += (double)value * value;
        var inverse = (float)(1 / Math.Sqrt(squares));
        for (var j = 0; j < row.Length; j++)
            row[j] *= inverse;
    }

    /// <summary>tr(M⁻¹) of some rows, M = Σ x xᵀ, from scratch in double precision; ∞ where M is singular.</summary>
    public static double TraceOfInverse(IReadOnlyList<float[]> rows, IEnumerable<int> chosen)
    {
        var size = rows[0].Length;
        var matrix = new double[size * size];
        foreach (var r in chosen)
            for (var i = 0; i < size; i++)
                for (var j = 0; j <= i; j++)
                    matrix[(i * size) + j] += (double)rows[r][i] * rows[r][j];
        if (!Numerics.Cholesky.TryFactor(matrix, size))
            return double.PositiveInfinity;
        var inverse = new double[size * size];
        Numerics.Cholesky.Invert(matrix, size, inverse);
        double trace = 0;
        for (var i = 0; i < size; i++)
            trace += inverse[(i * size) + i];
        return trace;
    }
}
