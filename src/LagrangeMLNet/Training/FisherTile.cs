using LagrangeMLNet.Data;
using LagrangeMLNet.Training.Kernels;

namespace LagrangeMLNet.Training;

/// <summary>Adds a tile's full Fisher matrix Σ w F(z) ⊗ x xᵀ, x with a 1 for the bias.</summary>
/// <remarks>
/// One output: Σ f x xᵀ, f the Fisher weight. Softmax: F = diag(p) − p pᵀ, so block (k, k) gets Σ p_k x xᵀ and everything loses Σ q qᵀ with
/// q = p ⊗ x; both are rank updates of one kernel.
/// </remarks>
internal sealed class FisherTile(int positions, int outputs)
{
    private readonly int _size = positions + 1;
    private readonly float[] _row = new float[positions + 1];
    private readonly float[] _panels = NewPanels(positions + 1);
    private readonly float[] _expanded = outputs == 1 ? [] : NewPanels(outputs * (positions + 1));
    private readonly float[] _rows = outputs == 1 ? [] : new float[Tile.Size * (positions + 1)];

    /// <param name="tile">The rows.</param>
    /// <param name="curvature">Fisher weight, or probabilities, as the likelihood gave them: Count × lanes.</param>
    /// <param name="lanes">Distance between rows of <paramref name="curvature"/>.</param>
    /// <param name="weights">Example weights; empty if all are 1.</param>
    /// <param name="fisher">Upper triangle of the sum, row-major.</param>
    public void Add(in Tile tile, ReadOnlySpan<float> curvature, int lanes, ReadOnlySpan<float> weights, double[] fisher)
    {
        int parameters = outputs * _size;
        if (outputs == 1)
        {
            for (int r = 0; r < tile.Count; r++)
            {
                Fill(tile, r, _row);
                SymmetricRankUpdate.Pack(_panels, Tile.Size, r, 0, _row, MathF.Sqrt(curvature[r] * Weight(weights, r)));
            }

            SymmetricRankUpdate.Add(_panels, Tile.Size, tile.Count, parameters, 1, fisher, parameters);
            return;
        }

        for (int r = 0; r < tile.Count; r++)
        {
            var row = _rows.AsSpan(r * _size, _size);
            Fill(tile, r, row);
            float root = MathF.Sqrt(Weight(weights, r));
            for (int k = 0; k < outputs; k++)
                SymmetricRankUpdate.Pack(_expanded, Tile.Size, r, k * _size, row, curvature[(r * lanes) + k] * root);
        }

        SymmetricRankUpdate.Add(_expanded, Tile.Size, tile.Count, parameters, -1, fisher, parameters);
        for (int k = 0; k < outputs; k++)
        {
            for (int r = 0; r < tile.Count; r++)
                SymmetricRankUpdate.Pack(
                    _panels, Tile.Size, r, 0, _rows.AsSpan(r * _size, _size), MathF.Sqrt(curvature[(r * lanes) + k] * Weight(weights, r)));
            SymmetricRankUpdate.Add(_panels, Tile.Size, tile.Count, _size, 1, fisher.AsSpan(((k * parameters) + k) * _size), parameters);
        }
    }

    private static float[] NewPanels(int size) => new float[SymmetricRankUpdate.Panels(size) * SymmetricRankUpdate.Width * Tile.Size];

    private static float Weight(ReadOnlySpan<float> weights, int row) => weights.IsEmpty ? 1 : weights[row];

    private static void Fill(in Tile tile, int r, Span<float> target)
    {
        var block = tile.Block;
        int dense = block.Layout.Dense, row = tile.Row(r);
        block.DenseRow(row).CopyTo(target);
        target[dense..^1].Clear();
        for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
            target[dense + block.Indices[i]] = block.Values[i];
        target[^1] = 1;
    }
}
