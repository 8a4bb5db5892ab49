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
    public int Positions => Compaction is null ? Layout.Slots : Layout.Dense + Compaction.Squares.Length;

    /// <summary>For each position, and last the bias, Σ x² over the rows. A dense one has spread 1, so it is the number of rows.</summary>
    public float[] Squares()
    {
        var squares = new float[Positions + 1];
        for (int j = 0; j < Layout.Dense; j++)
            squares[j] = Coordinates.InverseScale[j] > 0 ? Rows.Rows : 0;
        (Compaction?.Squares ?? Coordinates.Squares).CopyTo(squares, Layout.Dense);
        squares[^1] = Rows.Rows;
        return squares;
    }

    /// <summary>1/scale of each position; 0 where the feature is constant.</summary>
    public float[] InverseScale()
    {
        if (Compaction is null)
            return Coordinates.InverseScale;
        var inverse = new float[Positions];
        Coordinates.InverseScale.AsSpan(0, Layout.Dense).CopyTo(inverse);
        inverse.AsSpan(Layout.Dense).Fill(1);
        return inverse;
    }

    /// <summary>
    /// L1 penalties of all parameters for a strength that is per data set on the features as given. LBFGS divides the strength by the
    /// number of rows and the loss by Σw: it stands against weights of mean 1, as they are here.
    /// </summary>
    public double[] LassoPenalties(float strength, int outputs)
    {
        int size = Positions + 1;
        var penalties = new double[outputs * size];
        double unit = strength / Observations.LabelScale;
        for (int k = 0; k < outputs; k++)
            for (int j = 0; j < Positions; j++)
                penalties[(k * size) + j] = unit * Coordinates.InverseScale[j];
        return penalties;
    }

    /// <summary>θ of a model on the features as given: the inverse of <see cref="Model"/>.</summary>
    public double[] Parameters(LinearWeights model)
    {
        int size = Positions + 1, dense = Layout.Dense;
        var theta = new double[model.Outputs * size];
        for (int k = 0; k < model.Outputs; k++)
        {
            var own = theta.AsSpan(k * size, size);
            double bias = model.Biases[k] - Observations.LabelCentre;
            for (int slot = 0; slot < Layout.Slots; slot++)
            {
                int j = Layout.PositionOf(slot);
                double weight = model.Weights[(k * Layout.Slots) + slot];
                if (j < dense)
                    bias += Coordinates.Centre[j] * weight;
                if (Coordinates.InverseScale[j] == 0)
                    continue;
                double scaled = weight / Coordinates.InverseScale[j] / Observations.LabelScale;
                if (j < dense || Compaction is null)
                    own[j] = scaled;
                else
                    Compaction.Collect(scaled, j - dense, own[dense..]);
            }

            own[^1] = bias / Observations.LabelScale;
        }

        return theta;
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
                    bias -= (double)Coordinates.Centre[j] * (float)weight;
            }

            biases[k] = (float)bias;
        }

        return new LinearWeights(outputs, slots, weights, biases);
    }
}
