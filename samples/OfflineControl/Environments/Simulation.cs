using Microsoft.ML;
using Microsoft.ML.Data;

namespace OfflineControl.Environments;

/// <summary>A step as a log holds it.</summary>
internal sealed class StepRow
{
    public float[] Features { get; set; } = [];

    /// <summary>From 0, as objects count keys; the view counts from 1.</summary>
    public uint Action { get; set; }

    public float Reward { get; set; }

    public double Probability { get; set; }

    public float[] NextFeatures { get; set; } = [];

    public bool Terminal { get; set; }

    public int Episode { get; set; }

    public int Step { get; set; }
}

/// <summary>Runs an environment under a policy.</summary>
internal static class Simulation
{
    /// <summary>Episodes under the logging policy until there are as many steps.</summary>
    public static StepRow[] Log(IEnvironment environment, int steps, int seed)
    {
        var random = new Random(seed);
        var rows = new List<StepRow>(steps);
        for (int episode = 0; rows.Count < steps; episode++)
        {
            var state = environment.Reset(random);
            var features = environment.Observe(state);
            bool isTerminal = false;
            for (int step = 0; step < environment.Horizon && !isTerminal && rows.Count < steps; step++)
            {
                var policy = environment.Logging(state);
                int action = Draw(policy, random);
                (double reward, isTerminal) = environment.Step(state, action, random);
                var next = environment.Observe(state);
                rows.Add(new StepRow
                {
                    Features = features,
                    Action = (uint)action,
                    Reward = (float)reward,
                    Probability = policy[action],
                    NextFeatures = next,
                    Terminal = isTerminal,
                    Episode = episode,
                    Step = step,
                });
                features = next;
            }
        }

        return [.. rows];
    }

    /// <summary>Returns of episodes under a policy; discount 1 leaves rewards as they are, and 0 steps are the horizon.</summary>
    public static double[] Returns(
        IEnvironment environment, Func<double[], double[]> policy, int episodes, int seed, double discount = 1, int steps = 0)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, episodes).Select(_ =>
        {
            var state = environment.Reset(random);
            double sum = 0, weight = 1;
            bool isTerminal = false;
            for (int step = 0; step < (steps > 0 ? steps : environment.Horizon) && !isTerminal; step++)
            {
                (double reward, isTerminal) = environment.Step(state, Draw(policy(state), random), random);
                sum += weight * reward;
                weight *= discount;
            }

            return sum;
        })];
    }

    /// <summary>The log as ML.NET reads it.</summary>
    public static IDataView View(MLContext context, StepRow[] rows, int actions)
    {
        var schema = SchemaDefinition.Create(typeof(StepRow));
        var vector = new VectorDataViewType(NumberDataViewType.Single, rows[0].Features.Length);
        schema[nameof(StepRow.Features)].ColumnType = vector;
        schema[nameof(StepRow.NextFeatures)].ColumnType = vector;
        schema[nameof(StepRow.Action)].ColumnType = new KeyDataViewType(typeof(uint), actions);
        return context.Data.LoadFromEnumerable(rows, schema);
    }

    private static int Draw(double[] policy, Random random)
    {
        double draw = random.NextDouble() * policy.Sum();
        int action = 0;
        while (action < policy.Length - 1 && (draw -= policy[action]) >= 0)
            action++;
        return action;
    }
}
