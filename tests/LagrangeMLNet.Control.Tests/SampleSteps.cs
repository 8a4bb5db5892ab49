using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Control.Tests;

/// <summary>A step on a line of places, as a log holds it.</summary>
internal sealed class SampleStep
{
    [VectorType(SampleSteps.Places)]
    public float[] Features { get; set; } = new float[SampleSteps.Places];

    /// <summary>From 0, as objects count keys; the view counts from 1.</summary>
    public uint Action { get; set; }

    public float Reward { get; set; }

    public double Probability { get; set; } = 0.5;

    [VectorType(SampleSteps.Places)]
    public float[] NextFeatures { get; set; } = new float[SampleSteps.Places];

    public bool Terminal { get; set; }

    public string Episode { get; set; } = "";

    public int Step { get; set; }
}

/// <summary>
/// A line of five places: left or right, one in five goes the wrong way; the right end pays 1 and ends the episode, each other step pays
/// −0.1. The log is random.
/// </summary>
internal static class SampleSteps
{
    public const int Places = 5;

    public static SampleStep[] Simulate(int episodes, int seed, int horizon = 30, double right = 0.5, bool restarts = false)
    {
        var random = new Random(seed);
        var rows = new List<SampleStep>();
        for (int episode = 0; episode < episodes; episode++)
        {
            int place = random.Next(Places - 1);
            for (int step = 0; step < horizon; step++)
            {
                int action = random.NextDouble() < right ? 1 : 0;
                int move = random.NextDouble() < 0.2 ? 1 - action : action;
                int next = Math.Max(0, place + (move == 1 ? 1 : -1));
                bool isEnd = next == Places - 1;
                rows.Add(new SampleStep
                {
                    Features = At(place),
                    Action = (uint)action,
                    Reward = isEnd ? 1 : -0.1f,
                    Probability = action == 1 ? right : 1 - right,
                    NextFeatures = At(isEnd && restarts ? 0 : next),
                    Terminal = isEnd && !restarts,
                    Episode = $"e{episode}",
                    Step = step,
                });
                place = isEnd ? 0 : next;
                if (isEnd && !restarts)
                    break;
            }
        }

        return [.. rows];
    }

    /// <summary>Value of going right with a probability everywhere, from a place; by iteration of Bellman's equation.</summary>
    public static double[] Values(double right, double discount)
    {
        var values = new double[Places];
        double forward = (0.8 * right) + (0.2 * (1 - right));
        for (int sweep = 0; sweep < 5000; sweep++)
        {
            for (int place = 0; place < Places - 1; place++)
            {
                double ahead = place == Places - 2 ? 1 : -0.1 + (discount * values[place + 1]);
                values[place] = (forward * ahead) + ((1 - forward) * (-0.1 + (discount * values[Math.Max(0, place - 1)])));
            }
        }

        return values;
    }

    public static float[] At(int place)
    {
        var features = new float[Places];
        features[place] = 1;
        return features;
    }

    public static IDataView View(MLContext context, IEnumerable<SampleStep> rows, int actions = 2)
    {
        var schema = SchemaDefinition.Create(typeof(SampleStep));
        schema[nameof(SampleStep.Action)].ColumnType = new KeyDataViewType(typeof(uint), actions);
        return context.Data.LoadFromEnumerable(rows.ToArray(), schema);
    }
}
