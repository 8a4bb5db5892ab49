using Microsoft.ML;

namespace LagrangeMLNet.MicrosoftAutoML.Tests;

/// <summary>Rows that every task can be learnt from, the same ones at every call.</summary>
internal sealed class ExperimentRow
{
    private const int FeatureCount = 5;

    public float[] Features { get; set; } = [];

    public bool Yes { get; set; }

    public uint Kind { get; set; }

    public float Number { get; set; }

    public float Count { get; set; }

    public sealed class Input
    {
        [Microsoft.ML.Data.VectorType(FeatureCount)]
        public float[] Features { get; set; } = [];
    }

    public sealed class Useless
    {
        [Microsoft.ML.Data.VectorType(1)]
        public float[] Last { get; set; } = [];
    }

    public static ExperimentRow[] Make(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Of(random))];
    }

    public static IDataView View(MLContext context, IReadOnlyList<ExperimentRow> rows)
    {
        var schema = Microsoft.ML.Data.SchemaDefinition.Create(typeof(ExperimentRow));
        schema[nameof(Features)].ColumnType = new Microsoft.ML.Data.VectorDataViewType(
            Microsoft.ML.Data.NumberDataViewType.Single, FeatureCount);
        schema[nameof(Kind)].ColumnType = new Microsoft.ML.Data.KeyDataViewType(typeof(uint), 3);
        return context.Data.LoadFromEnumerable(rows, schema);
    }

    private static ExperimentRow Of(Random random)
    {
        float[] x = [.. Enumerable.Range(0, FeatureCount).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        double score = (2 * x[0]) - (1.5 * x[1]) + (0.5 * x[2]);
        return new ExperimentRow
        {
            Features = x,
            Yes = random.NextDouble() < 1 / (1 + Math.Exp(-2 * score)),
            Kind = score + random.NextDouble() - 0.5 < -0.8 ? 1u : score < 0.8 ? 2u : 3u,
            Number = (float)((3 * score) + random.NextDouble()),
            Count = (float)Math.Floor(Math.Exp(score / 2) + random.NextDouble()),
        };
    }
}
