using System.Numerics.Tensors;
using LagrangeMLNet.Data;
using LagrangeMLNet.Training.Kernels;

namespace LagrangeMLNet.Training;

/// <summary>Adds a tile's full Fisher matrix Σ w F(z) ⊗ x xᵀ, x with a 1 for the bias.</summary>
/// <remarks>
/// One output: Σ f x xᵀ, f the Fisher weight. Softmax: F = diag(p) − p pᵀ, so block (k, k) gets Σ p_k x xᵀ and everything loses Σ q qᵀ with
/// q = p ⊗ x; both are rank updates of one kernel.
/// </remarks>
internal sealed class FisherTile
{
    private const int Alignment = 2 * SymmetricRankUpdate.Width;

    private readonly int _outputs;
    private readonly int _size;
    private readonly int _stride;
    private readonly int _expandedStride;
    private readonly float[] _rows;
    private readonly float[] _scaled;
    private readonly float[] _expanded;

    public FisherTile(int positions, int outputs)
    {
        _outputs = outputs;
        _size = positions + 1;
        _stride = (_size + Alignment - 1) / Alignment * Alignment;
        _expandedStride = ((outputs * _size) + Alignment - 1) / Alignment * Alignment;
        _rows = new float[Tile.Size * _stride];
        _scaled = outputs == 1 ? [] : new float[Tile.Size * _stride];
        _expanded = outputs == 1 ? [] : new float[Tile.Size * _expandedStride];
    }

    /// <param name="tile">The rows.</param>
    /// <param name="curvature">Fisher weight, or probabilities, as the likelihood gave them: Count × lanes.</param>
    /// <param name="lanes">Distance between rows of <paramref name="curvature"/>.</param>
    /// <param name="weights">Example weights; empty if all are 1.</param>
    /// <param name="fisher">Upper triangle of the sum, row-major.</param>
    public void Add(in Tile tile, ReadOnlySpan<float> curvature, int lanes, ReadOnlySpan<float> weights, double[] fisher)
    {
        Fill(tile);
        int parameters = _outputs * _size;
        if (_outputs == 1)
        {
            for (int r = 0; r < tile.Count; r++)
                Scale(_rows, r, MathF.Sqrt(curvature[r] * Weight(weights, r)), _rows);
            SymmetricRankUpdate.Add(_rows, tile.Count, _stride, parameters, 1, fisher, parameters);
            return;
        }

        for (int k = 0; k < _outputs; k++)
        {
            for (int r = 0; r < tile.Count; r++)
            {
                float p = curvature[(r * lanes) + k], w = Weight(weights, r);
                Scale(_rows, r, MathF.Sqrt(p * w), _scaled);
                TensorPrimitives.Multiply(
                    _rows.AsSpan(r * _stride, _size), p * MathF.Sqrt(w), _expanded.AsSpan((r * _expandedStride) + (k * _size), _size));
            }

            SymmetricRankUpdate.Add(_scaled, tile.Count, _stride, _size, 1, fisher.AsSpan(((k * parameters) + k) * _size), parameters);
        }

        SymmetricRankUpdate.Add(_expanded, tile.Count, _expandedStride, parameters, -1, fisher, parameters);
    }

    private static float Weight(ReadOnlySpan<float> weights, int row) => weights.IsEmpty ? 1 : weights[row];

    private void Scale(float[] source, int row, float factor, float[] target) =>
        TensorPrimitives.Multiply(source.AsSpan(row * _stride, _size), factor, target.AsSpan(row * _stride, _size));

    private void Fill(in Tile tile)
    {
        var block = tile.Block;
        int dense = block.Layout.Dense;
        for (int r = 0; r < tile.Count; r++)
        {
            int row = tile.Row(r);
            var target = _rows.AsSpan(r * _stride, _size);
            block.DenseRow(row).CopyTo(target);
            target[dense..^1].Clear();
            for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
                target[dense + block.Indices[i]] = block.Values[i];

            target[^1] = 1;
        }
    }
}
