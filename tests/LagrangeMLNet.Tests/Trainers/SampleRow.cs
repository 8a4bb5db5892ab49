using Microsoft.ML;

namespace LagrangeMLNet.Tests.Trainers;

/// <summary>A row with a label for every task, made by known models from a fixed seed.</summary>
public sealed class SampleRow
{
    public float A { get; set; }

    public float B { get; set; }

    public float C { get; set; }

    public bool Yes { get; set; }

    public string Colour { get; set; } = "";

    public float Amount { get; set; }

    public float Count { get; set; }

    public float Weight { get; set; }

    public float LogExposure { get; set; }

    public static IEnumerable<SampleRow> Make(int count, int seed = 1)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            // Scales differ on purpose: no trainer here may need normalised features.
            float a = Normal(random), b = 10 * Normal(random), c = 0.1f * Normal(random);
            float logExposure = 0.5f * Normal(random);
            yield return new SampleRow
            {
                A = a,
                B = b,
                C = c,
                Yes = random.NextDouble() < 1 / (1 + Math.Exp(-(a - (0.1 * b) + 0.5))),
                Colour = (a + Normal(random) > 0.7 ? "red" : (0.1 * b) + Normal(random) > 0 ? "green" : "blue"),
                Amount = (2 * a) - (0.3f * b) + (5 * c) + 1 + (0.5f * Normal(random)),
                Count = Poisson(random, Math.Exp((0.3 * a) - (0.02 * b) + 0.5 + logExposure)),
                Weight = 0.25f + (float)random.NextDouble(),
                LogExposure = logExposure,
            };
        }
    }

    /// <summary>The rows as a view with a vector <c>Features</c> that has slot names, and a key <c>ColourKey</c>.</summary>
    public static IDataView View(MLContext context, int count = 200, int seed = 1) =>
        Prepare(context, context.Data.LoadFromEnumerable(Make(count, seed).ToList()));

    public static IDataView Prepare(MLContext context, IDataView rows) =>
        context.Transforms.Concatenate("Features", nameof(A), nameof(B), nameof(C))
            .Append(context.Transforms.Conversion.MapValueToKey("ColourKey", nameof(Colour)))
            .Fit(rows)
            .Transform(rows);

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private static float Poisson(Random random, double mean)
    {
        int count = 0;
        for (double p = random.NextDouble(), limit = Math.Exp(-mean); p > limit; p *= random.NextDouble())
            count++;
        return count;
    }
}
