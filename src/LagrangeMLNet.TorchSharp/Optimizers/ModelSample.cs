using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>
/// Draws labels from a model's own prediction, for the exact Fisher information (<see cref="LagrangianOptimizer.ObserveFisher"/>). With a
/// generator of a fixed seed the same labels come every time.
/// </summary>
public static class ModelSample
{
    /// <summary>One class per row, for a cross-entropy loss.</summary>
    /// <param name="logits">Rows × classes.</param>
    /// <param name="generator">Source of randomness; null for torch's own, which <c>torch.manual_seed</c> sets.</param>
    /// <returns>Class numbers, one a row (Int64), without a gradient.</returns>
    public static torch.Tensor Categorical(torch.Tensor logits, torch.Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (logits.dim() != 2)
            throw new ArgumentException(
                $"Logits of rows × classes are needed, found {OptimizerErrors.Show(logits.shape)}.", nameof(logits));
        using var _ = torch.no_grad();
        using torch.Tensor probabilities = torch.nn.functional.softmax(logits, 1), drawn = torch.multinomial(
            probabilities, 1, generator: generator);
        return drawn.squeeze(1);
    }

    /// <summary>0 or 1, for a binary cross-entropy loss on logits.</summary>
    /// <param name="logits">Any shape.</param>
    /// <param name="generator">Source of randomness; null for torch's own.</param>
    /// <returns>Labels of the logits' shape and type, without a gradient.</returns>
    public static torch.Tensor Bernoulli(torch.Tensor logits, torch.Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        using var _ = torch.no_grad();
        using torch.Tensor probabilities = torch.sigmoid(logits);
        return torch.bernoulli(probabilities, generator: generator);
    }

    /// <summary>
    /// Prediction plus normal noise. A mean squared error is the negative log-likelihood ½·(y − ŷ)²/σ² with σ² = 1/2; draw with that
    /// standard deviation (0.7071) for it.
    /// </summary>
    /// <param name="prediction">Any shape.</param>
    /// <param name="standardDeviation">σ, above 0.</param>
    /// <param name="generator">Source of randomness; null for torch's own.</param>
    /// <returns>Labels of the prediction's shape and type, without a gradient.</returns>
    public static torch.Tensor Gaussian(torch.Tensor prediction, double standardDeviation, torch.Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        if (!(standardDeviation > 0) || !double.IsFinite(standardDeviation))
            throw OptimizerErrors.OutOfRange(nameof(standardDeviation), standardDeviation, "A standard deviation must be above 0.");
        using var _ = torch.no_grad();
        using Scalar deviation = standardDeviation.ToScalar();
        return torch.randn(prediction.shape, dtype: prediction.dtype, device: prediction.device, generator: generator)
            .mul_(deviation).add_(prediction, alpha: HeldScalars.One);
    }
}
