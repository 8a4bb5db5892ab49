using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Tests.Training;

/// <summary>Seeded data from known models.</summary>
internal static class Synthetic
{
    public static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Features N(0, 1), true weights 0.5 · N(0, 1).</summary>
    public static Observation[] Dense(int rows, int features, int seed)
    {
        var truth = new Random(4711);
        var weights = Enumerable.Range(0, features).Select(_ => 0.5 * Gauss(truth)).ToArray();
        var random = new Random(seed);
        var result = new Observation[rows];
        for (int i = 0; i < rows; i++)
        {
            var x = new float[features];
            double z = 0;
            for (int j = 0; j < features; j++)
            {
                x[j] = (float)Gauss(random);
                z += weights[j] * x[j];
            }

            result[i] = Labelled(new VBuffer<float>(features, x), z, random);
        }

        return result;
    }

    /// <summary>Rows of 5 to 25 words out of a Zipf-like vocabulary, of length 1; a tenth of the words matter.</summary>
    public static Observation[] Text(int rows, int words, int seed)
    {
        var truth = new Random(815);
        var weights = Enumerable.Range(0, words).Select(_ => truth.NextDouble() < 0.1 ? 6 * Gauss(truth) : 0).ToArray();
        var random = new Random(seed);
        var result = new Observation[rows];
        for (int i = 0; i < rows; i++)
        {
            var counts = new SortedDictionary<int, float>();
            for (int length = random.Next(5, 26); length > 0; length--)
            {
                int word = (int)(words * Math.Pow(random.NextDouble(), 3));
                counts[word] = counts.GetValueOrDefault(word) + 1;
            }

            float norm = MathF.Sqrt(counts.Values.Sum(value => value * value));
            float[] values = [.. counts.Values.Select(value => value / norm)];
            int[] indices = [.. counts.Keys];
            double z = 0;
            for (int k = 0; k < indices.Length; k++)
                z += weights[indices[k]] * values[k];
            result[i] = Labelled(new VBuffer<float>(words, values.Length, values, indices), z, random);
        }

        return result;
    }

    public static IDataView View(MLContext context, Observation[] rows, int features)
    {
        var schema = SchemaDefinition.Create(typeof(Observation));
        schema[nameof(Observation.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        schema[nameof(Observation.Class)].ColumnType = new KeyDataViewType(typeof(uint), 3);
        return context.Data.LoadFromEnumerable(rows, schema);
    }

    private static Observation Labelled(VBuffer<float> features, double z, Random random)
    {
        double rate = Math.Exp(Math.Clamp(z / 2, -3, 3)), count = 0;
        for (double sum = -Math.Log(1 - random.NextDouble()); sum < rate; sum -= Math.Log(1 - random.NextDouble()))
            count++;
        return new Observation
        {
            Features = features,
            Label = random.NextDouble() < 1 / (1 + Math.Exp(-z)),
            Class = (uint)(1 + Math.Clamp((int)Math.Floor(z + Gauss(random) + 1.5), 0, 2)),
            Amount = (float)(z + Gauss(random)),
            Count = (float)count,
            Weight = random.Next(0, 4),
        };
    }
}

internal sealed class Observation
{
    public VBuffer<float> Features { get; set; }

    public bool Label { get; set; }

    public uint Class { get; set; }

    public float Amount { get; set; }

    public float Count { get; set; }

    public float Weight { get; set; } = 1;

    public float Offset { get; set; }
}
