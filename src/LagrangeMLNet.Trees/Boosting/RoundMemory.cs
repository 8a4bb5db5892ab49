using System.Numerics.Tensors;
using LagrangeMLNet.Binning;
using LagrangeMLNet.Losses;
using LagrangeMLNet.Training;

namespace LagrangeMLNet.Boosting;

/// <summary>What a round needs and the next one overwrites. The boosters of a fit take turns with it.</summary>
internal sealed class RoundMemory(BinnedRows rows, int outputs, Workers workers)
{
    private const int Chunk = 1 << 12;

    public Workers Workers => workers;

    public TreeGrower Grower { get; } = new(rows, workers);

    public GradientPairs Pairs { get; } = new(rows.Rows);

    /// <summary>Loss of each row, without its weight.</summary>
    public float[] Losses { get; } = new float[rows.Rows];

    /// <summary>Gradients times example weights, rows × outputs.</summary>
    public float[] Gradient { get; } = new float[(long)rows.Rows * outputs];

    /// <summary>Fisher weights times example weights, rows × outputs.</summary>
    public float[] Fisher { get; } = new float[(long)rows.Rows * outputs];

    public bool[] IsDone { get; } = new bool[rows.Rows];

    /// <summary>Evaluates all rows.</summary>
    public void Evaluate(BinnedRows all, TreeLoss loss, float[] scores)
    {
        int chunks = (all.Rows + Chunk - 1) / Chunk;
        workers.For(worker =>
        {
            for (int chunk = worker; chunk < chunks; chunk += workers.Count)
            {
                int first = chunk * Chunk, count = Math.Min(Chunk, all.Rows - first);
                Span<float> gradient = Gradient.AsSpan(first * outputs, count * outputs);
                Span<float> fisher = Fisher.AsSpan(first * outputs, count * outputs);
                loss.Evaluate(
                    scores.AsSpan(first * outputs, count * outputs), all.Labels.AsSpan(first, count), Losses.AsSpan(first, count),
                        gradient, fisher);
                if (all.Weights is null)
                    continue;
                if (outputs == 1)
                {
                    TensorPrimitives.Multiply(gradient, all.Weights.AsSpan(first, count), gradient);
                    TensorPrimitives.Multiply(fisher, all.Weights.AsSpan(first, count), fisher);
                    continue;
                }

                for (int r = 0; r < count; r++)
                {
                    Span<float> g = gradient.Slice(r * outputs, outputs), f = fisher.Slice(r * outputs, outputs);
                    TensorPrimitives.Multiply(g, all.Weights[first + r], g);
                    TensorPrimitives.Multiply(f, all.Weights[first + r], f);
                }
            }
        });
    }
}
