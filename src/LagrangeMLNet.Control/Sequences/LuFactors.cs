using System.Numerics.Tensors;

namespace LagrangeMLNet.Control.Sequences;

/// <summary>
/// P·A = L·U with partial pivoting (Golub and Van Loan, Matrix Computations, 4th ed., algorithm 3.4.1), for matrices without symmetry.
/// </summary>
internal sealed class LuFactors
{
    private readonly double[] _factors;
    private readonly int[] _order;
    private readonly int _n;

    /// <param name="matrix">A, n × n, row after row; overwritten.</param>
    /// <param name="n">Number of rows.</param>
    /// <exception cref="InvalidOperationException">A is singular, or holds what is no number.</exception>
    public LuFactors(double[] matrix, int n)
    {
        (_factors, _n) = (matrix, n);
        _order = [.. Enumerable.Range(0, n)];
        for (int k = 0; k < n; k++)
        {
            Pivot(k);
            double pivot = matrix[(k * n) + k];
            if (!(Math.Abs(pivot) > 0) || !double.IsFinite(pivot))
            {
                throw new InvalidOperationException(
                    "The values of states cannot be solved for: Bellman's equations are singular. Bring the features to a common scale, "
                    + "or set L2Regularization above 0.");
            }

            var top = matrix.AsSpan((k * n) + k + 1, n - k - 1);
            for (int i = k + 1; i < n; i++)
            {
                double factor = matrix[(i * n) + k] /= pivot;
                var row = matrix.AsSpan((i * n) + k + 1, n - k - 1);
                if (factor != 0)
                    TensorPrimitives.MultiplyAdd(top, -factor, row, row);
            }
        }
    }

    /// <summary>Solves A·x = b.</summary>
    public double[] Solve(double[] right)
    {
        double[] x = [.. _order.Select(row => right[row])];
        for (int i = 0; i < _n; i++)
            x[i] -= TensorPrimitives.Dot<double>(_factors.AsSpan(i * _n, i), x.AsSpan(0, i));
        for (int i = _n - 1; i >= 0; i--)
        {
            int from = (i * _n) + i + 1;
            double sum = TensorPrimitives.Dot<double>(_factors.AsSpan(from, _n - i - 1), x.AsSpan(i + 1));
            x[i] = (x[i] - sum) / _factors[(i * _n) + i];
        }

        return x;
    }

    /// <summary>Solves Aᵀ·x = b.</summary>
    public double[] SolveTransposed(double[] right)
    {
        var y = (double[])right.Clone();
        for (int i = 0; i < _n; i++)
        {
            y[i] /= _factors[(i * _n) + i];
            var rest = y.AsSpan(i + 1);
            TensorPrimitives.MultiplyAdd(_factors.AsSpan((i * _n) + i + 1, _n - i - 1), -y[i], rest, rest);
        }

        for (int i = _n - 1; i > 0; i--)
        {
            var rest = y.AsSpan(0, i);
            TensorPrimitives.MultiplyAdd(_factors.AsSpan(i * _n, i), -y[i], rest, rest);
        }

        var x = new double[_n];
        for (int i = 0; i < _n; i++)
            x[_order[i]] = y[i];
        return x;
    }

    private void Pivot(int k)
    {
        int best = k;
        for (int i = k + 1; i < _n; i++)
        {
            if (Math.Abs(_factors[(i * _n) + k]) > Math.Abs(_factors[(best * _n) + k]))
                best = i;
        }

        if (best == k)
            return;
        for (int j = 0; j < _n; j++)
            (_factors[(k * _n) + j], _factors[(best * _n) + j]) = (_factors[(best * _n) + j], _factors[(k * _n) + j]);
        (_order[k], _order[best]) = (_order[best], _order[k]);
    }
}
