namespace LagrangeMLNet.Tables;

/// <summary>What becomes of a row that has fewer cells than there are columns, or more.</summary>
public enum RaggedRows
{
    /// <summary>It is an error, which names the line.</summary>
    Error,

    /// <summary>Cells that a shorter row lacks are missing; a longer row is an error still.</summary>
    Fill,

    /// <summary>The row is left out, and reported.</summary>
    LeaveOut,
}
