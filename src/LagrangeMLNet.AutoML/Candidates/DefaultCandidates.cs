using LagrangeMLNet.AutoML.Data;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>The trainers that take part where the caller names none.</summary>
internal static class DefaultCandidates
{
    /// <summary>
    /// By how many times trees cost more where there is text: of its thousands of sparse features each gets a histogram for every split,
    /// while a linear model reads those that a row has.
    /// </summary>
    private const double TreesOfText = 20;

    public static IReadOnlyList<Candidate> For(TrialData data, OfferedCandidates? offered = null)
    {
        double costOfTrees = data.Featurization.Columns.Any(column => column.Role == ColumnRole.Text) ? TreesOfText : 1;
        return
        [
            .. data.Task switch
            {
                SweepTask.Binary => BinaryCandidates.Default(costOfTrees),
                SweepTask.Multiclass => MulticlassCandidates.Default(costOfTrees),
                _ => RegressionCandidates.Default(data.Label.IsCount, costOfTrees),
            },
            .. (offered ?? OfferedCandidates.Present).For(data.Task),
        ];
    }
}
