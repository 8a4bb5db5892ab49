namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>
/// Text-like rows: a document of 15 to 60 words, most from a common Zipfian vocabulary, the others from its class's own ordering
/// of that vocabulary. Words fill the first tenth of the slots; each pair of neighbours (a bigram) is hashed into the rest, so that
/// most slots are rare, as n-grams are. Counts, then L2-normalised.
/// </summary>
internal sealed class ZipfianTextRows : RowGenerator
{
    private const int ShortestDocument = 15;
    private const int LongestDocument = 60;

    private readonly ulong _seed;
    private readonly Zipf _words;
    private readonly double _topicShare;
    private readonly double _labelNoise;
    private readonly int _classes;

    /// <param name="slots">Number of slots.</param>
    /// <param name="classes">Number of classes, 2 or more, equally frequent; 2 make a binary law.</param>
    /// <param name="topicShare">Share of the words that tell of the class.</param>
    /// <param name="labelNoise">Share of the labels that are drawn anew, whatever the text says.</param>
    /// <param name="seed">Seed of all rows.</param>
    public ZipfianTextRows(int slots, int classes, double topicShare, double labelNoise, ulong seed)
    {
        (Slots, _classes, _topicShare, _labelNoise, _seed) = (slots, classes, topicShare, labelNoise, seed);
        _words = new Zipf(slots / 10, exponent: 1.05);
    }

    public override int Slots { get; }

    public override LearningTask Task => _classes == 2 ? LearningTask.Binary : LearningTask.Multiclass;

    public override int Classes => _classes == 2 ? 0 : _classes;

    public override double Make(long row, FeatureRow features)
    {
        var random = new RowRandom(_seed, row);
        var topic = (int)(random.NextUniform() * _classes);
        var length = ShortestDocument + (int)(random.NextUniform() * (LongestDocument - ShortestDocument + 1));
        Span<int> grams = stackalloc int[2 * LongestDocument];
        var count = 0;
        var previous = -1;
        for (var i = 0; i < length; i++)
        {
            var rank = _words.Draw(random.NextUniform());
            var word = random.NextUniform() < _topicShare ? TopicWord(topic, rank) : rank;
            grams[count++] = word;
            if (previous >= 0)
                grams[count++] = Bigram(previous, word);
            previous = word;
        }

        WriteNormalisedCounts(grams[..count], features);
        return random.NextUniform() < _labelNoise ? (int)(random.NextUniform() * _classes) : topic;
    }

    /// <summary>The word at a rank of the topic's own ordering.</summary>
    private int TopicWord(int topic, int rank) =>
        (int)(RowRandom.Mix(_seed ^ (ulong)(((long)topic << 32) + rank + 1)) % (ulong)(Slots / 10));

    private int Bigram(int first, int second)
    {
        var words = Slots / 10;
        return words + (int)(RowRandom.Mix((ulong)(((long)first << 32) + second)) % (ulong)(Slots - words));
    }

    private static void WriteNormalisedCounts(Span<int> grams, FeatureRow features)
    {
        grams.Sort();
        var distinct = 1;
        for (var i = 1; i < grams.Length; i++)
            distinct += grams[i] != grams[i - 1] ? 1 : 0;
        features.StartSparse(distinct, out var indices, out var values);
        var slot = -1;
        for (var i = 0; i < grams.Length; i++)
        {
            if (i == 0 || grams[i] != grams[i - 1])
                (indices[++slot], values[slot]) = (grams[i], 0);
            values[slot]++;
        }

        var norm = 0.0;
        foreach (var value in values)
            norm += value * value;
        var scale = (float)(1 / Math.Sqrt(norm));
        for (var i = 0; i < values.Length; i++)
            values[i] *= scale;
    }
}
