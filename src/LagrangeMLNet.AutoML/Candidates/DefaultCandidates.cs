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
        double costOfTrees = data.Featurization.Columns.Any(column => column.Role is ColumnRole.Text or ColumnRole.Characters) ? TreesOfText : 1;
        return [.. Stock(data.Task, data.Label.IsCount, costOfTrees), .. (offered ?? OfferedCandidates.Present).For(data.Task)];
    }

    /// <summary>Those that need no other package.</summary>
    /// <param name="task">Task.</param>
    /// <param name="isCount">Whether the labels are counts.</param>
    /// <param name="costOfTrees">By how many times trees cost more than on a table of numbers.</param>
    public static IEnumerable<Candidate> Stock(SweepTask task, bool isCount = false, double costOfTrees = 1) => task switch
    {
        SweepTask.Binary => BinaryCandidates.Default(costOfTrees),
        SweepTask.Multiclass => MulticlassCandidates.Default(costOfTrees),
        _ => RegressionCandidates.Default(isCount, costOfTrees),
    };
}
