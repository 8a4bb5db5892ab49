using LagrangeMLNet.Data;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>Adds a tile's full Fisher matrix Σ w F(z) ⊗ x xᵀ, x with a 1 for the bias.</summary>
/// <remarks>
/// One output: Σ f x xᵀ, f the Fisher weight. Rows with few values meet few of the matrix's elements: those are added one by one, the
/// dense part as a rank update. Softmax: F = diag(p) − p pᵀ, so block (k, k) gets Σ p_k x xᵀ and everything loses Σ q qᵀ with
/// q = p ⊗ x; both are rank updates of one kernel.
/// </remarks>
internal sealed class FisherTile
{
    // A rank update adds this many elements in the time of one that is added by itself.
    private const double UpdatesPerAddition = 16;

    private readonly int _size;
    private readonly int _outputs;
    private readonly int _dense;
    private readonly bool _scatters;
    private readonly float[] _row;
    private readonly float[] _panels;
    private readonly float[] _expanded;
    private readonly float[] _rows;

    public FisherTile(ColumnLayout layout, int positions, int outputs)
    {
        (_size, _outputs, _scatters) = (positions + 1, outputs, Scatters(layout, positions, outputs));
        _dense = _scatters ? layout.Dense : _size;
        _row = new float[_size];
        _panels = NewPanels(_dense);
        _expanded = outputs == 1 ? [] : NewPanels(outputs * _size);
        _rows = outputs == 1 ? [] : new float[Tile.Size * _size];
    }

    /// <param name="tile">The rows.</param>
    /// <param name="curvature">Fisher weight, or probabilities, as the likelihood gave them: Count × lanes.</param>
    /// <param name="lanes">Distance between rows of <paramref name="curvature"/>.</param>
    /// <param name="weights">Example weights; empty if all are 1.</param>
    /// <param name="fisher">One triangle of the sum, row-major; <see cref="Complete"/> knows which.</param>
    public void Add(in Tile tile, ReadOnlySpan<float> curvature, int lanes, ReadOnlySpan<float> weights, double[] fisher)
    {
        int parameters = _outputs * _size;
        if (_scatters)
        {
            Scatter(tile, curvature, weights, fisher);
            return;
        }

        if (_outputs == 1)
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
            for (int k = 0; k < _outputs; k++)
                SymmetricRankUpdate.Pack(_expanded, Tile.Size, r, k * _size, row, curvature[(r * lanes) + k] * root);
        }

        SymmetricRankUpdate.Add(_expanded, Tile.Size, tile.Count, parameters, -1, fisher, parameters);
        for (int k = 0; k < _outputs; k++)
        {
            for (int r = 0; r < tile.Count; r++)
                SymmetricRankUpdate.Pack(
                    _panels, Tile.Size, r, 0, _rows.AsSpan(r * _size, _size), MathF.Sqrt(curvature[(r * lanes) + k] * Weight(weights, r)));
            SymmetricRankUpdate.Add(_panels, Tile.Size, tile.Count, _size, 1, fisher.AsSpan(((k * parameters) + k) * _size), parameters);
        }
    }

    /// <summary>Makes a sum of tiles symmetric.</summary>
    public static void Complete(double[] fisher, ColumnLayout layout, int positions, int outputs)
    {
        int size = outputs * (positions + 1);
        int upper = Scatters(layout, positions, outputs) ? layout.Dense : size;
        for (int i = 0; i < upper; i++)
            for (int j = 0; j < i; j++)
                fisher[(i * size) + j] = fisher[(j * size) + i];
        for (int i = upper; i < size; i++)
            for (int j = 0; j < i; j++)
                fisher[(j * size) + i] = fisher[(i * size) + j];
    }

    private static bool Scatters(ColumnLayout layout, int positions, int outputs)
    {
        double values = layout.SparsePerRow + 1;
        return outputs == 1 && layout.Sparse > 0
            && UpdatesPerAddition * values * (values + (2 * layout.Dense)) < (positions + 1.0) * (positions + 1);
    }

    /// <summary>The dense part's upper triangle; of all other positions and the bias, the rows of the lower one.</summary>
    private void Scatter(in Tile tile, ReadOnlySpan<float> curvature, ReadOnlySpan<float> weights, double[] fisher)
    {
        var block = tile.Block;
        var bias = fisher.AsSpan((_size - 1) * _size, _size);
        for (int r = 0; r < tile.Count; r++)
        {
            int row = tile.Row(r);
            float f = curvature[r] * Weight(weights, r);
            var dense = block.DenseRow(row);
            if (_dense > 0)
                SymmetricRankUpdate.Pack(_panels, Tile.Size, r, 0, dense, MathF.Sqrt(f));
            AddScaled(dense, f, bias);
            bias[^1] += f;
            int start = block.Starts[row], end = block.Starts[row + 1];
            var indices = block.Indices.AsSpan(start, end - start);
            var values = block.Values.AsSpan(start, indices.Length);
            for (int i = 0; i < indices.Length; i++)
            {
                float scaled = f * values[i];
                bias[_dense + indices[i]] += scaled;
                var target = fisher.AsSpan((_dense + indices[i]) * _size, _size);
                AddScaled(dense, scaled, target);
                // A row's positions need not ascend: the pair goes to the row of the larger one.
                for (int k = 0; k <= i; k++)
                {
                    if (indices[k] <= indices[i])
                        target[_dense + indices[k]] += scaled * values[k];
                    else
                        fisher[((_dense + indices[k]) * _size) + _dense + indices[i]] += scaled * values[k];
                }
            }
        }

        if (_dense > 0)
            SymmetricRankUpdate.Add(_panels, Tile.Size, tile.Count, _dense, 1, fisher, _size);
    }

    private static void AddScaled(ReadOnlySpan<float> values, float factor, Span<double> target)
    {
        for (int j = 0; j < values.Length; j++)
            target[j] += factor * values[j];
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
