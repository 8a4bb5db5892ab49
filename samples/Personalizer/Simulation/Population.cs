namespace Personalizer.Simulation;

/// <summary>
/// Readers of a news page: each has a subject, a device and a time of day, and is shown one of five articles. The application's own choice
/// is always the headline. A reader opens an article of his subject far more often than another, a long one more rarely on a telephone,
/// and a video more often in the evening. Articles come and go.
/// </summary>
/// <param name="seed">Seed.</param>
internal sealed class Population(int seed)
{
    private const int Offered = 5;

    /// <summary>Visits after which one article is replaced by a new one.</summary>
    private const int Lifetime = 1_500;

    private static readonly string[] Subjects = ["politics", "sport", "culture", "science", "travel"];

    private readonly Random _random = new(seed);
    private int _visits;

    /// <summary>The next visit: what the application asks, and who is asking.</summary>
    public Visit Next()
    {
        int first = _visits++ / Lifetime;
        var reader = new Reader(Pick(Subjects), Pick(["phone", "desktop"]), Pick(["morning", "noon", "evening"]));
        Article[] articles = [.. Enumerable.Range(first, Offered).Select(Written)];
        return new Visit(reader, articles);
    }

    /// <summary>Whether the reader opens the article that he is shown: 1 or 0.</summary>
    public double Read(Visit visit, string shown) =>
        _random.NextDouble() < Chance(visit.Reader, visit.Articles.First(article => article.Id == shown)) ? 1 : 0;

    private static double Chance(Reader reader, Article article) =>
        0.12
        + (article.Subject == reader.Subject ? 0.5 : 0)
        - (article.IsLong && reader.Device == "phone" ? 0.08 : 0)
        + (article.IsVideo && reader.Time == "evening" ? 0.15 : 0);

    private static Article Written(int number) =>
        new($"article-{number}", Subjects[number % Subjects.Length], number % 2 == 0, number % 3 == 0);

    private string Pick(string[] values) => values[_random.Next(values.Length)];

    internal sealed record Reader(string Subject, string Device, string Time);

    internal sealed record Article(string Id, string Subject, bool IsLong, bool IsVideo);

    /// <summary>A reader and the articles, the headline first.</summary>
    internal sealed record Visit(Reader Reader, Article[] Articles)
    {
        /// <summary>The rank request.</summary>
        public object ToRequest(string eventId) => new
        {
            contextFeatures = new object[]
            {
                new { reader = new { subject = Reader.Subject } },
                new { device = Reader.Device, timeOfDay = Reader.Time },
            },
            actions = Articles.Select(article => new
            {
                id = article.Id,
                features = new object[] { new { subject = article.Subject, isLong = article.IsLong, isVideo = article.IsVideo } },
            }),
            excludedActions = Array.Empty<string>(),
            eventId,
            deferActivation = false,
        };
    }
}
