using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Likelihoods;

/// <summary>
/// How linear scores explain a label: loss, gradient and Fisher weight of one observation with respect to its scores, and all that the
/// engine has to know besides. The methods work on many observations side by side; an observation has <see cref="Outputs"/> scores, the
/// first of each <c>stride</c> values.
/// </summary>
/// <remarks>
/// A new likelihood overrides what is abstract, and of the rest what is not true of it. All losses are convex in the scores, and Fisher
/// weights are exact: expectations of the Hessian over labels that the likelihood itself gives (with a canonical link, the Hessian).
/// </remarks>
internal abstract class Likelihood
{
    /// <summary>Largest α of a negative binomial: beyond it, counts tell nothing of their rates.</summary>
    public const double LargestDispersion = 1e4;

    public static Likelihood Logistic { get; } = new LogisticLikelihood();

    public static Likelihood Gaussian { get; } = new GaussianLikelihood();

    public static Likelihood Poisson { get; } = new PoissonLikelihood();

    public static Likelihood Softmax(int classes) => new SoftmaxLikelihood(classes);

    /// <param name="dispersion">α ≥ 0, with variance μ + αμ²; null where it is to be estimated.</param>
    public static Likelihood NegativeBinomial(double? dispersion) => new NegativeBinomialLikelihood(dispersion);

    /// <param name="delta">Residual beyond which the loss is linear, above 0, in units of the label; null where it is to be
    /// estimated.</param>
    public static Likelihood Huber(double? delta) => HuberLikelihood.Of(delta);

    /// <summary>Number of scores of an observation.</summary>
    public abstract int Outputs { get; }

    /// <summary>What labels are.</summary>
    public abstract LabelKind Labels { get; }

    /// <summary>How scores become what is predicted.</summary>
    public abstract Link Link { get; }

    /// <summary>Number of classes; 0 where labels are none.</summary>
    public virtual int Classes => 0;

    /// <summary>The units in which labels are learnt.</summary>
    public virtual LabelUnit LabelUnit => LabelUnit.AsGiven;

    /// <summary>Whether the loss is quadratic in the scores: its Fisher matrix is the same everywhere, and one step arrives.</summary>
    public virtual bool IsQuadratic => false;

    /// <summary>
    /// Whether the spread around the mean is a parameter of its own (estimated), not fixed by the mean. The loss is then half the deviance,
    /// so that the dispersion is 2 Σ ℓ per degree of freedom, in units of <see cref="UnitDeviance"/>.
    /// </summary>
    public virtual bool HasDispersion => false;

    /// <summary>
    /// The deviance, per degree of freedom, that is expected of labels with the dispersion 1 and the mean <paramref name="mean"/>: what the
    /// deviance is measured in when it estimates the dispersion.
    /// </summary>
    public virtual double UnitDeviance(double mean) => 1;

    /// <summary>Mean loss below which everything is explained, where few rows are learnt from.</summary>
    public virtual double SmallestVelocity => 1e-3;

    /// <summary>A mean loss in the units of training as a velocity. Unit: nat / observation.</summary>
    /// <param name="meanLoss">Mean loss.</param>
    /// <param name="labelScale">The unit in which labels are learnt, in units as given.</param>
    public virtual double Nats(double meanLoss, double labelScale) => meanLoss;

    /// <summary>The derivative of <see cref="Nats"/>: by how many nats a small difference of mean losses counts.</summary>
    public virtual double NatsPerLoss(double meanLoss) => 1;

    /// <summary>
    /// A mean held-out loss as what it tells of the penalty it was reached with, in nats; of counts, half a deviance, over the dispersion
    /// at the lowest one where they vary more than a Poisson's.
    /// </summary>
    /// <param name="meanLoss">Mean loss.</param>
    /// <param name="lowest">The lowest one of the path.</param>
    /// <param name="labelScale">The unit in which labels are learnt, in units as given.</param>
    public virtual double HeldOutNats(double meanLoss, double lowest, double labelScale) =>
        HasDispersion ? meanLoss / Math.Max(1, 2 * lowest) : meanLoss;

    /// <summary>Null if <paramref name="label"/> (finite) is one that the likelihood can explain, else what was expected.</summary>
    public abstract string? LabelProblem(float label);

    /// <summary>
    /// Loss −ln p(y | z) (unit: nat; without terms that do not depend on z), its gradient ∂ℓ/∂z, and what <see cref="ApplyFisher"/> needs.
    /// </summary>
    /// <param name="scores">Scores, observations × stride.</param>
    /// <param name="labels">Labels, one an observation.</param>
    /// <param name="stride">Distance between observations' scores.</param>
    /// <param name="losses">Receives the losses, one an observation.</param>
    /// <param name="gradient">Receives the gradients, like <paramref name="scores"/>; values past <see cref="Outputs"/> are set to
    /// 0.</param>
    /// <param name="curvature">Receives the Fisher weight (one output) or the probabilities (several), like
    /// <paramref name="scores"/>.</param>
    public abstract void Evaluate(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int stride, Span<float> losses, Span<float> gradient,
        Span<float> curvature);

    /// <summary>Replaces directions v in score space by F v, F the Fisher information of the observation's scores.</summary>
    public virtual void ApplyFisher(ReadOnlySpan<float> curvature, int stride, Span<float> directions) =>
        DenseVectors.Multiply(curvature, directions, directions);

    /// <summary>
    /// Whether sums of labels tell the best constant; if not, <see cref="ConstantFit"/> is where the search for it begins, which only
    /// likelihoods of one output leave to the engine.
    /// </summary>
    public virtual bool HasSufficientStatistics => true;

    /// <summary>
    /// The scores that explain labels best when they are equal for all rows, from Σw and Σwy (several outputs: Σw of each class).
    /// </summary>
    /// <param name="weight">Σ w; of counts with offsets o, the exposure Σ w eᵒ.</param>
    /// <param name="labelSums">Σ w y, or Σ w over the rows of each class.</param>
    /// <param name="bias">Receives a score an output.</param>
    public abstract void ConstantFit(double weight, ReadOnlySpan<double> labelSums, Span<double> bias);

    /// <summary>
    /// The likelihood as learning begins with it: a parameter of its own that is to be estimated gets a first value from the labels, and
    /// one in units of the label those of training.
    /// </summary>
    public virtual Likelihood Begin(in LabelSummary labels) => this;

    /// <summary>
    /// The likelihood with a parameter of its own estimated anew at a fit; the same object where it has none, or where it has settled and
    /// the fit with it.
    /// </summary>
    public virtual Likelihood Estimate(ScoredRows rows) => this;

    /// <summary>The parameter of its own, in units of the label; NaN where it has none.</summary>
    /// <param name="labelScale">The unit in which labels are learnt, in units as given.</param>
    public virtual double Parameter(double labelScale) => double.NaN;
}
