namespace LagrangeMLNet.AutoML.Data.Columns;

/// <summary>How a column becomes features.</summary>
internal enum ColumnRole
{
    /// <summary>Numbers: missing ones filled by the mean, scaled.</summary>
    Number,

    /// <summary>As <see cref="Number"/>, with an indicator of what is missing.</summary>
    NumberWithGaps,

    /// <summary>Yes or no.</summary>
    Boolean,

    /// <summary>One indicator for each value that occurs.</summary>
    Category,

    /// <summary>Values too many for an indicator each: hashed.</summary>
    ManyCategories,

    /// <summary>Counts of words and of character triples.</summary>
    Text,

    /// <summary>Counts of runs of one to three characters, for texts whose words are not told apart by spaces.</summary>
    Characters,

    /// <summary>A date: its place in time, in the year, in the week and in the day.</summary>
    Date,

    /// <summary>As <see cref="Date"/>, with an indicator of what is missing.</summary>
    DateWithGaps,

    /// <summary>Nothing can be learnt from it.</summary>
    LeftOut,
}
