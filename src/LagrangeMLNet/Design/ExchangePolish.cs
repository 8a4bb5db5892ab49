namespace LagrangeMLNet.Design;

/// <summary>
/// Exchanges chosen rows for others while that helps: each chosen row in turn for the one that is best in its place (Fedorov, Theory of
/// Optimal Experiments (1972), section 3.3, in the order of Cook and Nachtsheim, Technometrics 22 (1980)).
/// </summary>
internal static class ExchangePolish
{
    /// <summary>An exchange has to take this share off the objective, so that rounding cannot keep it going.</summary>
    private const double LeastGain = 1e-9;

    /// <param name="information">M with what is chosen; follows.</param>
    /// <param name="scores">Scores at M; follow.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="selection">What is chosen; changes.</param>
    /// <param name="work">Products that may be spent.</param>
    /// <param name="swept">Told after each look at all chosen rows.</param>
    /// <returns>Whether it ended because no exchange helps, not because the work was spent.</returns>
    public static bool Run(
        DenseInformation information, CandidateScores scores, Candidates candidates, Selection selection, long work, Action swept)
    {
        var step = new Step(information, scores, candidates, selection);
        long cost = 2L * candidates.Count * candidates.Parameters;
        for (int unchanged = 0, at = 0; unchanged < selection.Order.Count; at = (at + 1) % selection.Order.Count)
        {
            if (at == 0)
                swept();
            if (work < 0)
                return false;
            bool isChanged = step.Try(selection.Order[at]);
            unchanged = isChanged ? 0 : unchanged + 1;
            work -= isChanged ? 3 * cost : cost;
        }

        return true;
    }

    private sealed class Step(DenseInformation information, CandidateScores scores, Candidates candidates, Selection selection)
    {
        private readonly double[] _out = new double[information.Size];
        private readonly double[] _in = new double[information.Size];
        private readonly double[] _u = new double[information.Size];
        private readonly double[] _v = new double[information.Size];
        private readonly DenseInformation _trial = new(information.Rule);

        /// <summary>Exchanges a chosen row for the best one, if that helps.</summary>
        public bool Try(int chosen)
        {
            candidates.Copy(chosen, _out);
            var (q, a) = information.Directions(_out, _u, _v);
            scores.Project(_u, _v);
            int best = Best(chosen, q, a);
            return best >= 0 && Exchange(chosen, best);
        }

        private int Best(int chosen, double q, double a)
        {
            int best = -1;
            // Where G follows M only nearby, the exchange itself decides.
            double most = information.Rule.IsLocal ? double.NegativeInfinity : LeastGain * Math.Abs(information.Objective);
            for (int i = 0; i < candidates.Count; i++)
            {
                double gain = information.Rule.ExchangeGain(scores.Q[i], scores.A[i], q, a, scores.T[i], scores.S[i]);
                if (gain > most && selection.Fits(i, chosen))
                    (best, most) = (i, gain);
            }

            return best;
        }

        /// <summary>Makes an exchange and keeps it if the objective, in double precision, has fallen.</summary>
        private bool Exchange(int chosen, int best)
        {
            _trial.CopyFrom(information);
            candidates.Copy(best, _in);
            // In before out, so that M never becomes singular on the way.
            var (qIn, aIn) = _trial.Directions(_in, _u, _v);
            bool isFresh = _trial.Update(_in, 1);
            double[] u = new double[_in.Length], v = new double[_in.Length];
            var (qOut, aOut) = _trial.Directions(_out, u, v);
            isFresh |= _trial.Update(_out, -1);
            if (!(_trial.Objective < information.Objective - (LeastGain * Math.Abs(information.Objective))))
                return false;
            information.CopyFrom(_trial);
            selection.Replace(chosen, best);
            if (isFresh)
            {
                scores.Refresh(information);
                return true;
            }

            scores.Project(_u, _v);
            scores.Follow(qIn, aIn, 1);
            scores.Project(u, v);
            scores.Follow(qOut, aOut, -1);
            return true;
        }
    }
}
