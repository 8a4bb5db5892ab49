using LagrangeMLNet.Control.Data;

namespace LagrangeMLNet.Control.Tests.Ranking;

/// <summary>
/// Decisions among four of twelve articles, which come and go: one that is about what the reader likes earns 0.7 on average, another 0.2, a
/// long one 0.1 less.
/// </summary>
internal static class SampleRankings
{
    public static readonly string[] Topics = ["art", "sport", "travel"];

    public static RankingEvent[] Simulate(int rows, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ =>
        {
            string likes = Topics[random.Next(3)];
            OfferedAction[] offered = [.. Enumerable.Range(0, 12).OrderBy(_ => random.Next()).Take(4).Select(Article)];
            // The first is taken half of the time: the log is not uniform.
            int taken = random.NextDouble() < 0.5 ? 0 : 1 + random.Next(3);
            double mean = Mean(likes, offered[taken]);
            return new RankingEvent(
                Reader(likes), offered, taken, random.NextDouble() < mean ? 1 : 0, taken == 0 ? 0.5 : 0.5 / 3);
        })];
    }

    public static IReadOnlyList<NamedFeature> Reader(string likes) => [new NamedFeature($"likes={likes}", 1), new NamedFeature("age", 30)];

    public static OfferedAction Article(int number) => Article($"article {number}", Topics[number % 3], number % 2);

    public static OfferedAction Article(string id, string topic, float length) =>
        new(id, [new NamedFeature($"topic={topic}", 1), new NamedFeature("length", length)]);

    public static double Mean(string likes, OfferedAction action) =>
        (action.Features[0].Name == $"topic={likes}" ? 0.7 : 0.2) - (0.1 * action.Features[1].Value);
}
