using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.TreesTests.Trainers;

/// <summary>A row whose label is a step and a slope with noise: the first feature gives the mean, the second the noise's size.</summary>
internal sealed class NoisyRow
{
    public float[] Features { get; set; } = [];

    public float Label { get; set; }

    /// <summary>The label without its noise.</summary>
    public float Mean { get; set; }

    /// <summary>The size of the noise.</summary>
    public float Spread { get; set; }

    /// <summary>Rows.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="noise">From a standard normal number, a uniform one and the spread to the noise; null: normal.</param>
    public static NoisyRow[] Make(int count, int seed, Func<double, double, double, double>? noise = null)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            float[] features = [.. Enumerable.Range(0, 4).Select(_ => (float)random.NextDouble())];
            double mean = 20 + (features[0] > 0.5 ? 10 : 0) + (4 * features[2]), spread = features[1] > 0.5 ? 3 : 0.5;
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            double added = (noise ?? ((z, _, size) => z * size))(normal, random.NextDouble(), spread);
            return new NoisyRow { Features = features, Label = (float)(mean + added), Mean = (float)mean, Spread = (float)spread };
        })];
    }

    public static IDataView View(MLContext context, IEnumerable<NoisyRow> rows)
    {
        var schema = SchemaDefinition.Create(typeof(NoisyRow));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 4);
        return context.Data.LoadFromEnumerable(rows, schema);
    }
}
