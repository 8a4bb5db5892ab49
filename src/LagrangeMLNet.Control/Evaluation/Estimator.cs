namespace LagrangeMLNet.Control.Evaluation;

/// <summary>
/// How the value of a policy is estimated from another one's log. With w = π(a|x)/p the weight of a decision, r its reward, q̂ the reward
/// model (each row's from the other folds) and q̂(x, π) = Σ_a π(a|x)·q̂(x, a):
/// </summary>
public enum Estimator
{
    /// <summary>Inverse propensity score: mean of w·r. Without bias; spread grows with the weights (Horvitz and Thompson, 1952).</summary>
    InversePropensity,

    /// <summary>Self-normalised: Σ w·r / Σ w (Swaminathan and Joachims, NIPS 2015).</summary>
    SelfNormalized,

    /// <summary>Direct method: mean of q̂(x, π). Its interval knows of the spread of contexts alone, not of the model's bias.</summary>
    Direct,

    /// <summary>Doubly robust: mean of q̂(x, π) + w·(r − q̂(x, a)) (Dudík, Langford and Li, ICML 2011).</summary>
    DoublyRobust,

    /// <summary>
    /// Doubly robust, the direct method alone where w exceeds a threshold (Wang, Agarwal and Dudík, ICML 2017). SLOPE chooses the
    /// threshold; the
    /// interval knows of the spread, not of the bias so accepted.
    /// </summary>
    SwitchDoublyRobust,

    /// <summary>
    /// Doubly robust with weights λ·w/(w² + λ) (Su, Dimakopoulou, Krishnamurthy and Dudík, ICML 2020). SLOPE chooses λ; the interval
    /// knows of
    /// the spread, not of the bias so accepted.
    /// </summary>
    OptimisticShrinkage,

    /// <summary>
    /// More robust doubly robust: the reward model is fitted with weights w²·(1 − p), which makes the spread least (Farajtabar, Chow and
    /// Ghavamzadeh, ICML 2018).
    /// </summary>
    MoreRobust,
}
