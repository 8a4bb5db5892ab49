using LagrangeMLNet.Binning;
using LagrangeMLNet.Boosting;
using LagrangeMLNet.Interop;

namespace LagrangeMLNet.Trainers;

/// <summary>Makes ML.NET's own trees of grown ones.</summary>
internal static class StockTrees
{
    /// <summary>The ensemble of an output.</summary>
    /// <param name="learnt">What was learnt.</param>
    /// <param name="output">Which output.</param>
    /// <param name="earlier">ML.NET's ensemble to which trees were added, or null.</param>
    public static object Ensemble(LearntTrees learnt, int output, object? earlier) =>
        Ensemble(learnt, output, earlier, learnt.LabelCentre, learnt.LabelScale);

    /// <summary>The ensemble of an output whose scores have a unit and an origin of their own.</summary>
    /// <param name="learnt">What was learnt.</param>
    /// <param name="output">Which output.</param>
    /// <param name="earlier">ML.NET's ensemble to which trees were added, or null.</param>
    /// <param name="centre">What is added to the scores.</param>
    /// <param name="scale">Their unit.</param>
    public static object Ensemble(LearntTrees learnt, int output, object? earlier, double centre, double scale)
    {
        IReadOnlyList<GrownTree> trees = learnt.Ensemble.Trees[output];
        BinnedColumn[] columns = learnt.Columns;
        double constant = centre + (scale * learnt.Ensemble.Constant[output]) + learnt.Shift;
        object ensemble = TreeInternals.NewEnsemble();
        if (earlier is not null)
        {
            for (int i = 0; i < TreeInternals.CountOf(earlier); i++)
                TreeInternals.AddTree(ensemble, TreeInternals.TreeAt(earlier, i));
        }

        // The constant lies in the first tree's leaves: what reads trees one by one, as feature contributions and ONNX do, sees it, too.
        double first = earlier is null ? constant : learnt.Shift;
        if (trees.Count == 0 && (earlier is null || first != 0))
            TreeInternals.AddTree(ensemble, Constant(first));
        foreach (GrownTree tree in trees)
        {
            TreeInternals.AddTree(ensemble, Tree(tree, first, scale, columns));
            first = 0;
        }

        return ensemble;
    }

    private static object Constant(double value) => TreeInternals.NewTree(
        null, 2, [0], [0], [0], [-1], [~0], [~1], [value, value], [[]], [false]);

    private static object Tree(GrownTree tree, double constant, double scale, BinnedColumn[] columns)
    {
        GrownTree.Node[] nodes = [.. tree.Nodes];
        float[] thresholds = [.. nodes.Select(node => Threshold(columns[node.Column], node.Bin))];
        return TreeInternals.NewTree(
            null,
            tree.Leaves,
            [.. nodes.Select(node => columns[node.Column].Slot)],
            [.. nodes.Select(node => node.Gain)],
            thresholds,
            [.. nodes.Select((node, i) => Default(thresholds[i], node.MissingLeft))],
            [.. nodes.Select(node => node.Left)],
            [.. nodes.Select(node => node.Right)],
            [.. tree.LeafValues.Select(value => constant + (scale * value))],
            [.. nodes.Select(_ => Array.Empty<int>())],
            new bool[nodes.Length]);
    }

    private static float Threshold(BinnedColumn column, int bin) => bin < column.ValueBins - 1 ? column.EndOf(bin) : float.MaxValue;

    /// <summary>A value that goes where missing ones go. ML.NET forgets the defaults of a tree in which all are 0, so none is.</summary>
    private static float Default(float threshold, bool isLeft)
    {
        if (isLeft)
            return threshold != 0 ? threshold : -1;
        float above = threshold == float.MaxValue ? float.PositiveInfinity : MathF.BitIncrement(threshold);
        return above != 0 ? above : 1;
    }
}
