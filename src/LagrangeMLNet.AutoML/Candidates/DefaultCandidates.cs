using LagrangeMLNet.AutoML.Data;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>The trainers that take part where the caller names none.</summary>
internal static class DefaultCandidates
{
    public static IReadOnlyList<Candidate> For(SweepTask task, LabelColumn label) => task switch
    {
        SweepTask.Binary => [.. BinaryCandidates.Default()],
        SweepTask.Multiclass => [.. MulticlassCandidates.Default()],
        _ => [.. RegressionCandidates.Default(label.IsCount)],
    };
}
