using LagrangeMLNet.Campaigns.Problems;
using LagrangeMLNet.Campaigns.Subjects;
using Microsoft.ML;

namespace LagrangeMLNet.Campaigns.Relations;

/// <summary>What a relation is tried on.</summary>
internal sealed record Trial(MLContext Context, Subject Subject, Problem Train, Problem Test, Random Random);

/// <summary>Something that must hold for the models of a trainer.</summary>
internal interface IRelation
{
    string Name { get; }

    /// <summary>How often it is tried, relative to the others.</summary>
    double Frequency => 1;

    /// <summary>Whether it says anything of a trainer's models at all.</summary>
    bool Concerns(Subject subject);

    /// <summary>Whether it can be tried on a problem.</summary>
    bool Fits(Problem train);

    /// <returns>What is wrong, or null.</returns>
    string? Violation(Trial trial);
}
