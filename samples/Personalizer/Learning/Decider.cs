using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LagrangeMLNet.Control.Exploration;
using LagrangeMLNet.Control.Ranking;
using Personalizer.Api;
using Personalizer.Storage;

namespace Personalizer.Learning;

/// <summary>
/// Decides by a policy and a rule of exploration. Immutable: while another policy is learnt, callers are served by this one.
/// </summary>
/// <param name="Policy">The policy; null before one is surely better than the application's own choices, which are then taken.</param>
/// <param name="Rows">Decisions that it was learnt from.</param>
/// <param name="Spread">Standard deviation of the rewards, the unit of gaps.</param>
internal sealed record Decider(RankingPolicy? Policy, int Rows, double Spread)
{
    /// <summary>Draws of Thompson sampling: shares to 3 %, and exact as probabilities of what is then drawn by them.</summary>
    private const int Draws = 256;

    public static Decider Baseline { get; } = new(null, 0, 1);

    /// <summary>Decides an event; the same event and seed draw the same action from the same probabilities.</summary>
    public StoredDecision Decide(
        RankRequest request, string eventId, ServiceConfiguration configuration, ExplorationKind exploration, int seed)
    {
        int[] allowed = request.Allowed;
        var rewards = new double[allowed.Length];
        var probabilities = new double[allowed.Length];
        Policy?.Rewards(request.Context, [.. allowed.Select(place => request.Actions[place])], rewards);
        if (configuration.IsApprentice)
            probabilities[0] = 1;
        else
            Explore(request, allowed, rewards, probabilities, configuration, exploration, seed);
        int drawn = ExplorationRule.Draw(probabilities, NumberOf(eventId), seed).Action;
        var all = new double[request.Actions.Count];
        for (int i = 0; i < allowed.Length; i++)
            all[allowed[i]] = probabilities[i];
        return new StoredDecision(allowed[drawn], allowed[0], all, rewards[drawn], rewards[0]);
    }

    private void Explore(
        RankRequest request,
        int[] allowed,
        double[] rewards,
        double[] probabilities,
        ServiceConfiguration configuration,
        ExplorationKind exploration,
        int seed)
    {
        if (Policy is null)
            probabilities[0] = 1;
        else if (exploration == ExplorationKind.Softmax)
            Policy.Probabilities(request.Context, [.. allowed.Select(place => request.Actions[place])], probabilities);
        else if (exploration == ExplorationKind.SquareCB)
            ExplorationRule.InverseGap(rewards, Math.Sqrt(allowed.Length * (double)Rows) / Spread, probabilities);
        else if (exploration == ExplorationKind.EpsilonGreedy)
            probabilities[Array.IndexOf(rewards, rewards.Max())] = 1;
        else
            Thompson(request, allowed, rewards, probabilities, seed);
        ExplorationRule.Floor(probabilities, configuration.ExplorationPercentage / probabilities.Length);
    }

    private void Thompson(RankRequest request, int[] allowed, double[] rewards, double[] probabilities, int seed)
    {
        var covariance = new double[allowed.Length * allowed.Length];
        Policy!.RewardCovariance(request.Context, [.. allowed.Select(place => request.Actions[place])], covariance);
        ExplorationRule.Thompson(rewards, covariance, Draws, seed, probabilities);
    }

    /// <summary>A number of an event that is the same wherever and whenever it is asked for.</summary>
    private static long NumberOf(string eventId) =>
        BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(eventId))) & long.MaxValue;
}
