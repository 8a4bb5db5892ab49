using System.Numerics.Tensors;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Control.Rewards;

/// <summary>
/// Ridge regression by the Fisher information of each fold, Σ z·zᵀ: for more rows than coordinates. One pass over the rows.
/// </summary>
internal sealed class PrimalRidge : IRidgeGroup
{
    private readonly int _size;
    private readonly double[][] _information;
    private readonly double[][] _moments;
    private readonly double[] _squares;

    public PrimalRidge(RewardRows rows, IReadOnlyList<int> members)
    {
        _size = rows.Scale.Size;
        _information = NewSums(rows.Folds.Count, _size * _size);
        _moments = NewSums(rows.Folds.Count, _size);
        _squares = new double[rows.Folds.Count];
        var z = new double[_size];
        foreach (int row in members)
        {
            int fold = rows.Folds[row];
            double y = rows.Read(row, z);
            var sum = _information[fold];
            for (int i = 0; i < _size; i++)
            {
                var target = sum.AsSpan(i * _size, i + 1);
                TensorPrimitives.MultiplyAdd(z.AsSpan(0, i + 1), z[i], target, target);
            }

            TensorPrimitives.MultiplyAdd(z, y, _moments[fold], _moments[fold]);
            _squares[fold] += y * y;
        }
    }

    public (double Residual, double Determinant) Evidence(double[] center, double penalty)
    {
        var (factor, target, square) = Factor(center, penalty, -1);
        double determinant = ((_size * Math.Log(penalty)) - Cholesky.LogDeterminant(factor, _size)) / 2;
        Cholesky.SolveLower(factor, _size, target);
        return (Math.Max(0, square - TensorPrimitives.SumOfSquares<double>(target)), determinant);
    }

    public double[] Solve(double[] center, double penalty, int withoutFold) => Posterior(center, penalty, withoutFold).Weights;

    /// <summary>
    /// w, and the factor of G + λI: with noise of variance σ², what is believed of the weights is normal with mean w and covariance
    /// σ²·(G + λI)⁻¹, which for squared loss is the Laplace approximation itself.
    /// </summary>
    public (double[] Weights, double[] Factor) Posterior(double[] center, double penalty, int withoutFold)
    {
        var (factor, target, _) = Factor(center, penalty, withoutFold);
        Cholesky.Solve(factor, _size, target);
        TensorPrimitives.Add(target, center, target);
        return (target, factor);
    }

    /// <summary>The factor of G + λI, c = b − G·w₀, and Σ (y − z·w₀)².</summary>
    private (double[] Factor, double[] Target, double Square) Factor(double[] center, double penalty, int withoutFold)
    {
        var information = new double[_size * _size];
        var target = new double[_size];
        double square = 0;
        for (int fold = 0; fold < _squares.Length; fold++)
        {
            if (fold == withoutFold)
                continue;
            TensorPrimitives.Add(information, _information[fold], information);
            TensorPrimitives.Add(target, _moments[fold], target);
            square += _squares[fold];
        }

        double cross = TensorPrimitives.Dot<double>(target, center);
        var image = Multiply(information, center);
        square += TensorPrimitives.Dot<double>(image, center) - (2 * cross);
        TensorPrimitives.Subtract(target, image, target);
        for (int i = 0; i < _size; i++)
            information[(i * _size) + i] += penalty;
        if (!Cholesky.TryFactor(information, _size))
        {
            throw new InvalidOperationException(
                "The rewards cannot be regressed on the features: their Fisher information overflows. Bring the features to a "
                + "smaller scale.");
        }

        return (information, target, square);
    }

    /// <summary>A symmetric matrix, of which the lower triangle is there, times a vector.</summary>
    private double[] Multiply(double[] lower, double[] vector)
    {
        var product = new double[_size];
        for (int i = 0; i < _size; i++)
        {
            var row = lower.AsSpan(i * _size, i);
            product[i] += TensorPrimitives.Dot<double>(row, vector.AsSpan(0, i)) + (lower[(i * _size) + i] * vector[i]);
            TensorPrimitives.MultiplyAdd(row, vector[i], product.AsSpan(0, i), product.AsSpan(0, i));
        }

        return product;
    }

    private static double[][] NewSums(int folds, int length) => [.. Enumerable.Range(0, folds).Select(_ => new double[length])];
}
