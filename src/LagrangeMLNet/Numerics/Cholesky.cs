using System.Numerics;

namespace LagrangeMLNet.Numerics;

/// <summary>
/// Cholesky factorisation A = L·Lᵀ of a symmetric positive definite matrix, in double precision. A matrix is n × n, row after row;
/// only its lower triangle is read, and L replaces it there. Nothing is allocated.
/// </summary>
/// <remarks>
/// Blocked left-looking form (Golub and Van Loan, Matrix Computations, 4th ed., section 4.2.6). Every inner loop is a dot product of
/// stretches of rows of at most <see cref="Block"/> numbers, so that the rows of a block column stay in the cache while the rest of the
/// matrix streams past. The order of every sum is fixed: the same matrix gives the same factor, bit for bit.
/// </remarks>
internal static class Cholesky
{
    /// <summary>Rows of a block: Block × Block numbers are 32 KiB, a share of the second-level cache.</summary>
    private const int Block = 64;

    /// <summary>
    /// A pivot below n times this share of the diagonal element it came from is nothing but rounding: the error of a pivot is at most about
    /// n·2⁻⁵²·a_ii (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 10.1), and 4 is for safety.
    /// </summary>
    private const double PivotRounding = 4 / 4503599627370496.0;

    /// <summary>
    /// Replaces the lower triangle of <paramref name="matrix"/> by its factor L. False if the matrix is not positive definite to working
    /// precision (a pivot fell to zero, below it, or is not a number); the lower triangle is then spoilt.
    /// </summary>
    /// <param name="matrix">n × n, row after row; the strict upper triangle is neither read nor written.</param>
    /// <param name="n">Number of rows.</param>
    public static bool TryFactor(Span<double> matrix, int n)
    {
        Check(matrix.Length, n);
        double smallest = n * PivotRounding;
        for (int k = 0; k < n; k += Block)
        {
            int end = Math.Min(k + Block, n);
            if (!TryFactorDiagonalBlock(matrix, n, k, end, smallest))
                return false;
            SolvePanel(matrix, n, k, end);
            UpdateTrailing(matrix, n, k, end);
        }

        return true;
    }

    /// <summary>Solves L·Lᵀ·x = b in place.</summary>
    /// <param name="factor">What <see cref="TryFactor"/> left, n × n.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="vector">b on entry, x on return; n numbers.</param>
    public static void Solve(ReadOnlySpan<double> factor, int n, Span<double> vector)
    {
        SolveLower(factor, n, vector);
        SolveUpper(factor, n, vector);
    }

    /// <summary>Solves L·x = b in place (forward substitution).</summary>
    public static void SolveLower(ReadOnlySpan<double> factor, int n, Span<double> vector)
    {
        Check(factor.Length, n);
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> row = factor.Slice(i * n, i + 1);
            vector[i] = (vector[i] - DenseVectors.Dot(row[..i], vector[..i])) / row[i];
        }
    }

    /// <summary>Solves Lᵀ·x = b in place (backward substitution, by rows of L so that memory is read in order).</summary>
    public static void SolveUpper(ReadOnlySpan<double> factor, int n, Span<double> vector)
    {
        Check(factor.Length, n);
        for (int i = n - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = factor.Slice(i * n, i + 1);
            double x = vector[i] / row[i];
            vector[i] = x;
            DenseVectors.AddScaled(vector[..i], -x, row[..i]);
        }
    }

    /// <summary>Multiplies by the factor in place: x becomes L·x.</summary>
    public static void MultiplyLower(ReadOnlySpan<double> factor, int n, Span<double> vector)
    {
        Check(factor.Length, n);
        for (int i = n - 1; i >= 0; i--)
            vector[i] = DenseVectors.Dot(factor.Slice(i * n, i + 1), vector[..(i + 1)]);
    }

    /// <summary>ln det A = 2·Σ ln L_ii.</summary>
    public static double LogDeterminant(ReadOnlySpan<double> factor, int n)
    {
        Check(factor.Length, n);
        double sum = 0;
        for (int i = 0; i < n; i++)
            sum += Math.Log(factor[(i * n) + i]);
        return 2 * sum;
    }

    /// <summary>
    /// Lower bound of the condition number of A from the factor: (max L_ii / min L_ii)². Exact for a diagonal matrix, and far below the
    /// truth only for matrices made for the purpose.
    /// </summary>
    public static double ConditionNumberLowerBound(ReadOnlySpan<double> factor, int n)
    {
        Check(factor.Length, n);
        double smallest = double.PositiveInfinity, largest = 0;
        for (int i = 0; i < n; i++)
        {
            double pivot = factor[(i * n) + i];
            smallest = Math.Min(smallest, pivot);
            largest = Math.Max(largest, pivot);
        }

        double ratio = largest / smallest;
        return ratio * ratio;
    }

    /// <summary>
    /// Writes A⁻¹ = L⁻ᵀ·L⁻¹, both triangles, into <paramref name="inverse"/>.
    /// </summary>
    /// <param name="factor">What <see cref="TryFactor"/> left, n × n. Not changed.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="inverse">n × n; must not overlap <paramref name="factor"/>.</param>
    public static void Invert(ReadOnlySpan<double> factor, int n, Span<double> inverse)
    {
        Check(factor.Length, n);
        Check(inverse.Length, n);
        inverse.Clear();

        // Row i of L⁻ᵀ (upper triangular) is column i of L⁻¹: forward substitution of the unit vector e_i, which starts at i.
        for (int i = 0; i < n; i++)
        {
            Span<double> column = inverse.Slice(i * n, n);
            column[i] = 1 / factor[(i * n) + i];
            for (int j = i + 1; j < n; j++)
            {
                ReadOnlySpan<double> row = factor.Slice(j * n, j + 1);
                column[j] = -DenseVectors.Dot(row[i..j], column[i..j]) / row[j];
            }
        }

        // (A⁻¹)_ij = Σ_k (L⁻¹)_ki (L⁻¹)_kj = row_i · row_j from max(i, j) on. Ascending j ≥ i overwrites nothing that is still needed.
        for (int i = 0; i < n; i++)
        {
            Span<double> rowI = inverse.Slice(i * n, n);
            for (int j = i; j < n; j++)
                rowI[j] = DenseVectors.Dot(rowI[j..], inverse.Slice((j * n) + j, n - j));
        }

        for (int i = 0; i < n; i++)
            for (int j = 0; j < i; j++)
                inverse[(i * n) + j] = inverse[(j * n) + i];
    }

    private static bool TryFactorDiagonalBlock(Span<double> matrix, int n, int start, int end, double smallest)
    {
        for (int i = start; i < end; i++)
        {
            Span<double> rowI = matrix.Slice((i * n) + start, i - start + 1);
            for (int j = start; j < i; j++)
            {
                ReadOnlySpan<double> rowJ = matrix.Slice((j * n) + start, j - start + 1);
                int length = j - start;
                rowI[length] = (rowI[length] - DenseVectors.Dot(rowI[..length], rowJ[..length])) / rowJ[length];
            }

            int last = i - start;
            double pivot = rowI[last] - DenseVectors.SumOfSquares(rowI[..last]);

            // What was there at the start: the squares of the whole row of L, and the pivot. The negation catches NaN too.
            double original = DenseVectors.SumOfSquares(matrix.Slice(i * n, i)) + pivot;
            if (!(pivot > original * smallest) || !double.IsFinite(pivot))
                return false;
            rowI[last] = Math.Sqrt(pivot);
        }

        return true;
    }

    /// <summary>Rows below the diagonal block: L21 = A21·L11⁻ᵀ, one forward substitution a row.</summary>
    private static void SolvePanel(Span<double> matrix, int n, int start, int end)
    {
        for (int i = end; i < n; i++)
        {
            Span<double> rowI = matrix.Slice((i * n) + start, end - start);
            for (int j = start; j < end; j++)
            {
                int length = j - start;
                ReadOnlySpan<double> rowJ = matrix.Slice((j * n) + start, length + 1);
                rowI[length] = (rowI[length] - DenseVectors.Dot(rowI[..length], rowJ[..length])) / rowJ[length];
            }
        }
    }

    /// <summary>A22 −= L21·L21ᵀ, lower triangle only, tile by tile so that both panels of a tile stay in the cache.</summary>
    private static void UpdateTrailing(Span<double> matrix, int n, int start, int end)
    {
        int width = end - start;
        for (int columns = end; columns < n; columns += Block)
        {
            int columnsEnd = Math.Min(columns + Block, n);
            int i = columns;
            for (; i + 4 <= n; i += 4)
            {
                // Columns that all four rows need, two at a time; then what is left up to each row's own diagonal element.
                int j = columns, last = Math.Min(columnsEnd, i + 1);
                for (; j + 2 <= last; j += 2)
                    SubtractProducts(matrix, n, start, width, i, j);
                for (int row = i; row < i + 4; row++)
                    SubtractProducts(matrix, n, start, width, row, j, Math.Min(columnsEnd, row + 1));
            }

            for (; i < n; i++)
                SubtractProducts(matrix, n, start, width, i, columns, Math.Min(columnsEnd, i + 1));
        }
    }

    /// <summary>a_ij −= l_i·l_j for one row i and columns j…last.</summary>
    private static void SubtractProducts(Span<double> matrix, int n, int start, int width, int i, int j, int last)
    {
        ReadOnlySpan<double> panel = matrix.Slice((i * n) + start, width);
        for (; j < last; j++)
            matrix[(i * n) + j] -= DenseVectors.Dot(panel, matrix.Slice((j * n) + start, width));
    }

    /// <summary>
    /// The same for a tile of 4 rows by 2 columns: eight sums in registers for six loads a step, where a dot product needs two loads a sum.
    /// </summary>
    private static void SubtractProducts(Span<double> matrix, int n, int start, int width, int i, int j)
    {
        ref double x0 = ref matrix[(i * n) + start];
        ref double x1 = ref matrix[((i + 1) * n) + start];
        ref double x2 = ref matrix[((i + 2) * n) + start];
        ref double x3 = ref matrix[((i + 3) * n) + start];
        ref double y0 = ref matrix[(j * n) + start];
        ref double y1 = ref matrix[((j + 1) * n) + start];
        Vector<double> s00 = default, s01 = default, s10 = default, s11 = default;
        Vector<double> s20 = default, s21 = default, s30 = default, s31 = default;
        int k = 0;
        for (; k <= width - Vector<double>.Count; k += Vector<double>.Count)
        {
            Vector<double> b0 = Vector.LoadUnsafe(ref y0, (nuint)k), b1 = Vector.LoadUnsafe(ref y1, (nuint)k);
            Vector<double> a = Vector.LoadUnsafe(ref x0, (nuint)k);
            s00 = Vector.FusedMultiplyAdd(a, b0, s00);
            s01 = Vector.FusedMultiplyAdd(a, b1, s01);
            a = Vector.LoadUnsafe(ref x1, (nuint)k);
            s10 = Vector.FusedMultiplyAdd(a, b0, s10);
            s11 = Vector.FusedMultiplyAdd(a, b1, s11);
            a = Vector.LoadUnsafe(ref x2, (nuint)k);
            s20 = Vector.FusedMultiplyAdd(a, b0, s20);
            s21 = Vector.FusedMultiplyAdd(a, b1, s21);
            a = Vector.LoadUnsafe(ref x3, (nuint)k);
            s30 = Vector.FusedMultiplyAdd(a, b0, s30);
            s31 = Vector.FusedMultiplyAdd(a, b1, s31);
        }

        // A trailing update only follows a full block, whose width is a multiple of every vector length.
        matrix[(i * n) + j] -= Vector.Sum(s00);
        matrix[(i * n) + j + 1] -= Vector.Sum(s01);
        matrix[((i + 1) * n) + j] -= Vector.Sum(s10);
        matrix[((i + 1) * n) + j + 1] -= Vector.Sum(s11);
        matrix[((i + 2) * n) + j] -= Vector.Sum(s20);
        matrix[((i + 2) * n) + j + 1] -= Vector.Sum(s21);
        matrix[((i + 3) * n) + j] -= Vector.Sum(s30);
        matrix[((i + 3) * n) + j + 1] -= Vector.Sum(s31);
    }

    private static void Check(int length, int n)
    {
        if (n < 0 || length < (long)n * n)
            throw new ArgumentException($"A matrix of {n} rows needs {(long)n * n} numbers, but {length} were given.");
    }
}
