using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Control.Tests;

/// <summary>A decision of two features.</summary>
internal sealed class SampleDecision
{
    [VectorType(2)]
    public float[] Features { get; set; } = [0, 0];

    /// <summary>From 0, as objects count keys; the view counts from 1.</summary>
    public uint Action { get; set; }

    public float Reward { get; set; }

    public double Probability { get; set; } = 0.5;
}

/// <summary>Logs made in code.</summary>
internal static class SampleDecisions
{
    public static IDataView View(MLContext context, IEnumerable<SampleDecision> rows, int actions = 3)
    {
        var schema = SchemaDefinition.Create(typeof(SampleDecision));
        schema[nameof(SampleDecision.Action)].ColumnType = new KeyDataViewType(typeof(uint), actions);
        return context.Data.LoadFromEnumerable(rows.ToArray(), schema);
    }

    /// <summary>
    /// Three actions; each is right in a third of the plane's directions and earns 1 there. Logged uniformly, or sharply for action 1.
    /// </summary>
    public static SampleDecision[] Simulate(int rows, int seed, double favour = 1.0 / 3)
    {
        var random = new Random(seed);
        double[] logging = [favour, (1 - favour) / 2, (1 - favour) / 2];
        return [.. Enumerable.Range(0, rows).Select(_ =>
        {
            float x = (float)(random.NextDouble() - 0.5), y = (float)(random.NextDouble() - 0.5);
            double draw = random.NextDouble();
            int action = draw < logging[0] ? 0 : draw < logging[0] + logging[1] ? 1 : 2;
            return new SampleDecision
            {
                Features = [x, y],
                Action = (uint)action,
                Reward = action == Best(x, y) ? 1 : 0,
                Probability = logging[action],
            };
        })];
    }

    public static int Best(float x, float y) => (int)Math.Floor((Math.Atan2(y, x) + Math.PI) / (2 * Math.PI) * 3) % 3;
}
