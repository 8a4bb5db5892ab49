using System.Numerics.Tensors;
using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace LagrangeMLNet.Design;

/// <summary>The Fisher information that a label of a row carries about the scores of a linear model.</summary>
/// <remarks>
/// One score: the variance of the label that the model expects. Several (softmax): F = diag(p) − p pᵀ, of which the mean over its K − 1
/// non-zero eigenvalues is taken, tr F/(K − 1), so that the information about all weights is w x xᵀ, one class like the other.
/// </remarks>
internal sealed class FisherWeights
{
    /// <summary>Past this, a row's expected count is taken for an error of extrapolation, not for information.</summary>
    private const float Largest = 1e12f;

    private readonly Likelihood _likelihood;
    private readonly float[][] _weights;
    private readonly float[] _biases;

    private FisherWeights(Likelihood likelihood, float[][] weights, float[] biases)
    {
        (_likelihood, _weights, _biases) = (likelihood, weights, biases);
        if (!weights.All(w => w.All(float.IsFinite)) || !biases.All(float.IsFinite))
            DesignErrors.ModelNotFinite();
    }

    /// <summary>Number of features of the model.</summary>
    public int Features => _weights[0].Length;

    /// <summary>The weights of a model, or null where all rows weigh 1 (squared loss).</summary>
    /// <param name="model">Model parameters, a prediction transformer, or a chain that ends with one.</param>
    /// <param name="features">Receives the number of features of the model.</param>
    public static FisherWeights? Of(object model, out int features)
    {
        while (true)
        {
            switch (model)
            {
                case IEnumerable<ITransformer> chain when chain.LastOrDefault() is { } last && !ReferenceEquals(last, model):
                    model = last;
                    continue;
                case IPredictionTransformer<object> predictor:
                    model = predictor.Model;
                    continue;
            }

            break;
        }

        var weights = model switch
        {
            CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> calibrated => Calibrated(calibrated),
            LinearBinaryModelParameters binary => Linear(Likelihood.Logistic, binary),
            PoissonRegressionModelParameters poisson => Linear(Likelihood.Poisson, poisson),
            LinearMulticlassModelParametersBase multiclass => Multiclass(multiclass),
            RegressionModelParameters regression => Linear(Likelihood.Gaussian, regression),
            _ => null,
        };
        if (weights is null)
            DesignErrors.NotALinearModel(model);
        features = weights.Features;
        return weights._likelihood == Likelihood.Gaussian ? null : weights;
    }

    /// <summary>The same model on a layout's positions.</summary>
    public FisherWeights On(ColumnLayout layout)
    {
        if (layout.IsIdentity)
            return this;
        return new FisherWeights(_likelihood, [.. _weights.Select(Positioned)], _biases);

        float[] Positioned(float[] slots)
        {
            var positions = new float[slots.Length];
            for (int slot = 0; slot < slots.Length; slot++)
                positions[layout.PositionOf(slot)] = slots[slot];
            return positions;
        }
    }

    /// <summary>Writes √w for each row of a block as it was read.</summary>
    public void Roots(RowBlock block, Span<float> roots)
    {
        int outputs = _weights.Length;
        int rows = Math.Min(block.Rows, Tile.Size);
        float[] scores = new float[rows * outputs], gradient = new float[rows * outputs], curvature = new float[rows * outputs];
        float[] labels = new float[rows], losses = new float[rows];
        for (int start = 0; start < block.Rows; start += rows)
        {
            int count = Math.Min(rows, block.Rows - start);
            for (int r = 0; r < count; r++)
                for (int k = 0; k < outputs; k++)
                    scores[(r * outputs) + k] = _biases[k] + Score(block, start + r, _weights[k]);
            int used = count * outputs;
            _likelihood.Evaluate(
                scores.AsSpan(0, used), labels.AsSpan(0, count), outputs, losses.AsSpan(0, count), gradient.AsSpan(0, used),
                curvature.AsSpan(0, used));
            for (int r = 0; r < count; r++)
            {
                var own = curvature.AsSpan(r * outputs, outputs);
                float weight = outputs == 1 ? own[0] : (1 - TensorPrimitives.SumOfSquares<float>(own)) / (outputs - 1);
                roots[start + r] = MathF.Sqrt(float.IsNaN(weight) ? Largest : Math.Clamp(weight, 0, Largest));
            }
        }
    }

    private static float Score(RowBlock block, int row, float[] weights)
    {
        var dense = block.DenseRow(row);
        float sum = TensorPrimitives.Dot(dense, weights.AsSpan(0, dense.Length));
        for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
            sum += weights[dense.Length + block.Indices[i]] * block.Values[i];
        return sum;
    }

    private static FisherWeights Linear(Likelihood likelihood, LinearModelParameters model) =>
        new(likelihood, [[.. model.Weights]], [model.Bias]);

    /// <summary>Platt's p = 1 / (1 + exp(slope·s + offset)) has the log-odds −slope·s − offset.</summary>
    private static FisherWeights Calibrated(CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> model)
    {
        double slope = model.Calibrator.Slope;
        return new FisherWeights(
            Likelihood.Logistic,
            [[.. model.SubModel.Weights.Select(w => (float)(-slope * w))]],
            [(float)((-slope * model.SubModel.Bias) - model.Calibrator.Offset)]);
    }

    private static FisherWeights Multiclass(LinearMulticlassModelParametersBase model)
    {
        VBuffer<float>[]? rows = null;
        model.GetWeights(ref rows, out int classes);
        return new FisherWeights(Likelihood.Softmax(classes), [.. rows.Select(row => row.DenseValues().ToArray())], [.. model.GetBiases()]);
    }
}
