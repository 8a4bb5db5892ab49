using LagrangeMLNet.Data;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>The trainers that take part where the caller names none.</summary>
internal static class DefaultCandidates
{
    /// <summary>
    /// By how many times trees cost more where there is text: of its thousands of sparse features each gets a histogram for every split,
    /// while a linear model reads those that a row has.
    /// </summary>
    private const double TreesOfText = 20;

    /// <summary>All of a task.</summary>
    /// <param name="task">Task.</param>
    /// <param name="isCount">Whether the labels are counts.</param>
    /// <param name="hasText">Whether features are made from text.</param>
    /// <param name="offered">Trainers of other packages.</param>
    public static IReadOnlyList<Candidate> For(PredictionTask task, bool isCount, bool hasText, OfferedCandidates offered) =>
        [.. Stock(task, isCount, hasText ? TreesOfText : 1), .. offered.For(task)];

    /// <summary>Those that need no other package.</summary>
    /// <param name="task">Task.</param>
    /// <param name="isCount">Whether the labels are counts.</param>
    /// <param name="costOfTrees">By how many times trees cost more than on a table of numbers.</param>
    public static IEnumerable<Candidate> Stock(PredictionTask task, bool isCount = false, double costOfTrees = 1) => task switch
    {
        PredictionTask.Binary => BinaryCandidates.Default(costOfTrees),
        PredictionTask.Multiclass => MulticlassCandidates.Default(costOfTrees),
        _ => RegressionCandidates.Default(isCount, costOfTrees),
    };
}
