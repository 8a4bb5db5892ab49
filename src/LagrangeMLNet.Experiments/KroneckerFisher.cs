using System.Numerics.Tensors;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Experiments;

/// <summary>
/// Kronecker-factored Fisher information of one layer or linear model: G ⊗ A, where A is the second moment of the inputs and G that of the
/// gradient with respect to the outputs (Martens and Grosse, Optimizing Neural Networks with Kronecker-factored Approximate Curvature,
/// 2015, section 3). Exact where the outputs' Fisher matrix does not depend on the input; an approximation elsewhere.
/// </summary>
/// <remarks>
/// A vector of parameters is the weight matrix, outputs × inputs, row after row. F^(−p)·v is applied in the eigenbases of A and G, where
/// damping is exact: (g_i·a_j + λ)^(−p) for each pair of eigenvalues, instead of the usual factored damping.
/// </remarks>
internal sealed class KroneckerFisher : IFisherMetric
{
    private readonly SecondMoment _inputMoment;
    private readonly SecondMoment _outputMoment;
    private readonly double[] _inputVectors;
    private readonly double[] _outputVectors;
    private readonly double[] _inputSpectrum;
    private readonly double[] _outputSpectrum;
    private readonly double[] _factors;
    private readonly double[] _scratch;
    private bool _isPrepared;
    private bool _isIdentity;

    /// <param name="outputs">Number of outputs, at least 1.</param>
    /// <param name="inputs">Number of inputs, at least 1.</param>
    public KroneckerFisher(int outputs, int inputs)
    {
        MetricThrow.IfNotPositive(outputs, nameof(outputs));
        MetricThrow.IfNotPositive(inputs, nameof(inputs));
        _inputMoment = new SecondMoment(inputs);
        _outputMoment = new SecondMoment(outputs);
        _inputVectors = new double[inputs * inputs];
        _outputVectors = new double[outputs * outputs];
        _inputSpectrum = new double[inputs];
        _outputSpectrum = new double[outputs];
        _factors = new double[outputs * inputs];
        _scratch = new double[Math.Max(outputs * inputs, Math.Max(outputs, inputs))];
    }

    /// <inheritdoc/>
    public int Parameters => Outputs * Inputs;

    /// <summary>Number of outputs.</summary>
    public int Outputs => _outputMoment.Size;

    /// <summary>Number of inputs.</summary>
    public int Inputs => _inputMoment.Size;

    /// <summary>Adds an input to A.</summary>
    /// <param name="input">Activations that enter the layer, or features; as many as <see cref="Inputs"/>.</param>
    /// <param name="weight">Weight, not negative.</param>
    public void AddInput(ReadOnlySpan<double> input, double weight = 1)
    {
        _inputMoment.Add(input, weight);
        _isPrepared = false;
    }

    /// <summary>Adds a gradient with respect to the outputs to G.</summary>
    /// <param name="gradient">
    /// Of the observed label with weight 1 (empirical), or of every label in turn with its probability as weight (exact).
    /// </param>
    /// <param name="weight">Weight, not negative.</param>
    public void AddOutput(ReadOnlySpan<double> gradient, double weight = 1)
    {
        _outputMoment.Add(gradient, weight);
        _isPrepared = false;
    }

    /// <summary>Adds the exact G of a softmax output, diag(p) − p·pᵀ: the expectation over its own labels in one step.</summary>
    /// <param name="probabilities">p, as many as <see cref="Outputs"/>, summing to 1.</param>
    /// <param name="weight">Weight, not negative.</param>
    public void AddCategoricalOutput(ReadOnlySpan<double> probabilities, double weight = 1)
    {
        _outputMoment.AddCategorical(probabilities, weight);
        _isPrepared = false;
    }

    /// <inheritdoc/>
    public void Discount(double retention)
    {
        _inputMoment.Discount(retention);
        _outputMoment.Discount(retention);
        _isPrepared = false;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _inputMoment.Reset();
        _outputMoment.Reset();
        _isPrepared = false;
    }

    /// <inheritdoc/>
    public FisherStatus Prepare(FisherExponent exponent, double damping = 0)
    {
        MetricThrow.IfNotDamping(damping);
        _isPrepared = true;
        _isIdentity = !TryDecompose(_inputMoment, _inputVectors, _inputSpectrum)
            || !TryDecompose(_outputMoment, _outputVectors, _outputSpectrum);
        if (_isIdentity)
            return FisherStatus.NotFinite;
        for (int i = 0; i < Outputs; i++)
            TensorPrimitives.Multiply(_inputSpectrum, _outputSpectrum[i], _factors.AsSpan(i * Inputs, Inputs));
        return Spectrum.Invert(_factors, exponent, damping);
    }

    /// <inheritdoc/>
    public void Apply(Span<double> vector)
    {
        if (!_isPrepared)
            MetricThrow.NotPrepared();
        MetricThrow.IfLengthDiffers(vector.Length, Parameters, nameof(vector));
        if (_isIdentity)
            return;

        // With rows of eigenvectors U of A and W of G: V becomes Wᵀ·(factors ∘ (W·V·Uᵀ))·U.
        MultiplyRows(vector, toBasis: true);
        MultiplyColumns(vector, toBasis: true);
        TensorPrimitives.Multiply(vector, _factors, vector);
        MultiplyColumns(vector, toBasis: false);
        MultiplyRows(vector, toBasis: false);
    }

    private bool TryDecompose(SecondMoment moment, double[] vectors, double[] spectrum) =>
        moment.TryCopyTo(vectors) && SymmetricEigen.TryDecompose(vectors, moment.Size, spectrum, _scratch);

    /// <summary>Each row v of V becomes U·v, or Uᵀ·v.</summary>
    private void MultiplyRows(Span<double> matrix, bool toBasis)
    {
        int n = Inputs;
        Span<double> result = _scratch.AsSpan(0, n);
        for (int i = 0; i < Outputs; i++)
        {
            Span<double> row = matrix.Slice(i * n, n);
            result.Clear();
            for (int j = 0; j < n; j++)
            {
                ReadOnlySpan<double> vector = _inputVectors.AsSpan(j * n, n);
                if (toBasis)
                    result[j] = TensorPrimitives.Dot(vector, row);
                else
                    TensorPrimitives.MultiplyAdd(vector, row[j], result, result);
            }

            result.CopyTo(row);
        }
    }

    /// <summary>V becomes W·V, or Wᵀ·V.</summary>
    private void MultiplyColumns(Span<double> matrix, bool toBasis)
    {
        int n = Inputs, m = Outputs;
        Span<double> result = _scratch.AsSpan(0, m * n);
        result.Clear();
        for (int i = 0; i < m; i++)
        {
            Span<double> row = result.Slice(i * n, n);
            for (int k = 0; k < m; k++)
            {
                double factor = toBasis ? _outputVectors[(i * m) + k] : _outputVectors[(k * m) + i];
                TensorPrimitives.MultiplyAdd(matrix.Slice(k * n, n), factor, row, row);
            }
        }

        result.CopyTo(matrix);
    }
}
