namespace LagrangeMLNet.Design;

/// <summary>How far a choice of rows has come.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Passes">Passes over the pool so far.</param>
/// <param name="Chosen">Rows chosen so far.</param>
/// <param name="CriterionValue">Value of the criterion for them; NaN where it is not known yet.</param>
/// <param name="LowerBound">Value that no choice can beat; 0 where it is not known yet.</param>
public readonly record struct PlanningState(PlanningStage Stage, int Passes, int Chosen, double CriterionValue, double LowerBound);

/// <summary>Parts of a choice of rows.</summary>
public enum PlanningStage
{
    /// <summary>The pool is read.</summary>
    Reading,

    /// <summary>Rows are chosen one by one.</summary>
    Choosing,

    /// <summary>The convex relaxation is solved.</summary>
    Relaxing,

    /// <summary>Chosen rows are exchanged for better ones.</summary>
    Exchanging,

    /// <summary>The lower bound and the efficiencies are computed.</summary>
    Certifying,
}
