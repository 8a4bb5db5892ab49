using Microsoft.ML.Data;

namespace LagrangeMLNet.AutoML.Data.Columns;

/// <summary>A column and its role, found from its type and its values in training rows, or named by the caller.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Type">Its type.</param>
/// <param name="Role">How it becomes features.</param>
internal sealed record ColumnFacts(string Name, DataViewType Type, ColumnRole Role)
{
    /// <summary>Why it is left out, for people; empty if it is not.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What a reader should know of its values; empty if there is nothing.</summary>
    public string Remark { get; init; } = "";

    /// <summary>Values below and above which numbers are cut; null where none are.</summary>
    public (double Least, double Most)? Bounds { get; init; }

    /// <summary>What the caller reads of it.</summary>
    public SweepColumn ToRecord() => new(Name, PublicRole, Treatment);

    /// <summary>What is done to the column, or why it is left out.</summary>
    public string Treatment => Role switch
    {
        ColumnRole.Number => "number, scaled to mean 0 and variance 1",
        ColumnRole.NumberWithGaps => "number, gaps filled by the mean and indicated, scaled to mean 0 and variance 1",
        ColumnRole.Boolean => "yes or no",
        ColumnRole.Category => "one indicator for each value",
        ColumnRole.ManyCategories => $"values hashed to {1 << Featurization.HashBits} indicators",
        ColumnRole.Text => "counts of words and of character triples",
        ColumnRole.Characters => "counts of runs of one to three characters",
        ColumnRole.Date => "days, and the places in year, week and day",
        ColumnRole.DateWithGaps => "days, and the places in year, week and day; gaps indicated",
        _ => $"left out, {Reason}",
    };

    private SweepColumnRole PublicRole => Role switch
    {
        ColumnRole.Number or ColumnRole.NumberWithGaps or ColumnRole.Boolean => SweepColumnRole.Numeric,
        ColumnRole.Category or ColumnRole.ManyCategories => SweepColumnRole.Category,
        ColumnRole.Text or ColumnRole.Characters => SweepColumnRole.Text,
        ColumnRole.Date or ColumnRole.DateWithGaps => SweepColumnRole.Date,
        _ => SweepColumnRole.Ignored,
    };
}
