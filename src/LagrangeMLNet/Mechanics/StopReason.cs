namespace LagrangeMLNet.Mechanics;

/// <summary>Why learning ended.</summary>
public enum StopReason
{
    /// <summary>Learning goes on.</summary>
    None = 0,

    /// <summary>What remains to be learnt is, with the stated confidence, below the tolerance: the floor is reached.</summary>
    Decelerated,

    /// <summary>The velocity rises: over-fitting, or data that has shifted. The best state seen was restored.</summary>
    Rising,

    /// <summary>The velocity became NaN or infinite and did not recover. The best state seen was restored.</summary>
    Diverged,

    /// <summary>The budget of passes was spent before the floor was reached.</summary>
    BudgetSpent,

    /// <summary>The caller asked for an end.</summary>
    Cancelled,
}
