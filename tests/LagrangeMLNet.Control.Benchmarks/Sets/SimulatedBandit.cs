using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Control.Benchmarks.Sets;

/// <summary>
/// A bandit of 64 contexts, all equally frequent, and 5 actions with rewards of 0 and 1, so that every expectation is a finite sum.
/// </summary>
internal sealed class SimulatedBandit
{
    private const int Bits = 6;
    private const int Contexts = 1 << Bits;

    private readonly double[][] _rewards;
    private readonly double[][] _logging;
    private readonly double[][] _target;

    /// <param name="sharpness">How far logging and target policy differ: scores are drawn with this spread.</param>
    public SimulatedBandit(double sharpness)
    {
        var random = new Random(17);
        double[][] weights =
            [.. Enumerable.Range(0, Actions).Select(_ => Enumerable.Range(0, Bits).Select(_ => random.NextDouble() - 0.5).ToArray())];
        _rewards = Table((x, a) => 1 / (1 + Math.Exp(-3 * Score(weights[a], x) - (x % 3 == a % 3 ? 1 : 0))));
        _logging = Softmax(Table((_, _) => sharpness * (random.NextDouble() - 0.5)));
        _target = Softmax(Table((x, a) => (3 * _rewards[x][a]) + (sharpness * (random.NextDouble() - 0.5))));
    }

    public static int Actions => 5;

    /// <summary>What the target policy earns.</summary>
    public double Value => Mean((x, a) => _target[x][a] * _rewards[x][a]);

    /// <summary>n times the variance of the inverse propensity score: E[w²·r] − v², since r² = r.</summary>
    public double InversePropensityVariance =>
        Mean((x, a) => _target[x][a] * _target[x][a] / _logging[x][a] * _rewards[x][a]) - (Value * Value);

    /// <summary>n times the least variance of any estimator without bias: E[w²·r·(1 − r)] + the variance of the contexts' values.</summary>
    public double EfficientVariance =>
        Mean((x, a) => _target[x][a] * _target[x][a] / _logging[x][a] * _rewards[x][a] * (1 - _rewards[x][a]))
        + Enumerable.Range(0, Contexts).Average(x => Math.Pow(_target[x].Zip(_rewards[x], (p, r) => p * r).Sum() - Value, 2));

    public IDataView Simulate(MLContext context, int rows, int seed)
    {
        var random = new Random(seed);
        var log = Enumerable.Range(0, rows).Select(_ =>
        {
            int x = random.Next(Contexts), action = 0;
            double draw = random.NextDouble();
            while (action < Actions - 1 && (draw -= _logging[x][action]) >= 0)
                action++;
            return new DecisionRow
            {
                Features = [.. Enumerable.Range(0, Bits).Select(bit => (float)((x >> bit) & 1))],
                Action = (uint)action,
                Reward = random.NextDouble() < _rewards[x][action] ? 1 : 0,
                Probability = _logging[x][action],
            };
        }).ToArray();
        var schema = SchemaDefinition.Create(typeof(DecisionRow));
        schema[nameof(DecisionRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Bits);
        schema[nameof(DecisionRow.Action)].ColumnType = new KeyDataViewType(typeof(uint), Actions);
        return context.Data.LoadFromEnumerable(log, schema);
    }

    /// <summary>The target policy.</summary>
    public void Decide(ReadOnlySpan<float> features, Span<double> probabilities)
    {
        int x = 0;
        for (int bit = 0; bit < Bits; bit++)
            x |= (int)features[bit] << bit;
        _target[x].CopyTo(probabilities);
    }

    private static double Score(double[] weights, int x) => weights.Index().Sum(weight => weight.Item * ((x >> weight.Index) & 1));

    private static double[][] Table(Func<int, int, double> entry) =>
        [.. Enumerable.Range(0, Contexts).Select(x => Enumerable.Range(0, Actions).Select(a => entry(x, a)).ToArray())];

    private static double[][] Softmax(double[][] scores) => [.. scores.Select(row =>
    {
        double[] powers = [.. row.Select(Math.Exp)];
        return powers.Select(power => power / powers.Sum()).ToArray();
    })];

    private static double Mean(Func<int, int, double> term) =>
        Enumerable.Range(0, Contexts).Average(x => Enumerable.Range(0, Actions).Sum(a => term(x, a)));
}
