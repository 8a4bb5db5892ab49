namespace LagrangeMLNet.Control.Evaluation;

/// <summary>
/// What each episode contributes to an estimate: the estimate is the contributions' mean, and their spread its error. Pure functions.
/// </summary>
internal static class EpisodeContributions
{
    public static double[] PerDecision(WeightedEpisodes log) => Each(log, i =>
    {
        double sum = 0, discount = 1;
        for (int t = 0; t < log.Weights[i].Length; t++, discount *= log.Discount)
            sum += discount * log.Weights[i][t] * log.Rewards[i][t];
        return sum;
    });

    /// <summary>
    /// Σ_t γᵗ·μ_t, μ_t the mean reward weighted by ρ_t, of all episodes: one that has ended earns 0 with the weight it ended with. Each
    /// ratio by its influence function, μ_t + ρ_t·(r_t − μ_t)/ρ̄_t.
    /// </summary>
    public static double[] WeightedPerDecision(WeightedEpisodes log)
    {
        var contributions = new double[log.Count];
        double discount = 1;
        for (int t = 0; t < log.Longest; t++, discount *= log.Discount)
        {
            double total = 0, earned = 0;
            for (int i = 0; i < log.Count; i++)
            {
                total += log.WeightAt(i, t);
                earned += log.WeightAt(i, t) * Reward(i, t);
            }

            if (!(total > 0))
                continue;
            double mean = earned / total;
            for (int i = 0; i < log.Count; i++)
                contributions[i] += discount * (mean + (log.WeightAt(i, t) * (Reward(i, t) - mean) * log.Count / total));
        }

        return contributions;

        double Reward(int i, int t) => t < log.Rewards[i].Length ? log.Rewards[i][t] : 0;
    }

    /// <summary>Σ γᵗ·(ρ_t·(r_t − q̂_t) + ρ_{t−1}·v̂_t) for some steps, and ρ·v̂ of the state after them.</summary>
    /// <param name="log">The episodes.</param>
    /// <param name="steps">Number of steps; 0 is the mean of v̂ at the starts.</param>
    public static double[] DoublyRobust(WeightedEpisodes log, int steps = int.MaxValue) => Each(log, i =>
    {
        double sum = 0, discount = 1;
        int end = Math.Min(steps, log.Weights[i].Length);
        for (int t = 0; t < end; t++, discount *= log.Discount)
        {
            sum += discount * ((log.Weights[i][t] * (log.Rewards[i][t] - log.ActionValues[i][t]))
                + (log.WeightAt(i, t - 1) * log.StateValues[i][t]));
        }

        return sum + (discount * log.WeightAt(i, end - 1) * log.StateValues[i][end]);
    });

    /// <summary>
    /// Weighted doubly robust estimates for 0, 1, 2, 4 … and all steps, blended by the shares that make Ω + b·bᵀ least: Ω the covariance of
    /// the estimates, b their distances from the 90 % interval of the last.
    /// </summary>
    /// <param name="weighted">The episodes, their weights normalised.</param>
    public static double[] Magic(WeightedEpisodes weighted)
    {
        List<int> steps = [0];
        for (int step = 1; step < weighted.Longest; step *= 2)
            steps.Add(step);
        double[][] partial = [.. steps.Append(int.MaxValue).Select(step => DoublyRobust(weighted, step))];
        int count = weighted.Count, n = partial.Length;
        var moments = partial.Select(values => SampleMoments.Of(values)).ToArray();
        double width = StudentQuantile.Of(0.95, Math.Max(1, count - 1)) * moments[^1].StandardError, full = moments[^1].Mean;
        double[] bias = [.. moments.Select(own => Math.Sign(own.Mean - full) * Math.Max(0, Math.Abs(own.Mean - full) - width))];
        var error = new double[n][];
        for (int j = 0; j < n; j++)
        {
            error[j] = [.. Enumerable.Range(0, n).Select(k =>
                (partial[j].Zip(partial[k], (a, b) => (a - moments[j].Mean) * (b - moments[k].Mean)).Sum() / count / Math.Max(1, count - 1))
                + (bias[j] * bias[k]))];
        }

        var shares = LeastOnSimplex(error);
        return [.. Enumerable.Range(0, count).Select(i => shares.Select((share, j) => share * partial[j][i]).Sum())];
    }

    /// <summary>The shares x ≥ 0 of sum 1 that make xᵀ·M·x least, by moves of share from the worst to the best.</summary>
    public static double[] LeastOnSimplex(double[][] matrix)
    {
        int n = matrix.Length;
        var shares = new double[n];
        shares[^1] = 1;
        for (int step = 0; step < 100 * n; step++)
        {
            double[] gradient = [.. matrix.Select(row => row.Zip(shares, (m, x) => m * x).Sum())];
            int best = Array.IndexOf(gradient, gradient.Min());
            int worst = Enumerable.Range(0, n).Where(j => shares[j] > 0).MaxBy(j => gradient[j]);
            double slope = gradient[worst] - gradient[best];
            if (!(slope > 1e-12 * Math.Abs(gradient[worst])))
                break;
            double curvature = matrix[best][best] + matrix[worst][worst] - (2 * matrix[best][worst]);
            double move = curvature > 0 ? Math.Min(shares[worst], slope / curvature) : shares[worst];
            shares[best] += move;
            shares[worst] = move == shares[worst] ? 0 : shares[worst] - move;
        }

        return shares;
    }

    private static double[] Each(WeightedEpisodes log, Func<int, double> contribution) =>
        [.. Enumerable.Range(0, log.Count).Select(contribution)];
}
