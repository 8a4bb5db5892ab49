namespace LagrangeMLNet.Control.Evaluation;

/// <summary>
/// How the value of a policy is estimated from another one's episodes. With ρ_t = Π π(a|s)/p up to step t, and q̂, v̂ the values of the
/// policy averaged by kernels around at most 100 states of the log (each episode's from the other folds):
/// </summary>
public enum EpisodeEstimator
{
    /// <summary>
    /// Per-decision importance sampling: Σ γᵗ·ρ_t·r_t (Precup, Sutton and Singh, ICML 2000). Without bias for episodes that end; what
    /// follows one that was cut off is not counted. Its spread grows exponentially with the number of steps.
    /// </summary>
    PerDecision,

    /// <summary>The same, the weights of each step divided by their mean.</summary>
    WeightedPerDecision,

    /// <summary>
    /// Doubly robust per decision: Σ γᵗ·(ρ_t·(r_t − q̂) + ρ_{t−1}·v̂) (Jiang and Li, ICML 2016); v̂ where an episode was cut off.
    /// </summary>
    DoublyRobust,

    /// <summary>The same, the weights of each step divided by their mean (Thomas and Brunskill, ICML 2016).</summary>
    WeightedDoublyRobust,

    /// <summary>
    /// Fitted Q evaluation: the mean of v̂ at the starts, v̂ the exact solution of the averaged Bellman equation. Its interval knows of the
    /// spread of starts alone, not of the model's error.
    /// </summary>
    FittedQEvaluation,

    /// <summary>
    /// v̂ at the starts, corrected by Bellman's errors of held-out steps, weighted by the ratio of stationary distributions (Kallus and
    /// Uehara, JMLR 2020). Its spread does not grow with the number of steps; without bias to first order where
    /// states alike in their features are alike in value or ratio.
    /// </summary>
    StationaryDoublyRobust,

    /// <summary>
    /// MAGIC: weighted doubly robust for a number of steps, v̂ after them; the numbers blended for the least error (Thomas and Brunskill,
    /// ICML 2016). Its interval knows of the spread, not of the bias accepted.
    /// </summary>
    Magic,
}
