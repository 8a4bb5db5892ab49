using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>Rows in memory that a choice is made from.</summary>
/// <param name="Parameters">Number of elements of a row.</param>
/// <param name="Rows">Number of each row in the pool, ascending.</param>
/// <param name="Blocks">Block that holds each row.</param>
/// <param name="Places">Place of each row in its block.</param>
/// <param name="Costs">Cost of each row, or null.</param>
/// <param name="Groups">Group of each row, or null.</param>
internal sealed record Candidates(int Parameters, int[] Rows, RowBlock[] Blocks, int[] Places, float[]? Costs, int[]? Groups)
{
    public int Count => Rows.Length;

    public double Cost(int candidate) => Costs is null ? 1 : Costs[candidate];

    public void Copy(int candidate, Span<double> target)
    {
        target.Clear();
        RowVectors.AddTo(Blocks[candidate], Places[candidate], 1, target);
    }

    public (float U, float V) Dots(int candidate, ReadOnlySpan<float> u, ReadOnlySpan<float> v) =>
        RowVectors.Dots(Blocks[candidate], Places[candidate], u, v);

    /// <summary>The rows as a source that passes run over, candidate i as row i, in new blocks.</summary>
    public RowSet ToRowSet()
    {
        const int Capacity = 4096;
        var layout = Blocks[0].Layout;
        var blocks = new List<RowBlock>();
        for (int i = 0; i < Count; i++)
        {
            if (i % Capacity == 0)
                blocks.Add(new RowBlock(layout, Math.Min(Capacity, Count - i), weighted: false, offset: false) { FirstRow = i });
            blocks[^1].Append(Blocks[i], Places[i]);
        }

        return new RowSet(layout, blocks, seed: 0);
    }
}
