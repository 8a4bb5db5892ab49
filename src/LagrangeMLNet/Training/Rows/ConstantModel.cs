using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>The model that explains all rows alike: a bias an output, and no weight.</summary>
internal static class ConstantModel
{
    private const int MostSteps = 100;

    // Decrease that a step promises, a row: single precision cannot tell less.
    private const double Negligible = 1e-12;

    /// <summary>
    /// The biases: from the sums of labels where they tell it, else by Fisher scoring from there, in passes over labels and offsets alone.
    /// </summary>
    /// <param name="likelihood">The likelihood.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="observations">What is known of them.</param>
    /// <param name="start">Where the search begins, one output's bias; null where the sums of labels say.</param>
    public static double[] Of(Likelihood likelihood, IRowSource rows, Observations observations, double? start = null)
    {
        var bias = new double[likelihood.Outputs];
        likelihood.ConstantFit(observations.Exposure, observations.LabelSums, bias);
        if (likelihood.HasSufficientStatistics)
            return bias;
        bias[0] = start ?? bias[0];
        var at = Measure(likelihood, rows, observations, bias[0]);
        for (int i = 0; i < MostSteps && at.Gradient * at.Gradient > Negligible * at.Curvature * observations.Weight; i++)
        {
            double step = at.Gradient / at.Curvature;
            var next = Measure(likelihood, rows, observations, bias[0] - step);
            // The loss is convex: a step that reaches too far is halved, one that falls short, as where a loss is linear, doubled.
            if (!(next.Loss <= at.Loss))
            {
                for (int halving = 0; halving < MostSteps && !(next.Loss <= at.Loss); halving++)
                {
                    step /= 2;
                    next = Measure(likelihood, rows, observations, bias[0] - step);
                }
            }
            else
            {
                for (int doubling = 0; doubling < MostSteps && next.Gradient / at.Gradient > 0.5; doubling++)
                {
                    var further = Measure(likelihood, rows, observations, bias[0] - (2 * step));
                    if (!(further.Loss < next.Loss))
                        break;
                    step *= 2;
                    next = further;
                }
            }

            if (!(next.Loss <= at.Loss))
                break;
            bias[0] -= step;
            at = next;
        }

        return bias;
    }

    /// <summary>Mean loss of the model, which takes no pass over features, and of classes none over rows.</summary>
    public static double MeanLoss(Likelihood likelihood, IRowSource rows, Observations observations, double[] bias)
    {
        if (likelihood.Labels != LabelKind.Class)
            return Measure(likelihood, rows, observations, bias[0]).Loss / observations.Weight;
        int classes = likelihood.Classes, outputs = likelihood.Outputs;
        double[] sums = likelihood.Link == Link.Softmax
            ? observations.LabelSums : [observations.Weight - observations.LabelSums[0], observations.LabelSums[0]];
        float[] scores = new float[classes * outputs], gradient = new float[classes * outputs], curvature = new float[classes * outputs];
        float[] labels = new float[classes], losses = new float[classes];
        for (int k = 0; k < classes; k++)
        {
            labels[k] = k;
            for (int output = 0; output < outputs; output++)
                scores[(k * outputs) + output] = (float)bias[output];
        }

        likelihood.Evaluate(scores, labels, outputs, losses, gradient, curvature);
        double loss = 0, weight = 0;
        for (int k = 0; k < classes; k++)
        {
            loss += sums[k] > 0 ? sums[k] * losses[k] : 0;
            weight += sums[k];
        }

        return loss / weight;
    }

    /// <summary>The biases of θ.</summary>
    public static double[] Biases(Likelihood likelihood, TrainingData data, double[] theta)
    {
        var biases = new double[likelihood.Outputs];
        for (int k = 0; k < biases.Length; k++)
            biases[k] = theta[((k + 1) * (data.Positions + 1)) - 1];
        return biases;
    }

    private static (double Loss, double Gradient, double Curvature) Measure(
        Likelihood likelihood, IRowSource rows, Observations observations, double bias)
    {
        float[] scores = new float[Tile.Size], losses = new float[Tile.Size];
        float[] gradient = new float[Tile.Size], curvature = new float[Tile.Size];
        float[] labelScratch = new float[Tile.Size], weightScratch = new float[Tile.Size], offsetScratch = new float[Tile.Size];
        double loss = 0, slope = 0, curved = 0;
        foreach (var batch in rows.Batches())
            foreach (var tile in batch)
            {
                int count = tile.Count;
                var z = scores.AsSpan(0, count);
                z.Fill((float)bias);
                if (tile.Block.Offsets is { } offsets)
                    DenseVectors.Add(z, tile.Gather(offsets, offsetScratch));
                var labels = observations.Labels(tile, labelScratch);
                likelihood.Evaluate(z, labels, 1, losses.AsSpan(0, count), gradient.AsSpan(0, count), curvature.AsSpan(0, count));
                var weights = observations.Weights(tile, labels, weightScratch);
                for (int r = 0; r < count; r++)
                {
                    double weight = weights.IsEmpty ? 1 : weights[r];
                    loss += weight * losses[r];
                    slope += weight * gradient[r];
                    curved += weight * curvature[r];
                }
            }

        return (loss, slope, Math.Max(curved, 1e-300));
    }
}
