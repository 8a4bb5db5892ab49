namespace LagrangeMLNet.Design;

/// <summary>Adds the best candidate, one after the other, until nothing more may be chosen.</summary>
internal static class GreedySelection
{
    /// <summary>
    /// Information put in every direction while rows are chosen from a singular start, in units in which rows' elements have mean square 1:
    /// enough for the inverse to keep nine digits, little enough that any row is worth more. It is taken out again before a choice is
    /// judged.
    /// </summary>
    public const double Softening = 1e-7;

    /// <param name="information">M with what is chosen already; follows.</param>
    /// <param name="scores">Scores of all candidates at M; follow.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="selection">What is chosen; grows.</param>
    /// <param name="perCost">Whether rows are compared by gain per cost.</param>
    /// <param name="chosen">Told the number of rows chosen.</param>
    public static void Fill(
        DenseInformation information,
        CandidateScores scores,
        Candidates candidates,
        Selection selection,
        bool perCost,
        Action<int> chosen)
    {
        var z = new double[information.Size];
        double[] u = new double[z.Length], v = new double[z.Length];
        while (Best(information, scores, candidates, selection, perCost) is var best and >= 0)
        {
            candidates.Copy(best, z);
            var (q, a) = information.Directions(z, u, v);
            scores.Project(u, v);
            scores.Follow(q, a, 1);
            selection.Add(best);
            if (information.Update(z, 1))
                scores.Refresh(information);
            chosen(selection.Order.Count);
        }
    }

    private static int Best(
        DenseInformation information, CandidateScores scores, Candidates candidates, Selection selection, bool perCost)
    {
        // While a direction has nothing but the softening, every row that has something of it gains all but the same. The row that adds
        // most volume is then the best: the one farthest from what the others span.
        bool isSingular = information.InverseTrace > 0.5 / Softening;
        var rule = information.Rule;
        int best = -1;
        double most = double.NegativeInfinity;
        if (selection.IsFull)
            return best;
        for (int i = 0; i < candidates.Count; i++)
        {
            double gain = isSingular ? Math.Log(1 + scores.Q[i]) : rule.Gain(scores.Q[i], scores.A[i]);
            if (perCost)
                gain /= candidates.Cost(i);
            // What single precision cannot hold the worth of is taken for the least, and chosen if nothing else is left.
            if (double.IsNaN(gain))
                gain = double.NegativeInfinity;
            if ((best < 0 || gain > most) && selection.Fits(i))
                (best, most) = (i, gain);
        }

        return best;
    }
}
