using LagrangeMLNet.Data;

namespace LagrangeMLNet.Training;

/// <summary>Rows in the coordinates of training, and the way back to a model of the features as given.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Layout">Where each slot is stored.</param>
/// <param name="Coordinates">Centres and scales.</param>
/// <param name="Compaction">What became of the sparse features; null if they are as they were.</param>
/// <param name="Observations">Labels and weights.</param>
internal sealed record TrainingData(
    IRowSource Rows, ColumnLayout Layout, Coordinates Coordinates, SparseCompaction? Compaction, Observations Observations)
{
    /// <summary>Number of features to learn a weight for.</summary>
    public int Positions => Compaction is null ? Layout.Slots : Layout.Dense + Compaction.Counts.Length;

    /// <summary>For each position, and last the bias, the number of rows in which it is not 0; a varying dense one is in all.</summary>
    public float[] Counts()
    {
        var counts = new float[Positions + 1];
        for (int j = 0; j < Layout.Dense; j++)
            counts[j] = Coordinates.InverseScale[j] > 0 ? Rows.Rows : 0;
        for (int j = Layout.Dense; j < Positions; j++)
            counts[j] = Compaction?.Counts[j - Layout.Dense] ?? Coordinates.Counts[j - Layout.Dense];
        counts[^1] = Rows.Rows;
        return counts;
    }

    /// <summary>The model on the features as given. θ holds, output after output, a value for each position and then the bias.</summary>
    public LinearWeights Model(double[] theta, int outputs)
    {
        int size = Positions + 1, slots = Layout.Slots, dense = Layout.Dense;
        var weights = new float[outputs * slots];
        var biases = new float[outputs];
        for (int k = 0; k < outputs; k++)
        {
            var own = theta.AsSpan(k * size, size);
            double bias = Observations.LabelCentre + (own[^1] * Observations.LabelScale);
            for (int slot = 0; slot < slots; slot++)
            {
                int j = Layout.PositionOf(slot);
                double learnt = j < dense || Compaction is null ? own[j] : Compaction.Expand(own[dense..], j - dense);
                double weight = learnt * Coordinates.InverseScale[j] * Observations.LabelScale;
                weights[(k * slots) + slot] = (float)weight;
                if (j < dense)
                    bias -= Coordinates.Centre[j] * weight;
            }

            biases[k] = (float)bias;
        }

        return new LinearWeights(outputs, slots, weights, biases);
    }
}
