using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Losses;

/// <summary>What trees descend: loss, gradient and diagonal Fisher weight of each row's scores, in the units of training.</summary>
internal abstract class TreeLoss
{
    /// <summary>Number of scores of a row.</summary>
    public abstract int Outputs { get; }

    /// <summary>Whether labels are learnt in units of their spread, from their mean on.</summary>
    public virtual bool ScalesLabels => false;

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

    /// <summary>A mean loss as a velocity. Unit: nat / observation.</summary>
    /// <param name="meanLoss">Mean loss in the units of training.</param>
    /// <param name="labelScale">The unit of the label.</param>
    public virtual double Nats(double meanLoss, double labelScale) => meanLoss;

    /// <summary>Squared loss: half the squared residual.</summary>
    public static TreeLoss Squared { get; } = new LikelihoodLoss(Likelihood.Gaussian, isGaussian: true);

    /// <summary>Logistic loss of a Boolean.</summary>
    public static TreeLoss Logistic { get; } = new LikelihoodLoss(Likelihood.Logistic, isGaussian: false);

    /// <summary>Half the deviance of counts; the score is the logarithm of the rate.</summary>
    public static TreeLoss Poisson { get; } = new LikelihoodLoss(Likelihood.Poisson, isGaussian: false);

    /// <summary>Softmax loss of a class.</summary>
    /// <param name="classes">Number of classes.</param>
    public static TreeLoss Softmax(int classes) => new LikelihoodLoss(Likelihood.Softmax(classes), isGaussian: false);
}
