using System.Numerics;
using System.Numerics.Tensors;

namespace LagrangeMLNet.Numerics;

/// <summary>
/// Eigendecomposition A = Vᵀ·diag(λ)·V of a symmetric matrix, in double precision, by Householder tridiagonalisation and implicitly
/// shifted QL. A matrix is n × n, row after row.
/// </summary>
/// <remarks>
/// After the Algol procedures tred2 and tql2 (Wilkinson and Reinsch, Handbook for Automatic Computation, vol. II, 1971, contributions II/2
/// and II/4) and Golub and Van Loan, Matrix Computations, 4th ed., sections 8.3.1 and 8.3.3. The eigenvectors are kept as *rows*, so that
/// every inner loop (rank-two update, accumulation, rotation) runs along contiguous memory.
/// </remarks>
internal static class SymmetricEigen
{
    /// <summary>QL steps allowed for one eigenvalue; two or three are usual.</summary>
    private const int MaximumSteps = 60;

    /// <summary>
    /// Replaces a symmetric matrix by its eigenvectors and writes its eigenvalues, ascending. False if the matrix holds a NaN or an
    /// infinity, or (never seen) if an eigenvalue did not converge; the contents are then spoilt.
    /// </summary>
    /// <param name="matrix">
    /// On entry A, n × n, of which the lower triangle is read; on return row i is the unit eigenvector of eigenvalue i.
    /// </param>
    /// <param name="n">Number of rows.</param>
    /// <param name="eigenvalues">Receives the n eigenvalues, ascending.</param>
    /// <param name="scratch">n numbers of work space.</param>
    public static bool TryDecompose(Span<double> matrix, int n, Span<double> eigenvalues, Span<double> scratch)
    {
        if (n < 0 || matrix.Length < (long)n * n || eigenvalues.Length < n || scratch.Length < n)
            throw new ArgumentException(
                $"{n} rows need {(long)n * n} matrix elements, {n} eigenvalues and {n} numbers of scratch, but {matrix.Length}, " +
                $"{eigenvalues.Length} and {scratch.Length} were given.");
        if (n == 0)
            return true;
        eigenvalues = eigenvalues[..n];
        scratch = scratch[..n];
        for (int i = 0; i < n; i++)
        {
            // A finite sum of magnitudes means that every element of the lower triangle is finite and that norms will not overflow.
            if (!double.IsFinite(TensorPrimitives.SumOfMagnitudes<double>(matrix.Slice(i * n, i + 1))))
                return false;
        }

        Tridiagonalise(matrix, n, eigenvalues, scratch);
        if (!TryDiagonalise(matrix, n, eigenvalues, scratch))
            return false;
        Sort(matrix, n, eigenvalues);
        return true;
    }

    /// <summary>
    /// y = Vᵀ·diag(f)·V·x: applies a function of the matrix, given as its value at each eigenvalue. In place.
    /// </summary>
    /// <param name="vectors">Rows of eigenvectors, n × n.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="values">f(λ_i), n numbers.</param>
    /// <param name="vector">x on entry, y on return.</param>
    /// <param name="scratch">n numbers of work space.</param>
    public static void Apply(ReadOnlySpan<double> vectors, int n, ReadOnlySpan<double> values, Span<double> vector, Span<double> scratch)
    {
        vector = vector[..n];
        for (int i = 0; i < n; i++)
            scratch[i] = values[i] * TensorPrimitives.Dot<double>(vectors.Slice(i * n, n), vector);
        vector.Clear();
        for (int i = 0; i < n; i++)
            TensorPrimitives.MultiplyAdd(vectors.Slice(i * n, n), scratch[i], vector, vector);
    }

    /// <summary>
    /// A = Qᵀ·T·Q with T tridiagonal: diagonal to <paramref name="diagonal"/>, subdiagonal to <paramref name="off"/>[1..], and Q's rows to
    /// <paramref name="a"/>.
    /// </summary>
    private static void Tridiagonalise(Span<double> a, int n, Span<double> diagonal, Span<double> off)
    {
        // Reduce from the last row up. Row i keeps its Householder vector u (length i), and diagonal[i] keeps h = |u|²/2 until the second
        // loop.
        for (int i = n - 1; i > 0; i--)
        {
            Span<double> u = a.Slice(i * n, i);
            double scale = i > 1 ? TensorPrimitives.SumOfMagnitudes<double>(u[..(i - 1)]) : 0;
            if (scale == 0)
            {
                off[i] = u[i - 1];
                diagonal[i] = 0;
                continue;
            }

            scale += Math.Abs(u[i - 1]);
            TensorPrimitives.Divide(u, scale, u);
            double h = TensorPrimitives.SumOfSquares<double>(u);
            double f = u[i - 1];
            double g = f >= 0 ? -Math.Sqrt(h) : Math.Sqrt(h);
            off[i] = scale * g;
            h -= f * g;
            u[i - 1] = f - g;

            // p = A·u / h from the lower triangle alone: row j contributes to p_j by a dot product and to p_<j by a multiple of itself.
            Span<double> p = off[..i];
            p.Clear();
            for (int j = 0; j < i; j++)
            {
                ReadOnlySpan<double> row = a.Slice(j * n, j + 1);
                p[j] += TensorPrimitives.Dot(row, u[..(j + 1)]);
                TensorPrimitives.MultiplyAdd(row[..j], u[j], p[..j], p[..j]);
            }

            TensorPrimitives.Divide(p, h, p);
            double k = TensorPrimitives.Dot<double>(u, p) / (h + h);
            TensorPrimitives.MultiplyAdd<double>(u, -k, p, p);

            // A −= u·qᵀ + q·uᵀ with q = p − k·u.
            for (int j = 0; j < i; j++)
            {
                Span<double> row = a.Slice(j * n, j + 1);
                TensorPrimitives.MultiplyAdd(p[..(j + 1)], -u[j], row, row);
                TensorPrimitives.MultiplyAdd(u[..(j + 1)], -p[j], row, row);
            }

            diagonal[i] = h;
        }

        // Accumulate Q = H_1·…·H_{n−1} transposed: before round i the leading i × i block of Q is ready in rows < i.
        off[0] = 0;
        diagonal[0] = 0;
        for (int i = 0; i < n; i++)
        {
            double h = diagonal[i];
            Span<double> u = a.Slice(i * n, i);
            if (h != 0)
            {
                for (int j = 0; j < i; j++)
                {
                    Span<double> row = a.Slice(j * n, i);
                    TensorPrimitives.MultiplyAdd(u, -TensorPrimitives.Dot<double>(row, u) / h, row, row);
                }
            }

            diagonal[i] = a[(i * n) + i];
            a[(i * n) + i] = 1;
            u.Clear();
            for (int j = 0; j < i; j++)
                a[(j * n) + i] = 0;
        }
    }

    /// <summary>Implicit QL on the tridiagonal matrix; the rotations are applied to neighbouring rows of <paramref name="q"/>.</summary>
    private static bool TryDiagonalise(Span<double> q, int n, Span<double> d, Span<double> e)
    {
        for (int i = 1; i < n; i++)
            e[i - 1] = e[i];
        e[n - 1] = 0;
        for (int l = 0; l < n; l++)
        {
            int steps = 0;
            while (true)
            {
                int m = FirstSplit(d, e, l, n);
                if (m == l)
                    break;
                if (steps++ == MaximumSteps)
                    return false;
                Sweep(q, n, d, e, l, m);
            }
        }

        return true;
    }

    /// <summary>First m ≥ l at which the subdiagonal is negligible beside its neighbours on the diagonal.</summary>
    private static int FirstSplit(ReadOnlySpan<double> d, ReadOnlySpan<double> e, int l, int n)
    {
        for (int m = l; m < n - 1; m++)
        {
            double scale = Math.Abs(d[m]) + Math.Abs(d[m + 1]);
            if (Math.Abs(e[m]) <= double.Epsilon || scale + Math.Abs(e[m]) == scale)
                return m;
        }

        return n - 1;
    }

    /// <summary>One QL sweep with Wilkinson's shift on rows l…m.</summary>
    private static void Sweep(Span<double> q, int n, Span<double> d, Span<double> e, int l, int m)
    {
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        double r = double.Hypot(g, 1);
        g = d[m] - d[l] + (e[l] / (g + Math.CopySign(r, g)));
        double s = 1, c = 1, p = 0;
        for (int i = m - 1; i >= l; i--)
        {
            double f = s * e[i];
            double b = c * e[i];
            r = double.Hypot(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                // The matrix has split at i + 1 by underflow; the next sweep goes on from there.
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }

            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = ((d[i] - g) * s) + (2 * c * b);
            p = s * r;
            d[i + 1] = g + p;
            g = (c * r) - b;
            Rotate(q.Slice(i * n, n), q.Slice((i + 1) * n, n), c, s);
        }

        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }

    /// <summary>(x, y) becomes (c·x − s·y, s·x + c·y), vectorised by hand because no TensorPrimitive writes two results.</summary>
    private static void Rotate(Span<double> x, Span<double> y, double c, double s)
    {
        int width = Vector<double>.Count;
        var cosine = new Vector<double>(c);
        var sine = new Vector<double>(s);
        int k = 0;
        for (; k <= x.Length - width; k += width)
        {
            var a = new Vector<double>(x[k..]);
            var b = new Vector<double>(y[k..]);
            ((cosine * a) - (sine * b)).CopyTo(x[k..]);
            ((sine * a) + (cosine * b)).CopyTo(y[k..]);
        }

        for (; k < x.Length; k++)
        {
            double a = x[k], b = y[k];
            x[k] = (c * a) - (s * b);
            y[k] = (s * a) + (c * b);
        }
    }

    /// <summary>Selection sort, ascending: at most n − 1 row swaps, which is nothing beside the n³ before it.</summary>
    private static void Sort(Span<double> vectors, int n, Span<double> values)
    {
        for (int i = 0; i < n - 1; i++)
        {
            int smallest = i;
            for (int j = i + 1; j < n; j++)
            {
                if (values[j] < values[smallest])
                    smallest = j;
            }

            if (smallest == i)
                continue;
            (values[i], values[smallest]) = (values[smallest], values[i]);
            Span<double> first = vectors.Slice(i * n, n);
            Span<double> second = vectors.Slice(smallest * n, n);
            for (int k = 0; k < n; k++)
                (first[k], second[k]) = (second[k], first[k]);
        }
    }
}
