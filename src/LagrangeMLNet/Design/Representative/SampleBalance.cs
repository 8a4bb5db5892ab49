using System.Numerics.Tensors;

namespace LagrangeMLNet.Design;

/// <summary>
/// Exchanges chosen rows for others of their cells until means over the chosen rows are those over all rows: of every coordinate, and of
/// waves in random directions, which stand for any smooth function (their distance is the maximum mean discrepancy for a Gaussian kernel).
/// </summary>
/// <remarks>
/// Source: balanced sampling (Deville and Tillé, Biometrika 91 (2004)); random Fourier features (Rahimi and Recht, 2007); Gretton and
/// others, A kernel two-sample test (2012).
/// </remarks>
internal sealed class SampleBalance
{
    /// <summary>Rows of a cell that are compared, at most half of it: few, so that chance has its part.</summary>
    private const int Compared = 8;

    /// <summary>
    /// One of so many cells, drawn at random, keeps the row that chance gave it, so that each row of the pool is chosen with at least an
    /// eighth of the probability that it has without balancing, wherever it lies. The other cells make up for it.
    /// </summary>
    private const int CellsPerUntouched = 8;

    private const int Sweeps = 2;

    private readonly Random _random;
    private readonly float[] _sketches;
    private readonly int _coordinates;
    private readonly float[] _directions;
    private readonly float[] _sum;
    private readonly float[] _mean;
    private readonly float[] _scratch;

    /// <param name="sketches">Coordinates of all rows: first those to choose from, then those labelled before.</param>
    /// <param name="coordinates">Coordinates of a row.</param>
    /// <param name="rows">Number of rows to choose from.</param>
    /// <param name="random">Draws the waves, and the cells that are left as they are.</param>
    public SampleBalance(float[] sketches, int coordinates, int rows, Random random)
    {
        (_sketches, _coordinates, _random) = (sketches, coordinates, random);
        int waves = Math.Max(8, coordinates);
        _directions = new float[waves * coordinates];
        for (int i = 0; i < _directions.Length; i++)
        {
            // Wave numbers of a Gaussian kernel as wide as rows are apart on the whole.
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            _directions[i] = (float)(normal / Math.Sqrt(coordinates));
        }

        int size = coordinates + (2 * waves);
        (_mean, _sum, _scratch) = (new float[size], new float[size], new float[size]);
        var total = new double[size];
        for (int row = 0; row < rows; row++)
        {
            Measure(row, _scratch);
            for (int k = 0; k < size; k++)
                total[k] += _scratch[k];
        }

        for (int k = 0; k < size; k++)
            _mean[k] = (float)(total[k] / rows);
        for (int row = rows; row < sketches.Length / coordinates; row++)
            Add(row, 1);
    }

    /// <summary>Betters a choice, one row a cell.</summary>
    /// <param name="cells">The cells, in a random order each.</param>
    /// <param name="chosen">The row chosen of each.</param>
    /// <param name="checkAlive">Throws when the caller asks for an end.</param>
    public void Improve(IReadOnlyList<int[]> cells, int[] chosen, Action checkAlive)
    {
        foreach (int row in chosen)
            Add(row, 1);
        int[] compared = [.. cells.Select(cell => _random.Next(CellsPerUntouched) == 0 ? 1 : Math.Min(Compared, (cell.Length + 1) / 2))];
        for (int sweep = 0; sweep < Sweeps; sweep++)
            for (int c = 0; c < cells.Count; c++)
            {
                checkAlive();
                Add(chosen[c], -1);
                double least = Discrepancy(chosen[c]);
                foreach (int row in cells[c].AsSpan(0, compared[c]))
                    if (Discrepancy(row) is var own && own < least)
                        (least, chosen[c]) = (own, row);
                Add(chosen[c], 1);
            }
    }

    private void Add(int row, int sign)
    {
        Measure(row, _scratch);
        for (int k = 0; k < _sum.Length; k++)
            _sum[k] += sign * (_scratch[k] - _mean[k]);
    }

    /// <summary>Squared distance of the means with one row more.</summary>
    private double Discrepancy(int row)
    {
        Measure(row, _scratch);
        TensorPrimitives.Subtract(_scratch, _mean, _scratch);
        TensorPrimitives.Add(_scratch, _sum, _scratch);
        return TensorPrimitives.SumOfSquares<float>(_scratch);
    }

    private void Measure(int row, Span<float> target)
    {
        var own = _sketches.AsSpan(row * _coordinates, _coordinates);
        own.CopyTo(target);
        for (int k = _coordinates, w = 0; k < target.Length; k += 2, w += _coordinates)
            (target[k], target[k + 1]) = MathF.SinCos(TensorPrimitives.Dot<float>(own, _directions.AsSpan(w, _coordinates)));
    }
}
