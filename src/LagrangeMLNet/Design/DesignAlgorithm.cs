namespace LagrangeMLNet.Design;

/// <summary>
/// How rows are chosen. None has a constant factor for all pools that is known beforehand (the gain in tr(M⁻¹) is not submodular, so that
/// the well-known 1 − 1/e does not hold); instead every answer comes with a lower bound that no choice of as many rows can beat, which
/// certifies that answer.
/// </summary>
public enum DesignAlgorithm
{
    /// <summary>
    /// <see cref="Exchange"/> where that takes moments, <see cref="Approximate"/> for larger pools, <see cref="Streaming"/> for pools that
    /// do not fit the memory limit, <see cref="Greedy"/> where there are more parameters than a full matrix can be kept for (1,024).
    /// </summary>
    Automatic,

    /// <summary>
    /// One row after the other, each the best next one, by rank-one updates of M⁻¹. Each pick costs one pass over every row. For D the gain
    /// ln det M is submodular, so that with a ridge R it reaches (1 − 1/e) of the best gain over ln det R (Nemhauser, Wolsey and Fisher,
    /// Mathematical Programming 14 (1978)); for A, V and E nothing of the kind is claimed.
    /// </summary>
    Greedy,

    /// <summary>
    /// Greedy, then exchanges of a chosen row for another by rank-two updates until none helps, from several starts where the pool is small
    /// (Fedorov, Theory of Optimal Experiments (1972), section 3.3; Cook and Nachtsheim, Technometrics 22 (1980)). What it ends with cannot
    /// be bettered by any single exchange.
    /// </summary>
    Exchange,

    /// <summary>
    /// The convex relaxation, in which a row can be chosen in part, solved on a working set of rows that each pass over the pool renews;
    /// then rounded to whole rows and polished by exchanges within the working set. The number of passes does not grow with the number of
    /// picks. The relaxation's value is the certified lower bound.
    /// </summary>
    Approximate,

    /// <summary>
    /// The same with the pool read anew in every pass: only the working set is held, whatever the number of rows. (A cost or group column
    /// takes a few bytes a row.)
    /// </summary>
    Streaming,

    /// <summary>
    /// One row from each of as many cells of equal numbers of rows, then exchanges within cells until means over the chosen rows are those
    /// over all rows: how <see cref="DesignCriterion.Representative"/> chooses, and no other criterion.
    /// </summary>
    Balance,
}
