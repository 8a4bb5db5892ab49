using LagrangeMLNet.Benchmarks.DataSets;

namespace LagrangeMLNet.Benchmarks.Peers;

/// <summary>Who takes part on a set.</summary>
internal static class Fields
{
    public static Field Of(DataSet set)
    {
        var (linear, grid) = set.Task switch
        {
            LearningTask.Binary => (LinearPeers.Binary(set), LinearPeers.BinaryGrid(set)),
            LearningTask.Multiclass => (LinearPeers.Multiclass(set), LinearPeers.MulticlassGrid(set)),
            LearningTask.Poisson => (LinearPeers.Poisson(set), LinearPeers.PoissonGrid(set)),
            _ => (LinearPeers.Regression(set), LinearPeers.RidgeGrid(set)),
        };
        return new Field([Ours.Default(set), .. linear, .. Trees.Of(set)], [grid]);
    }
}
