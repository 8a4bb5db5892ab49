namespace LagrangeMLNet.AutoML;

/// <summary>What a column is to a sweep.</summary>
public enum SweepColumnRole
{
    /// <summary>
    /// A number, or a vector of numbers: scaled; missing values are filled by the mean and indicated. Text is read as a number,
    /// invariantly.
    /// </summary>
    Numeric,

    /// <summary>
    /// A value that stands for itself: one indicator for each, hashed where there are more than 500. Text, a number, a key, or yes or no.
    /// </summary>
    Category,

    /// <summary>Text: counts of words and of runs of characters.</summary>
    Text,

    /// <summary>
    /// A date: its place in time, in the year, in the week and in the day. Text is read as a date, such as 2026-03-01 or
    /// 2026-03-01T12:30:00.
    /// </summary>
    Date,

    /// <summary>Not a feature.</summary>
    Ignored,

    /// <summary>
    /// The weight of a row: how many rows it stands for, finite and not negative; a row of weight 0 is as if it were not there. Trials
    /// learn from, are compared on and tested on weighted rows. One column may have this role.
    /// </summary>
    Weight,
}
