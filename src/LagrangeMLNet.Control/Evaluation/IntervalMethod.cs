namespace LagrangeMLNet.Control.Evaluation;

/// <summary>How a confidence interval of a mean is found.</summary>
public enum IntervalMethod
{
    /// <summary>
    /// Empirical likelihood with Bartlett's correction (Owen, Empirical Likelihood, 2001): follows the skew that weights have. Asymptotic.
    /// </summary>
    EmpiricalLikelihood,

    /// <summary>Student's t. Asymptotic, and symmetric, which contributions of large weights are not.</summary>
    StudentT,

    /// <summary>Bootstrap, bias-corrected and accelerated (Efron, 1987), 1,000 seeded resamples. Asymptotic.</summary>
    Bootstrap,

    /// <summary>
    /// Empirical Bernstein bound (Maurer and Pontil, COLT 2009). Holds at any number of rows for contributions within the range that was
    /// seen; wide.
    /// </summary>
    EmpiricalBernstein,

    /// <summary>
    /// Hedged betting (Waudby-Smith and Ramdas, JRSS B, 2024). Holds at any number of rows for contributions within the range that was
    /// seen; narrower than <see cref="EmpiricalBernstein"/>.
    /// </summary>
    Betting,
}
