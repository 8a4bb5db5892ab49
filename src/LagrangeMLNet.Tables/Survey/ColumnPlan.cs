using LagrangeMLNet.Tables.Cells;

namespace LagrangeMLNet.Tables.Survey;

/// <summary>How a column is read.</summary>
/// <param name="Column">What is said of it.</param>
/// <param name="DecimalMark">Point or comma.</param>
/// <param name="Order">Order of its dates.</param>
/// <param name="NeedsDouble">Whether its numbers need double precision.</param>
/// <param name="Earliest">Stands for a missing date.</param>
internal sealed record ColumnPlan(
    ColumnReport Column, char DecimalMark = '.', DateOrder Order = DateOrder.None, bool NeedsDouble = false, DateTime Earliest = default)
{
    public bool HasGaps => Column.Missing > 0;
}
