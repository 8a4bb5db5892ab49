using LagrangeMLNet.Campaigns.Problems;
using Microsoft.ML;

namespace LagrangeMLNet.Campaigns.Subjects;

/// <summary>A trainer as a user sets it up; the relations ask how its models change with the data.</summary>
internal abstract class Subject
{
    /// <summary>As the report says it.</summary>
    public abstract string Name { get; }

    /// <summary>Whether its strength of regularisation is left to it: only then its models do not depend on units.</summary>
    public abstract bool IsDefault { get; }

    /// <summary>Whether the same data must give the same bits on another number of threads.</summary>
    public abstract bool HasThreads { get; }

    public abstract bool Handles(ProblemTask task);

    /// <summary>Whether a problem of a task that it handles is small enough.</summary>
    public virtual bool Handles(Problem problem) => true;

    /// <param name="context">The caller's context.</param>
    /// <param name="problem">Rows to learn from.</param>
    /// <param name="setting">What is set apart from the subject's own options.</param>
    public abstract FittedModel Fit(MLContext context, Problem problem, FitSetting setting);

    public FittedModel Fit(MLContext context, Problem problem) => Fit(context, problem, new FitSetting());
}

/// <summary>Options that a relation varies.</summary>
internal sealed record FitSetting(int? Threads = 1, int? MaximumMemoryInMegabytes = null);
