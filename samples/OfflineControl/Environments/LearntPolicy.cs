using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace OfflineControl.Environments;

/// <summary>The policy of a stock ML.NET model, a softmax of linear scores, without the cost of a prediction engine at each step.</summary>
internal sealed class LearntPolicy
{
    private readonly IEnvironment _environment;
    private readonly float[][] _weights;
    private readonly float[] _biases;

    public LearntPolicy(IEnvironment environment, MaximumEntropyModelParameters model)
    {
        _environment = environment;
        VBuffer<float>[] weights = [];
        model.GetWeights(ref weights, out _);
        _weights = [.. weights.Select(row => row.DenseValues().ToArray())];
        _biases = [.. model.GetBiases()];
    }

    /// <summary>The probability of each action.</summary>
    public double[] Drawn(double[] state)
    {
        double[] scores = Scores(state);
        double[] powers = [.. scores.Select(score => Math.Exp(score - scores.Max()))];
        return [.. powers.Select(power => power / powers.Sum())];
    }

    /// <summary>The best action alone.</summary>
    public double[] Best(double[] state)
    {
        double[] scores = Scores(state);
        int best = Array.IndexOf(scores, scores.Max());
        return [.. scores.Select((_, a) => a == best ? 1.0 : 0)];
    }

    private double[] Scores(double[] state)
    {
        var features = _environment.Observe(state);
        return [.. _weights.Select((row, a) => _biases[a] + row.Zip(features, (w, x) => (double)w * x).Sum())];
    }
}
