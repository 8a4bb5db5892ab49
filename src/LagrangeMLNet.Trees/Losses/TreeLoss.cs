using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Losses;

/// <summary>What trees descend: loss, gradient and diagonal Fisher weight of each row's scores, in the units of training.</summary>
internal abstract class TreeLoss
{
    /// <summary>Number of scores of a row.</summary>
    public abstract int Outputs { get; }

    /// <summary>The units in which labels are learnt.</summary>
    public virtual LabelUnit LabelUnit => LabelUnit.AsGiven;

    /// <summary>Number of scores that a model gives: the first ones; the others only help to learn them.</summary>
    public virtual int ModelOutputs => Outputs;

    /// <summary>Whether a score is the logarithm of the label's spread.</summary>
    public virtual bool LearnsSpread => false;

    /// <summary>Whether the loss has a parameter of its own, estimated from held-out rows as learning goes on.</summary>
    public virtual bool HasParameter => false;

    /// <summary>Null if a finite label is one that the loss can explain, else what was expected.</summary>
    public abstract string? LabelProblem(float label);

    /// <summary>Losses, gradients and Fisher weights of rows side by side.</summary>
    /// <param name="scores">Scores, rows × <see cref="Outputs"/>.</param>
    /// <param name="labels">A label a row.</param>
    /// <param name="losses">Receives a loss a row.</param>
    /// <param name="gradient">Receives ∂ℓ/∂z, like <paramref name="scores"/>.</param>
    /// <param name="fisher">Receives the diagonal of the Fisher information, like <paramref name="scores"/>.</param>
    public abstract void Evaluate(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, Span<float> losses, Span<float> gradient, Span<float> fisher);

    /// <summary>The best scores that are equal for all rows.</summary>
    /// <param name="labels">Labels.</param>
    /// <param name="weights">Example weights; null where all are 1.</param>
    /// <param name="rows">The rows that count.</param>
    /// <param name="scores">Receives a score an output.</param>
    public abstract void Constant(float[] labels, float[]? weights, int[] rows, Span<double> scores);

    /// <summary>The loss as learning begins with it.</summary>
    /// <param name="labels">The labels.</param>
    public virtual TreeLoss Begin(in LabelSummary labels) => this;

    /// <summary>The loss with its parameter estimated anew; the same object where it has settled.</summary>
    /// <param name="heldOut">Rows with scores that were not learnt from them.</param>
    public virtual TreeLoss Estimate(ScoredRows heldOut) => this;

    /// <summary>A mean loss as a velocity. Unit: nat / observation.</summary>
    /// <param name="meanLoss">Mean loss in the units of training.</param>
    /// <param name="labelScale">The unit of the label.</param>
    public virtual double Nats(double meanLoss, double labelScale) => meanLoss;

    /// <summary>Squared loss: half the squared residual.</summary>
    public static TreeLoss Squared { get; } = new LikelihoodLoss(Likelihood.Gaussian);

    /// <summary>Logistic loss of a Boolean.</summary>
    public static TreeLoss Logistic { get; } = new LikelihoodLoss(Likelihood.Logistic);

    /// <summary>Half the deviance of counts; the score is the logarithm of the rate.</summary>
    public static TreeLoss Poisson { get; } = new LikelihoodLoss(Likelihood.Poisson);

    /// <summary>A Gaussian's mean and the logarithm of its standard deviation: two scores.</summary>
    public static TreeLoss LocationScale { get; } = new LocationScaleLoss();

    /// <summary>Huber's loss, quadratic up to a residual and linear beyond.</summary>
    /// <param name="delta">The residual, in units of the label; null where it is to be estimated.</param>
    public static TreeLoss Huber(double? delta) => new HuberLoss(Likelihood.Huber(delta));

    /// <summary>Pinball loss of a quantile, with the logarithm of its own spread: two scores.</summary>
    /// <param name="probability">Share of labels below the quantile, between 0 and 1.</param>
    public static TreeLoss Quantile(double probability) => new QuantileLoss(probability);

    /// <summary>Softmax loss of a class.</summary>
    /// <param name="classes">Number of classes.</param>
    public static TreeLoss Softmax(int classes) => new LikelihoodLoss(Likelihood.Softmax(classes));
}
