namespace LagrangeMLNet.Data;

/// <summary>
/// Where each feature slot is stored. A slot that is seldom zero lies in the dense part of a block (4 bytes a value), any other in its
/// sparse part (8 bytes a non-zero value): the break-even is a density of one half. Parameters are ordered likewise: dense slots, then
/// sparse.
/// </summary>
internal sealed class ColumnLayout
{
    private readonly int[]? _positions;

    private ColumnLayout(int slots, int dense, double sparsePerRow, int[]? positions)
    {
        Slots = slots;
        Dense = dense;
        SparsePerRow = sparsePerRow;
        _positions = positions;
    }

    /// <summary>Number of feature slots.</summary>
    public int Slots { get; }

    /// <summary>Number of slots in the dense part.</summary>
    public int Dense { get; }

    /// <summary>Number of slots in the sparse part.</summary>
    public int Sparse => Slots - Dense;

    /// <summary>Mean number of values that a row has in its sparse part, as far as the first rows tell.</summary>
    public double SparsePerRow { get; }

    /// <summary>Whether a slot's position is its own index: everything is dense, or everything is sparse.</summary>
    public bool IsIdentity => _positions is null;

    /// <summary>The parameter position of slot <paramref name="slot"/>; positions below <see cref="Dense"/> are dense.</summary>
    public int PositionOf(int slot) => _positions is null ? slot : _positions[slot];

    /// <summary>All slots dense.</summary>
    public static ColumnLayout AllDense(int slots) => new(slots, slots, 0, null);

    /// <summary>Chooses the layout from the non-zero counts of the first <paramref name="rows"/> rows.</summary>
    public static ColumnLayout FromCounts(ReadOnlySpan<int> nonZeros, int rows)
    {
        int slots = nonZeros.Length;
        int dense = 0;
        double sparse = 0;
        foreach (int count in nonZeros)
        {
            if (count * 2L > rows)
                dense++;
            else
                sparse += count / (double)Math.Max(1, rows);
        }

        if (dense == slots || dense == 0)
            return new ColumnLayout(slots, dense, sparse, null);
        var positions = new int[slots];
        for (int slot = 0, nextDense = 0, nextSparse = dense; slot < slots; slot++)
            positions[slot] = nonZeros[slot] * 2L > rows ? nextDense++ : nextSparse++;
        return new ColumnLayout(slots, dense, sparse, positions);
    }
}
