using LagrangeMLNet.Labeling;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CampaignRunner;

/// <summary>A pool of rows with two kinds of labels that a linear model can learn, the same each time.</summary>
internal static class SamplePool
{
    public const int Rows = 600;
    private const int Slots = 5;

    public static IDataView View(MLContext context, int rows = Rows)
    {
        var random = new Random(42);
        var all = new Row[rows];
        for (int i = 0; i < rows; i++)
        {
            var features = new float[Slots];
            for (int j = 0; j < Slots; j++)
                features[j] = (float)((random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2);
            all[i] = new Row { Number = i, Text = $"row {i}, \"quoted\"\nand broken", Features = features };
        }

        return context.Data.LoadFromEnumerable(all);
    }

    /// <summary>The true label of each row: a noisy half-space.</summary>
    public static bool[] Labels(MLContext context, int rows = Rows)
    {
        var random = new Random(43);
        return [.. Signals(context, rows).Select(signal => signal + (random.NextDouble() - 0.5) > 0)];
    }

    /// <summary>A linear function of the features.</summary>
    public static double[] Signals(MLContext context, int rows = Rows) =>
        [.. View(context, rows).GetColumn<float[]>("Features").Select(x => x[0] - (0.5 * x[1]) + (0.25 * x[2]))];

    public static LabelingCampaignOptions Options(string? path) => new() { Path = path, Budget = 120, SeedRows = 10 };

    private sealed class Row
    {
        public int Number { get; set; }

        public string Text { get; set; } = "";

        [VectorType(Slots)]
        public float[] Features { get; set; } = [];
    }
}
