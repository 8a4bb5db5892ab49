using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.TreesTests.Trainers;

/// <summary>
/// A row whose labels depend on an interaction of two features, a step of a third, and on nothing else; some values are missing.
/// </summary>
internal sealed class TreeRow
{
    public const int Slots = 6;

    public float[] Features { get; set; } = [];

    public bool Yes { get; set; }

    public float Number { get; set; }

    public uint Class { get; set; }

    public float Weight { get; set; } = 1;

    public static TreeRow[] Make(int count, int seed = 1, double missing = 0.05)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => One(random, missing))];
    }

    public static IDataView View(MLContext context, IEnumerable<TreeRow> rows)
    {
        var schema = SchemaDefinition.Create(typeof(TreeRow));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Slots);
        schema[nameof(Class)].ColumnType = new KeyDataViewType(typeof(uint), 3);
        return context.Data.LoadFromEnumerable(rows, schema);
    }

    private static TreeRow One(Random random, double missing)
    {
        float[] features = [.. Enumerable.Range(0, Slots).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        double signal = (3 * Math.Sign(features[0] * features[1])) + (features[2] > 0.3 ? 2 : 0);
        // A missing third feature is a fact of its own.
        if (random.NextDouble() < missing)
            (features[2], signal) = (float.NaN, signal + 2);
        double noise = random.NextDouble() - random.NextDouble();
        return new TreeRow
        {
            Features = features,
            Number = (float)(100 + (10 * (signal + noise))),
            Yes = random.NextDouble() < 1 / (1 + Math.Exp(1 - signal)),
            Class = signal + noise < 0 ? 0u : signal + noise < 4 ? 1u : 2u,
            Weight = 1,
        };
    }
}
