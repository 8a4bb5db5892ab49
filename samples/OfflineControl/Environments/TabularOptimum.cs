namespace OfflineControl.Environments;

/// <summary>The best return of a process of few states, by Bellman's equation backwards from the horizon.</summary>
internal static class TabularOptimum
{
    /// <param name="states">Number of states.</param>
    /// <param name="actions">Number of actions.</param>
    /// <param name="horizon">Number of steps.</param>
    /// <param name="outcomes">What an action in a state can lead to; the next state is negative where nothing follows.</param>
    /// <returns>The value of each state.</returns>
    public static double[] Values(
        int states, int actions, int horizon, Func<int, int, IEnumerable<(double Probability, double Reward, int Next)>> outcomes)
    {
        var table = Enumerable.Range(0, states * actions).Select(i => outcomes(i / actions, i % actions).ToArray()).ToArray();
        var values = new double[states];
        for (int step = 0; step < horizon; step++)
        {
            var after = values;
            values = [.. Enumerable.Range(0, states).Select(s => Enumerable.Range(0, actions).Max(a =>
                table[(s * actions) + a].Sum(o => o.Probability * (o.Reward + (o.Next < 0 ? 0 : after[o.Next])))))];
        }

        return values;
    }
}
