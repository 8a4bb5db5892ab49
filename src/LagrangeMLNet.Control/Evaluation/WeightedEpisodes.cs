namespace LagrangeMLNet.Control.Evaluation;

/// <summary>Episodes as one policy sees them, step by step: all that estimators by importance weights need.</summary>
/// <param name="Weights">ρ_t of each episode's steps.</param>
/// <param name="Rewards">r_t.</param>
/// <param name="ActionValues">q̂(s_t, a_t).</param>
/// <param name="StateValues">v̂(s_t), and last that of the state after the last step; 0 where the episode ended.</param>
/// <param name="Discount">γ.</param>
internal sealed record WeightedEpisodes(
    double[][] Weights, double[][] Rewards, double[][] ActionValues, double[][] StateValues, double Discount)
{
    public int Count => Weights.Length;

    public int Longest => Weights.Max(weights => weights.Length);

    /// <summary>ρ_t of an episode: 1 before its first step, and after its last what it was there.</summary>
    public double WeightAt(int episode, int step)
    {
        var weights = Weights[episode];
        return step < 0 ? 1 : weights[Math.Min(step, weights.Length - 1)];
    }

    /// <summary>
    /// The same with the weights of each step divided by their mean over the episodes (left as they are where all are 0).
    /// </summary>
    public WeightedEpisodes Normalised()
    {
        double[] means = [.. Enumerable.Range(0, Longest).Select(step => Enumerable.Range(0, Count).Average(i => WeightAt(i, step)))];
        return this with
        {
            Weights = [.. Weights.Select(weights => weights.Select((weight, t) => means[t] > 0 ? weight / means[t] : 0).ToArray())],
        };
    }
}
