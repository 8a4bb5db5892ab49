using System.Numerics.Tensors;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Mechanics;

namespace LagrangeMLNet.Control.Learning;

/// <summary>
/// What a policy is learnt by: J(θ) = mean over rows of [ Σ_a π(a|x)·R(x, a) − τ·KL(π ‖ π₀) ], π the softmax of linear scores, R the doubly
/// robust rewards, π₀ the logging policy. Unit: that of the reward.
/// </summary>
/// <param name="columns">The log.</param>
/// <param name="rewards">R, rows × actions.</param>
/// <param name="priorLogs">ln π₀, rows × actions.</param>
internal sealed class PolicyObjective(DecisionColumns columns, double[] rewards, float[] priorLogs)
{
    /// <summary>
    /// The rows are shared out in as many slices, whatever the machine, and sums are taken in their order: the number of threads changes no
    /// bit.
    /// </summary>
    private const int Slices = 16;

    /// <summary>Rows summed in single precision before they join the sum in double.</summary>
    private const int BlockRows = 128;

    private readonly int _actions = columns.ActionNames.Count;
    private readonly int _slots = columns.Slots;

    public int Actions => _actions;

    public int Slots => _slots;

    /// <summary>J, without the divergence's part, and the mean divergence in nats; adds no gradient.</summary>
    /// <param name="policy">π.</param>
    /// <param name="rows">Rows to average over.</param>
    /// <param name="valueOfRow">Receives Σ_a π·R of each row, by its number; or empty.</param>
    public (double Value, double Divergence) Evaluate(LinearSoftmax policy, int[] rows, double[] valueOfRow)
    {
        var sums = new (double Value, double Divergence)[Slices];
        Parallel.For(0, Slices, slice =>
        {
            var p = new double[_actions];
            var logs = new double[_actions];
            foreach (int row in SliceOf(rows, slice))
            {
                double divergence = Forward(policy, row, p, logs);
                double value = TensorPrimitives.Dot(p, rewards.AsSpan(row * _actions, _actions));
                if (valueOfRow.Length > 0)
                    valueOfRow[row] = value;
                sums[slice] = (sums[slice].Value + value, sums[slice].Divergence + divergence);
            }
        });
        return (sums.Sum(sum => sum.Value) / rows.Length, sums.Sum(sum => sum.Divergence) / rows.Length);
    }

    /// <summary>J and its gradient by weights (actions × features) and biases.</summary>
    public double Gradient(
        LinearSoftmax policy, double temperature, int[] rows, double[] weightGradient, double[] biasGradient)
    {
        var values = new double[Slices];
        var weightSums = new double[Slices][];
        var biasSums = new double[Slices][];
        Parallel.For(0, Slices, slice =>
        {
            (weightSums[slice], biasSums[slice]) = (new double[weightGradient.Length], new double[_actions]);
            values[slice] = SumSlice(policy, temperature, SliceOf(rows, slice), weightSums[slice], biasSums[slice]);
        });
        weightGradient.AsSpan().Clear();
        biasGradient.AsSpan().Clear();
        double inverse = 1.0 / rows.Length;
        for (int slice = 0; slice < Slices; slice++)
        {
            TensorPrimitives.MultiplyAdd(weightSums[slice], inverse, weightGradient, weightGradient);
            TensorPrimitives.MultiplyAdd(biasSums[slice], inverse, biasGradient, biasGradient);
        }

        return values.Sum() * inverse;
    }

    private double SumSlice(LinearSoftmax policy, double temperature, ReadOnlySpan<int> rows, double[] weightSum, double[] biasSum)
    {
        var block = new float[weightSum.Length];
        var p = new double[_actions];
        var u = new double[_actions];
        double sum = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            Forward(policy, row, p, u);
            // u_a = R_a − τ·ln(π_a/π₀_a); its mean under π is the row's J, and π·(u − mean) its gradient by the scores.
            var reward = rewards.AsSpan(row * _actions, _actions);
            for (int a = 0; a < _actions; a++)
                u[a] = reward[a] - (temperature * (u[a] - priorLogs[(row * _actions) + a]));
            double mean = TensorPrimitives.Dot<double>(p, u);
            sum += mean;
            var context = columns.Contexts.AsSpan(row * _slots, _slots);
            for (int a = 0; a < _actions; a++)
            {
                double slope = p[a] * (u[a] - mean);
                biasSum[a] += slope;
                var target = block.AsSpan(a * _slots, _slots);
                TensorPrimitives.MultiplyAdd(context, (float)slope, target, target);
            }

            if ((i + 1) % BlockRows == 0 || i + 1 == rows.Length)
            {
                for (int j = 0; j < block.Length; j++)
                    weightSum[j] += block[j];
                block.AsSpan().Clear();
            }
        }

        return sum;
    }

    /// <summary>π and ln π of a row; returns KL(π ‖ π₀).</summary>
    private double Forward(LinearSoftmax policy, int row, Span<double> p, Span<double> logs)
    {
        policy.Logits(columns.Contexts.AsSpan(row * _slots, _slots), logs);
        double normaliser = SoftBellman.Value(logs, [], 1), divergence = 0;
        for (int a = 0; a < p.Length; a++)
        {
            logs[a] -= normaliser;
            p[a] = Math.Exp(logs[a]);
            divergence += p[a] * (logs[a] - priorLogs[(row * _actions) + a]);
        }

        return divergence;
    }

    private static ReadOnlySpan<int> SliceOf(int[] rows, int slice)
    {
        int start = (int)((long)rows.Length * slice / Slices), end = (int)((long)rows.Length * (slice + 1) / Slices);
        return rows.AsSpan(start, end - start);
    }
}
