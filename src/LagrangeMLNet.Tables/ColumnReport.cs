namespace LagrangeMLNet.Tables;

/// <summary>A column of a table, and what its cells say about it.</summary>
public sealed record ColumnReport
{
    /// <summary>Name under which it is loaded: as the file has it, or made up where the file has none or the same twice.</summary>
    public required string Name { get; init; }

    /// <summary>Its place in the file, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>What it holds.</summary>
    public required ColumnKind Kind { get; init; }

    /// <summary>Why it is taken for that, and what else a reader should know of it.</summary>
    public required string Reason { get; init; }

    /// <summary>Rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows in which it has no value: the cell is empty, marks a missing value, or is not of the column's kind.</summary>
    public long Missing { get; init; }

    /// <summary>Cells that are not of the column's kind, and count as missing.</summary>
    public long UnreadableCount { get; init; }

    /// <summary>The first few cells that are not of the column's kind.</summary>
    public IReadOnlyList<TableCell> Unreadable { get; init; } = [];

    /// <summary>Distinct texts and how often each occurs, most frequent first; marks of missing values are not among them.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Values { get; init; } = [];

    /// <summary>Whether there are more distinct texts than <see cref="Values"/> holds.</summary>
    public bool HasMoreValues { get; init; }

    /// <summary>Whether all values are whole numbers.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The smallest number; NaN for a column of another kind.</summary>
    public double Minimum { get; init; } = double.NaN;

    /// <summary>The largest number; NaN for a column of another kind.</summary>
    public double Maximum { get; init; } = double.NaN;

    /// <summary>Whether all rows have the same value: there is nothing to learn from it.</summary>
    public bool IsConstant => Values.Count <= 1 && Missing == 0;

    /// <summary>Whether it tells rows apart and no more: nearly each has a value of its own.</summary>
    public bool IsIdentifier { get; init; }

    /// <summary>Name of the column of numbers beside it that is 1 where the date is missing; null if there is none.</summary>
    public string? MissingIndicatorName { get; init; }
}
