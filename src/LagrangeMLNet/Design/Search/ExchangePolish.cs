namespace LagrangeMLNet.Design;

/// <summary>How long to go on exchanging.</summary>
/// <param name="Work">Products that may be spent; 0 for no exchanges.</param>
/// <param name="LeastProgress">Share that a sweep over all chosen rows has to take off the objective for another to follow; 0 goes on to
/// the end.</param>
internal readonly record struct ExchangeEffort(long Work, double LeastProgress);

/// <summary>
/// Exchanges chosen rows for others while that helps: each chosen row in turn for the one that is best in its place (Fedorov, Theory of
/// Optimal Experiments (1972), section 3.3, in the order of Cook and Nachtsheim, Technometrics 22 (1980)).
/// </summary>
internal static class ExchangePolish
{
    /// <summary>An exchange has to take this share off the objective, so that rounding cannot keep it going.</summary>
    private const double LeastGain = 1e-9;

    /// <summary>Rounding of scores, so that it hides no exchange.</summary>
    private const double Slack = 1e-4;

    /// <param name="information">M with what is chosen; follows.</param>
    /// <param name="scores">Scores at M; follow.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="selection">What is chosen; changes.</param>
    /// <param name="effort">What may be spent.</param>
    /// <param name="swept">Told after each sweep over all chosen rows.</param>
    /// <returns>Whether it ended because no exchange helps, not because the work was spent.</returns>
    public static bool Run(
        DenseInformation information, CandidateScores scores, Candidates candidates, Selection selection, ExchangeEffort effort,
        Action swept)
    {
        var step = new Step(information, scores, candidates, selection);
        int exchanges = 0;
        double before = double.PositiveInfinity;
        for (int unchanged = 0, at = 0; unchanged < selection.Order.Count; at = (at + 1) % selection.Order.Count)
        {
            if (at == 0)
            {
                swept();
                if (before - information.Objective < effort.LeastProgress * Math.Abs(information.Objective))
                    return false;
                before = information.Objective;
            }

            if ((step.Looked + (2L * exchanges * candidates.Count)) * candidates.Parameters * 2 > effort.Work)
                return false;
            if (step.Try(selection.Order[at]))
                (exchanges, unchanged) = (exchanges + 1, 0);
            else
                unchanged++;
        }

        return true;
    }

    private sealed class Step(DenseInformation information, CandidateScores scores, Candidates candidates, Selection selection)
    {
        private readonly double[] _out = new double[information.Size];
        private readonly double[] _in = new double[information.Size];
        private readonly double[] _u = new double[information.Size];
        private readonly double[] _v = new double[information.Size];
        private readonly float[] _uSingle = new float[information.Size];
        private readonly float[] _vSingle = new float[information.Size];
        private readonly DenseInformation _trial = new(information.Rule);

        /// <summary>Candidates looked at closely since the start.</summary>
        public long Looked { get; private set; }

        /// <summary>Exchanges a chosen row for the best one, if that helps.</summary>
        public bool Try(int chosen)
        {
            candidates.Copy(chosen, _out);
            var (q, a) = information.Directions(_out, _u, _v);
            int best = Best(chosen, q, a);
            return best >= 0 && Exchange(chosen, best);
        }

        private int Best(int chosen, double q, double a)
        {
            int best = -1;
            // Where G follows M only nearby, the exchange itself decides.
            bool isLocal = information.Rule.IsLocal;
            double most = isLocal ? double.NegativeInfinity : LeastGain * Math.Abs(information.Objective);
            for (int j = 0; j < _u.Length; j++)
                (_uSingle[j], _vSingle[j]) = ((float)_u[j], (float)_v[j]);
            for (int i = 0; i < candidates.Count; i++)
            {
                if ((!isLocal && !MayHelp(scores.Q[i], scores.A[i], q, a)) || !selection.Fits(i, chosen))
                    continue;
                Looked++;
                var (t, s) = candidates.Dots(i, _uSingle, _vSingle);
                double gain = information.Rule.ExchangeGain(scores.Q[i], scores.A[i], q, a, t, s);
                if (gain > most)
                    (best, most) = (i, gain);
            }

            return best;
        }

        /// <summary>
        /// Whether the gain can be positive at all: |t| ≤ √(q q′) and |s| ≤ √(a a′) by Cauchy and Schwarz. It spares most products: rows
        /// that score less than the one that is to go seldom help.
        /// </summary>
        private static bool MayHelp(double q, double a, double qOut, double aOut)
        {
            double missing = ((1 + q) * aOut * (1 - Slack)) - ((1 - qOut) * a);
            return missing < 0 || 4 * q * qOut * a * aOut > missing * missing;
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
