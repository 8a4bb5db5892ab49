using LagrangeMLNet.AutoML.Data;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>The trainers that take part where the caller names none.</summary>
internal static class DefaultCandidates
{
    public static IReadOnlyList<Candidate> For(SweepTask task, LabelColumn label, OfferedCandidates? offered = null) =>
    [
        .. task switch
        {
            SweepTask.Binary => BinaryCandidates.Default(),
            SweepTask.Multiclass => MulticlassCandidates.Default(label.Classes),
            _ => RegressionCandidates.Default(label.IsCount),
        },
        .. (offered ?? OfferedCandidates.Present).For(task),
    ];
}
