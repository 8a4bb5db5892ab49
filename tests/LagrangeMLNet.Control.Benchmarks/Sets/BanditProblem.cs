using LagrangeMLNet.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Control.Benchmarks.Sets;

/// <summary>A decision as a log holds it.</summary>
internal sealed class DecisionRow
{
    public float[] Features { get; set; } = [];

    /// <summary>From 0, as objects count keys; the view counts from 1.</summary>
    public uint Action { get; set; }

    public float Reward { get; set; }

    public double Probability { get; set; }
}

/// <summary>
/// A classification set as a bandit: 5 % of the rows fit the model that the logging policy is made of, 65 % are decided by it and logged,
/// 30 % are kept to tell what a policy earns.
/// </summary>
internal sealed class BanditProblem
{
    private readonly MLContext _context = new(seed: 0);
    private readonly int[] _logged;
    private readonly int[] _kept;

    public BanditProblem(ClassificationSet set, string logging, int seed)
    {
        Set = set;
        int[] all = [.. Enumerable.Range(0, set.Classes.Length)];
        var share = all.Select(row => RowHash.Share(row, seed)).ToArray();
        int[] first = [.. all.Where(row => share[row] < 0.05)];
        _logged = [.. all.Where(row => share[row] is >= 0.05 and < 0.7)];
        _kept = [.. all.Where(row => share[row] >= 0.7)];
        var scores = ScoresOf(Supervised(first), Labelled(_logged));
        var random = new Random(seed);
        Rows = [.. _logged.Select((row, i) => Decide(row, LoggingPolicy(scores[i], logging), random))];
        Log = View(Rows);
    }

    public ClassificationSet Set { get; }

    public MLContext Context => _context;

    public DecisionRow[] Rows { get; }

    public IDataView Log { get; }

    /// <summary>A classifier of some labelled rows.</summary>
    public ITransformer Supervised(int[] rows) => _context.MulticlassClassification.Trainers
        .LagrangianMaximumEntropy(labelColumnName: nameof(DecisionRow.Action)).Fit(Labelled(rows));

    /// <summary>The best linear classifier of the logged rows, which sees all labels.</summary>
    public ITransformer Skyline() => Supervised(_logged);

    /// <summary>Rows of the log, for classifiers of part of them.</summary>
    public int[] LoggedRows => _logged;

    /// <summary>What a model's policy earns per decision on the rows kept, and what its best action does.</summary>
    public (double Drawn, double Greedy) Value(ITransformer model)
    {
        var scores = ScoresOf(model, Labelled(_kept));
        double drawn = 0, greedy = 0;
        for (int i = 0; i < _kept.Length; i++)
        {
            int best = Array.IndexOf(scores[i], scores[i].Max());
            drawn += scores[i][Set.Classes[_kept[i]]];
            greedy += best == Set.Classes[_kept[i]] ? 1 : 0;
        }

        return (drawn / _kept.Length, greedy / _kept.Length);
    }

    /// <summary>What a rule that names the action earns per decision on the rows kept.</summary>
    public double Value(Func<float[], int> decide) => _kept.Average(row => decide(Set.Features[row]) == Set.Classes[row] ? 1.0 : 0);

    private static double[] LoggingPolicy(float[] scores, string logging)
    {
        int best = Array.IndexOf(scores, scores.Max());
        double uniform = 1.0 / scores.Length;
        return logging switch
        {
            "uniform" => [.. scores.Select(_ => uniform)],
            "soft" => [.. scores.Select(score => (0.5 * uniform) + (0.5 * score))],
            "sharp" => [.. scores.Select((_, a) => (0.1 * uniform) + (a == best ? 0.9 : 0))],
            _ => throw new ArgumentException($"There is no logging policy '{logging}'."),
        };
    }

    private DecisionRow Decide(int row, double[] policy, Random random)
    {
        double sum = policy.Sum(), draw = random.NextDouble() * sum;
        int action = 0;
        while (action < policy.Length - 1 && (draw -= policy[action]) >= 0)
            action++;
        return new DecisionRow
        {
            Features = Set.Features[row],
            Action = (uint)action,
            Reward = action == Set.Classes[row] ? 1 : 0,
            Probability = policy[action] / sum,
        };
    }

    private IDataView Labelled(int[] rows) => View([.. rows.Select(row => new DecisionRow
    {
        Features = Set.Features[row],
        Action = (uint)Set.Classes[row],
        Probability = 1,
    })]);

    private IDataView View(DecisionRow[] rows)
    {
        var schema = SchemaDefinition.Create(typeof(DecisionRow));
        schema[nameof(DecisionRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Set.Features[0].Length);
        schema[nameof(DecisionRow.Action)].ColumnType = new KeyDataViewType(typeof(uint), Set.ClassCount);
        return _context.Data.LoadFromEnumerable(rows, schema);
    }

    private static float[][] ScoresOf(ITransformer model, IDataView view) => [.. model.Transform(view).GetColumn<float[]>("Score")];
}
