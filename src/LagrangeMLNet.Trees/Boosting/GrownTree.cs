using LagrangeMLNet.Binning;

namespace LagrangeMLNet.Boosting;

/// <summary>A tree over bins. A child is the number of a node, or ~leaf.</summary>
internal sealed class GrownTree
{
    private readonly List<Node> _nodes = [];

    /// <summary>What each leaf adds to the score.</summary>
    public List<double> LeafValues { get; } = [0];

    public IReadOnlyList<Node> Nodes => _nodes;

    public int Leaves => LeafValues.Count;

    /// <summary>Turns a leaf into a node whose left child is the old leaf and whose right child is a new one.</summary>
    /// <returns>The new leaf.</returns>
    public int Divide(int leaf, in Split split, bool isMissingSeen, bool isLeftHeavier)
    {
        int node = _nodes.Count, added = LeafValues.Count;
        for (int i = 0; i < node; i++)
        {
            if (_nodes[i].Left == ~leaf)
                _nodes[i] = _nodes[i] with { Left = node };
            else if (_nodes[i].Right == ~leaf)
                _nodes[i] = _nodes[i] with { Right = node };
        }

        _nodes.Add(new Node(split.Column, split.Bin, isMissingSeen ? split.MissingLeft : isLeftHeavier, ~leaf, ~added, split.Gain));
        LeafValues.Add(0);
        return added;
    }

    /// <summary>The same tree with all steps multiplied.</summary>
    public GrownTree Scaled(double factor)
    {
        var scaled = new GrownTree();
        scaled._nodes.AddRange(_nodes);
        scaled.LeafValues.Clear();
        scaled.LeafValues.AddRange(LeafValues.Select(value => value * factor));
        return scaled;
    }

    /// <summary>The leaf of a row.</summary>
    public int LeafOf(BinnedRows rows, int row)
    {
        if (_nodes.Count == 0)
            return 0;
        int node = 0;
        do
        {
            Node at = _nodes[node];
            BinnedColumn column = rows.Columns[at.Column];
            int bin = rows.BinOf(column, row);
            node = (bin == column.MissingBin ? at.MissingLeft : bin <= at.Bin) ? at.Left : at.Right;
        }
        while (node >= 0);
        return ~node;
    }

    /// <param name="Column">Number of the column.</param>
    /// <param name="Bin">Last bin that goes left.</param>
    /// <param name="MissingLeft">Whether missing values go left.</param>
    /// <param name="Left">Left child.</param>
    /// <param name="Right">Right child.</param>
    /// <param name="Gain">Loss that the split saved. Unit: nat.</param>
    internal readonly record struct Node(int Column, int Bin, bool MissingLeft, int Left, int Right, double Gain);
}
