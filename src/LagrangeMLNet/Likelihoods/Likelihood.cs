namespace LagrangeMLNet.Likelihoods;

/// <summary>
/// How linear scores explain a label: loss, gradient and Fisher weight of one observation with respect to its scores. All methods work
/// on many observations side by side; an observation has <see cref="Outputs"/> scores, the first of each <c>stride</c> values.
/// </summary>
/// <remarks>All four likelihoods use their canonical link, so that the exact Fisher information equals the Hessian.</remarks>
internal abstract class Likelihood
{
    public static Likelihood Logistic { get; } = new LogisticLikelihood();

    public static Likelihood Gaussian { get; } = new GaussianLikelihood();

    public static Likelihood Poisson { get; } = new PoissonLikelihood();

    public static Likelihood Softmax(int classes) => new SoftmaxLikelihood(classes);

    /// <summary>Number of scores of an observation.</summary>
    public abstract int Outputs { get; }

    /// <summary>
    /// Whether the spread around the mean is a parameter of its own (estimated), not fixed by the mean. The loss is then half the deviance,
    /// so that the dispersion is 2 Σ ℓ per degree of freedom.
    /// </summary>
    public abstract bool HasDispersion { get; }

    /// <summary>
    /// The deviance, per degree of freedom, that is expected of labels with the dispersion 1 and the mean <paramref name="mean"/>: what the
    /// deviance is measured in when it estimates the dispersion.
    /// </summary>
    public virtual double UnitDeviance(double mean) => 1;

    /// <summary>Null if <paramref name="label"/> (finite) is one that the likelihood can explain, else what was expected.</summary>
    public abstract string? LabelProblem(float label);

    /// <summary>
    /// Loss −ln p(y | z) (unit: nat; without terms that do not depend on z), its gradient ∂ℓ/∂z, and what <see cref="ApplyFisher"/> needs.
    /// </summary>
    /// <param name="scores">Scores, observations × stride.</param>
    /// <param name="labels">Labels, one an observation.</param>
    /// <param name="stride">Distance between observations' scores.</param>
    /// <param name="losses">Receives the losses, one an observation.</param>
    /// <param name="gradient">Receives the gradients, like <paramref name="scores"/>; values past <see cref="Outputs"/> are set to 0.</param>
    /// <param name="curvature">Receives the Fisher weight (one output) or the probabilities (several), like <paramref name="scores"/>.</param>
    public abstract void Evaluate(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int stride, Span<float> losses, Span<float> gradient, Span<float> curvature);

    /// <summary>Replaces directions v in score space by F v, F the Fisher information of the observation's scores.</summary>
    public abstract void ApplyFisher(ReadOnlySpan<float> curvature, int stride, Span<float> directions);

    /// <summary>The scores that explain labels best when they are equal for all rows, from Σw and Σwy (several outputs: Σw of each class).</summary>
    /// <param name="weight">Σ w; of counts with offsets o, the exposure Σ w eᵒ.</param>
    /// <param name="labelSums">Σ w y, or Σ w over the rows of each class.</param>
    /// <param name="bias">Receives a score an output.</param>
    public abstract void ConstantFit(double weight, ReadOnlySpan<double> labelSums, Span<double> bias);
}
