using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.TorchTests.Trainers;

/// <summary>
/// A row of made data: four numbers and one that is 0 or 1; the labels depend on their interaction, which no linear model sees.
/// </summary>
internal sealed class NetworkRow
{
    public const int Slots = 5;

    [VectorType(Slots)]
    public float[] Features { get; set; } = [];

    public bool Yes { get; set; }

    [KeyType(3)]
    public uint Class { get; set; }

    public float Number { get; set; }

    public float Weight { get; set; } = 1;

    public static NetworkRow[] Make(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Make(random))];
    }

    public static IDataView View(MLContext context, IEnumerable<NetworkRow> rows) => context.Data.LoadFromEnumerable(rows);

    private static NetworkRow Make(Random random)
    {
        float[] x = [Normal(random), 10 + (3 * Normal(random)), Normal(random), 100 * Normal(random), random.Next(2)];
        float product = x[0] * (x[1] - 10) / 3;
        return new NetworkRow
        {
            Features = x,
            Yes = product + (0.1f * Normal(random)) > 0,
            Class = product < -0.3f ? 0u : product < 0.3f ? 1u : 2u,
            Number = 50 + (20 * product) + (5 * x[4]),
        };
    }

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
