using LagrangeMLNet.Data;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>The products of all pairs of rows, K = X Xᵀ: n rows of p columns each meet in n²p/2 multiplications of dense values.</summary>
internal static class GramMatrix
{
    // Columns taken at once: a tile of the transposed rows.
    private const int Columns = Tile.Size;

    // Rows' pairs added between two looks at whether the caller asked for an end.
    private const int ColumnsBetweenChecks = 64;

    /// <summary>K, symmetric, row-major. On one thread, so that its bits do not depend on their number.</summary>
    public static double[] Of(RowSet rows, Action checkAlive)
    {
        int n = (int)rows.Rows;
        var gram = new double[n * n];
        AddDense(rows, n, gram, checkAlive);
        AddSparse(rows, n, gram, checkAlive);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < i; j++)
                gram[(i * n) + j] = gram[(j * n) + i];
        return gram;
    }

    /// <summary>A rank update by a tile of columns at a time.</summary>
    private static void AddDense(RowSet rows, int n, double[] gram, Action checkAlive)
    {
        const int Width = SymmetricRankUpdate.Width;
        int dense = rows.Layout.Dense;
        var panels = new float[SymmetricRankUpdate.Panels(n) * Width * Columns];
        for (int start = 0; start < dense; start += Columns)
        {
            checkAlive();
            int count = Math.Min(Columns, dense - start), i = 0;
            foreach (var block in rows.Blocks)
                for (int row = 0; row < block.Rows; row++, i++)
                {
                    var x = block.DenseRow(row).Slice(start, count);
                    int at = (i / Width * Columns * Width) + (i % Width);
                    foreach (float value in x)
                    {
                        panels[at] = value;
                        at += Width;
                    }
                }

            SymmetricRankUpdate.Add(panels, Columns, count, n, 1, gram, n);
        }
    }

    /// <summary>Column by column, the pairs of rows in which it is not 0.</summary>
    private static void AddSparse(RowSet rows, int n, double[] gram, Action checkAlive)
    {
        var starts = new int[rows.Layout.Sparse + 1];
        foreach (var block in rows.Blocks)
            foreach (int column in block.Indices.AsSpan(0, block.Starts[block.Rows]))
                starts[column + 1]++;
        for (int column = 0; column < rows.Layout.Sparse; column++)
            starts[column + 1] += starts[column];
        var next = starts.AsSpan(0, rows.Layout.Sparse).ToArray();
        var (where, values, first) = (new int[starts[^1]], new float[starts[^1]], 0);
        foreach (var block in rows.Blocks)
        {
            for (int row = 0; row < block.Rows; row++)
                for (int k = block.Starts[row]; k < block.Starts[row + 1]; k++)
                {
                    int at = next[block.Indices[k]]++;
                    (where[at], values[at]) = (first + row, block.Values[k]);
                }

            first += block.Rows;
        }

        for (int column = 0; column < rows.Layout.Sparse; column++)
        {
            if (column % ColumnsBetweenChecks == 0)
                checkAlive();
            for (int a = starts[column]; a < starts[column + 1]; a++)
            {
                var target = gram.AsSpan(where[a] * n, n);
                double value = values[a];
                for (int b = a; b < starts[column + 1]; b++)
                    target[where[b]] += value * values[b];
            }
        }
    }
}
