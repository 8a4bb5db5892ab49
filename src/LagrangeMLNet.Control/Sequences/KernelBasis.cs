using System.Numerics.Tensors;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Control.Sequences;

/// <summary>
/// Shares of a state among landmarks, states drawn from the log: Gaussian kernels, normalised (Ormoneit and Sen, Kernel-based reinforcement
/// learning, Machine Learning 49, 2002; landmarks: Barreto, Precup and Pineau, JMLR 17, 2016). Where the log holds no more distinct states
/// than landmarks, each state is its own.
/// </summary>
internal sealed class KernelBasis : IStateBasis
{
    private const int MostLandmarks = 100;
    private const int MostUnknowns = 600;

    /// <summary>Width of a kernel in distances to the next landmark.</summary>
    private const double Width = 0.5;

    /// <summary>A smaller share is none.</summary>
    private const double LeastShare = 1e-4;

    private readonly float[] _inverseScale;
    private readonly float[][] _landmarks;
    private readonly double _sharpness;

    public KernelBasis(Transitions log, int seed)
    {
        _inverseScale = InverseScale(log);
        int most = Math.Max(2, Math.Min(MostLandmarks, MostUnknowns / log.Actions));
        int[] rows = [.. Enumerable.Range(0, log.Rows)];
        double[] keys = [.. rows.Select(row => RowHash.Share(row, seed))];
        Array.Sort(keys, rows);
        var landmarks = new List<float[]>();
        bool isComplete = true;
        foreach (int row in rows)
        {
            if (landmarks.Count == most && !isComplete)
                break;
            float[] state = Scaled(log.State(row));
            if (landmarks.Any(other => state.AsSpan().SequenceEqual(other)))
                continue;
            if (landmarks.Count < most)
                landmarks.Add(state);
            else
                isComplete = false;
        }

        _landmarks = [.. landmarks];
        double[] nearest = [.. _landmarks.Select((own, i) => _landmarks
            .Where((_, j) => j != i).Select(other => Square(own, other)).DefaultIfEmpty(1).Min())];
        Array.Sort(nearest);
        double width = Width * Math.Sqrt(nearest[nearest.Length / 2]);
        // As sharp as makes every landmark's own share 1 where all states are landmarks.
        _sharpness = isComplete ? 50 / nearest[0] : 1 / (2 * width * width);
    }

    public int Size => _landmarks.Length;

    public bool IsAverager => true;

    public void Apply(ReadOnlySpan<float> state, Span<double> coordinates)
    {
        Span<float> scaled = state.Length <= 512 ? stackalloc float[state.Length] : new float[state.Length];
        TensorPrimitives.Multiply(state, _inverseScale, scaled);
        double nearest = double.PositiveInfinity;
        for (int k = 0; k < coordinates.Length; k++)
        {
            coordinates[k] = Square(scaled, _landmarks[k]);
            nearest = Math.Min(nearest, coordinates[k]);
        }

        double sum = 0;
        for (int k = 0; k < coordinates.Length; k++)
        {
            double share = Math.Exp(-_sharpness * (coordinates[k] - nearest));
            coordinates[k] = share >= LeastShare ? share : 0;
            sum += coordinates[k];
        }

        TensorPrimitives.Divide(coordinates, sum, coordinates);
    }

    private float[] Scaled(ReadOnlySpan<float> state)
    {
        var scaled = new float[state.Length];
        TensorPrimitives.Multiply(state, _inverseScale, scaled);
        return scaled;
    }

    private static double Square(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        float distance = TensorPrimitives.Distance(left, right);
        return (double)distance * distance;
    }

    private static float[] InverseScale(Transitions log)
    {
        var inverse = new float[log.Slots];
        for (int j = 0; j < log.Slots; j++)
        {
            double sum = 0, squares = 0;
            for (int row = 0; row < log.Rows; row++)
            {
                double x = log.Columns.Contexts[(row * log.Slots) + j];
                sum += x;
                squares += x * x;
            }

            double mean = sum / log.Rows, variance = (squares / log.Rows) - (mean * mean);
            inverse[j] = variance > 1e-12 * mean * mean ? (float)(1 / Math.Sqrt(variance)) : 0;
        }

        return inverse;
    }
}
