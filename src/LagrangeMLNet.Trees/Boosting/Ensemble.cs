namespace LagrangeMLNet.Boosting;

/// <summary>Trees whose sum, on top of a constant, is the score.</summary>
/// <param name="Constant">What all rows begin with, an output each.</param>
/// <param name="Trees">The trees, those of an output together, in the order they were grown.</param>
internal sealed record Ensemble(double[] Constant, IReadOnlyList<GrownTree>[] Trees)
{
    public int Count => Trees.Sum(own => own.Count);

    public long Leaves => Trees.Sum(own => own.Sum(tree => (long)tree.Leaves));

    /// <summary>The mean of what several boosters learnt in their first rounds. Trees that are mere constants enter the constant.</summary>
    /// <param name="boosters">The boosters.</param>
    /// <param name="rounds">Rounds that are kept.</param>
    /// <param name="outputs">Outputs that are kept, the first ones.</param>
    public static Ensemble Mean(IReadOnlyList<Booster> boosters, int rounds, int outputs)
    {
        var constant = new double[outputs];
        var trees = new List<GrownTree>[outputs];
        for (int k = 0; k < outputs; k++)
        {
            trees[k] = [];
            foreach (Booster booster in boosters)
                constant[k] += booster.Constant[k] / boosters.Count;
            for (int round = 0; round < rounds; round++)
                foreach (Booster booster in boosters)
                {
                    if (round >= booster.Rounds.Count)
                        continue;
                    GrownTree tree = booster.Rounds[round][k];
                    if (tree.Leaves == 1)
                        constant[k] += tree.LeafValues[0] / boosters.Count;
                    else
                        trees[k].Add(tree.Scaled(1.0 / boosters.Count));
                }
        }

        return new Ensemble(constant, trees);
    }
}
