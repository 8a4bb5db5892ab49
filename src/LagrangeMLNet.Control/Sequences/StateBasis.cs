using System.Numerics.Tensors;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Mechanics;

namespace LagrangeMLNet.Control.Sequences;

/// <summary>
/// φ(s): the features of a state, each in units of its largest size in the log, and a 1 for the intercept, which is last. So a penalty is
/// counted in rows in which the feature is at its full: a category that is seldom seen is as uncertain as it should be.
/// </summary>
internal sealed class StateBasis : IStateBasis
{
    private readonly double[] _inverseScale;

    public StateBasis(Transitions log)
    {
        int slots = log.Slots;
        _inverseScale = new double[slots];
        for (int row = 0; row < log.Rows; row++)
        {
            var state = log.State(row);
            for (int j = 0; j < slots; j++)
                _inverseScale[j] = Math.Max(_inverseScale[j], Math.Abs(state[j]));
        }

        for (int j = 0; j < slots; j++)
            _inverseScale[j] = _inverseScale[j] > 0 ? 1 / _inverseScale[j] : 0;
    }

    /// <summary>Number of coordinates, the intercept's among them.</summary>
    public int Size => _inverseScale.Length + 1;

    public bool IsAverager => false;

    public void Apply(ReadOnlySpan<float> state, Span<double> coordinates)
    {
        var own = coordinates[..^1];
        TensorPrimitives.ConvertTruncating(state, own);
        TensorPrimitives.Multiply(own, _inverseScale, own);
        coordinates[^1] = 1;
    }

    /// <summary>Scores linear in the features as scores linear in φ, actions × <see cref="Size"/>.</summary>
    public double[] FromFeatures(LinearSoftmax policy)
    {
        int slots = _inverseScale.Length;
        var scores = new double[policy.Actions * Size];
        for (int a = 0; a < policy.Actions; a++)
        {
            for (int j = 0; j < slots; j++)
                scores[(a * Size) + j] = _inverseScale[j] > 0 ? policy.Weights[(a * slots) + j] / _inverseScale[j] : 0;
            scores[(a * Size) + slots] = policy.Biases[a];
        }

        return scores;
    }

    /// <summary>Scores linear in φ as scores linear in the features.</summary>
    public LinearSoftmax ToFeatures(double[] scores)
    {
        int slots = _inverseScale.Length, actions = scores.Length / Size;
        var biases = new float[actions];
        var weights = new float[actions * slots];
        for (int a = 0; a < actions; a++)
        {
            for (int j = 0; j < slots; j++)
                weights[(a * slots) + j] = (float)(scores[(a * Size) + j] * _inverseScale[j]);
            biases[a] = (float)scores[(a * Size) + slots];
        }

        return new LinearSoftmax(biases, weights);
    }
}
