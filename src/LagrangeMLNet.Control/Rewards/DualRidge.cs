using System.Numerics.Tensors;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Control.Rewards;

/// <summary>
/// Ridge regression by the products of the rows, K = Z·Zᵀ: for fewer rows than coordinates. w = w₀ + Zᵀ·(K + λI)⁻¹·(y − Z·w₀).
/// </summary>
internal sealed class DualRidge : IRidgeGroup
{
    private readonly int _size;
    private readonly int _count;
    private readonly double[] _rows;
    private readonly double[] _targets;
    private readonly int[] _folds;
    private readonly double[] _products;

    public DualRidge(RewardRows rows, IReadOnlyList<int> members)
    {
        _size = rows.Scale.Size;
        _count = members.Count;
        _rows = new double[_count * _size];
        _targets = new double[_count];
        _folds = [.. members.Select(row => rows.Folds[row])];
        for (int i = 0; i < _count; i++)
            _targets[i] = rows.Read(members[i], _rows.AsSpan(i * _size, _size));
        _products = new double[_count * _count];
        for (int i = 0; i < _count; i++)
            for (int j = 0; j <= i; j++)
                _products[(i * _count) + j] = TensorPrimitives.Dot<double>(Row(i), Row(j));
    }

    public (double Residual, double Determinant) Evidence(double[] center, double penalty)
    {
        var (factor, target) = Factor(center, penalty, [.. Enumerable.Range(0, _count)]);
        double determinant = ((_count * Math.Log(penalty)) - Cholesky.LogDeterminant(factor, _count)) / 2;
        Cholesky.SolveLower(factor, _count, target);
        return (penalty * TensorPrimitives.SumOfSquares<double>(target), determinant);
    }

    public double[] Solve(double[] center, double penalty, int withoutFold)
    {
        int[] used = [.. Enumerable.Range(0, _count).Where(i => _folds[i] != withoutFold)];
        var (factor, target) = Factor(center, penalty, used);
        Cholesky.Solve(factor, used.Length, target);
        var weights = (double[])center.Clone();
        for (int i = 0; i < used.Length; i++)
            TensorPrimitives.MultiplyAdd(Row(used[i]), target[i], weights, weights);
        return weights;
    }

    private (double[] Factor, double[] Target) Factor(double[] center, double penalty, int[] used)
    {
        int count = used.Length;
        var matrix = new double[count * count];
        var target = new double[count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
                matrix[(i * count) + j] = _products[(used[i] * _count) + used[j]];
            matrix[(i * count) + i] += penalty;
            target[i] = _targets[used[i]] - TensorPrimitives.Dot<double>(Row(used[i]), center);
        }

        if (!Cholesky.TryFactor(matrix, count))
        {
            throw new InvalidOperationException(
                "The rewards cannot be regressed on the features: their products overflow. Bring the features to a smaller scale.");
        }

        return (matrix, target);
    }

    private ReadOnlySpan<double> Row(int i) => _rows.AsSpan(i * _size, _size);
}
