namespace LagrangeMLNet.Tables;

/// <summary>What a column of a table holds, and the type under which it is loaded.</summary>
public enum ColumnKind
{
    /// <summary>
    /// Numbers, loaded as <see cref="float"/>, or as <see cref="double"/> where single precision would merge them; NaN where there is none.
    /// </summary>
    Number,

    /// <summary>
    /// Yes or no, loaded as <see cref="bool"/>; as <see cref="float"/> 1, 0 and NaN where there are gaps, as a Boolean of ML.NET cannot be
    /// missing.
    /// </summary>
    Boolean,

    /// <summary>
    /// Dates, with or without the time of day, loaded as <see cref="DateTime"/>. Where there are gaps they take the earliest date, and a
    /// second column of numbers, 1 where the date is missing, stands beside it.
    /// </summary>
    Date,

    /// <summary>Times of day, loaded as hours since midnight (<see cref="float"/>); NaN where there is none.</summary>
    Time,

    /// <summary>Texts that come again, or codes, loaded as text; empty where there is none.</summary>
    Category,

    /// <summary>Prose, loaded as text; empty where there is none.</summary>
    Text,

    /// <summary>Not loaded.</summary>
    LeftOut,
}
