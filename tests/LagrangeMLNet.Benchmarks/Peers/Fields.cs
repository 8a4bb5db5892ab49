using LagrangeMLNet.Benchmarks.DataSets;

namespace LagrangeMLNet.Benchmarks.Peers;

/// <summary>Who takes part on a set.</summary>
internal static class Fields
{
    public static Field Of(DataSet set)
    {
        var trees = set.TrainSize.Slots <= Trees.LargestSlots;
        return set.Task switch
        {
            LearningTask.Binary => Make(set, LinearPeers.Binary(set), trees ? Trees.Binary(set) : [], LinearPeers.BinaryGrid(set)),
            LearningTask.Multiclass => Make(
                set, LinearPeers.Multiclass(set), trees ? Trees.Multiclass(set) : [], LinearPeers.MulticlassGrid(set)),
            LearningTask.Poisson => Make(set, LinearPeers.Poisson(set), [], LinearPeers.PoissonGrid(set)),
            _ => Make(set, LinearPeers.Regression(set), trees ? Trees.Regression(set) : [], LinearPeers.RidgeGrid(set)),
        };
    }

    private static Field Make(DataSet set, IEnumerable<Competitor> linear, IEnumerable<Competitor> trees, PeerGrid grid) =>
        new([Ours.Default(set), .. linear, .. trees], [grid]);
}
