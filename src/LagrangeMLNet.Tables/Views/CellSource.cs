using LagrangeMLNet.Tables.Cells;
using LagrangeMLNet.Tables.Records;
using LagrangeMLNet.Tables.Survey;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Tables.Views;

/// <summary>Turns the cells of a column into values.</summary>
/// <param name="plan">How the column is read.</param>
/// <param name="missing">Marks of missing values.</param>
/// <param name="isIndicator">Whether the values say where one is missing.</param>
internal sealed class CellSource(ColumnPlan plan, MissingMark missing, bool isIndicator)
{
    /// <summary>So many distinct texts of a column are kept, so that each is in memory once.</summary>
    private const int MostKept = 10_000;

    private int Index => plan.Column.Index;

    public DataViewType Type => isIndicator ? NumberDataViewType.Single : plan.Column.Kind switch
    {
        ColumnKind.Number => plan.NeedsDouble ? NumberDataViewType.Double : NumberDataViewType.Single,
        ColumnKind.Boolean => plan.HasGaps ? NumberDataViewType.Single : BooleanDataViewType.Instance,
        ColumnKind.Date => DateTimeDataViewType.Instance,
        ColumnKind.Time => NumberDataViewType.Single,
        _ => TextDataViewType.Instance,
    };

    /// <summary>Reads the value of the row at which a reader stands.</summary>
    public Delegate Getter(RowReader rows)
    {
        if (isIndicator)
            return (ValueGetter<float>)((ref float value) => value = DateText.TryRead(rows.Cell(Index), plan.Order, out _) ? 0 : 1);
        return plan.Column.Kind switch
        {
            ColumnKind.Number when plan.NeedsDouble => (ValueGetter<double>)((ref double value) => value = Number(rows.Cell(Index))),
            ColumnKind.Number => (ValueGetter<float>)((ref float value) => value = (float)Number(rows.Cell(Index))),
            ColumnKind.Boolean when plan.HasGaps => (ValueGetter<float>)((ref float value) =>
                value = BooleanText.TryRead(rows.Cell(Index), out bool isYes) ? (isYes ? 1 : 0) : float.NaN),
            ColumnKind.Boolean => (ValueGetter<bool>)((ref bool value) => BooleanText.TryRead(rows.Cell(Index), out value)),
            ColumnKind.Date => (ValueGetter<DateTime>)((ref DateTime value) =>
                value = DateText.TryRead(rows.Cell(Index), plan.Order, out var date) ? date : plan.Earliest),
            ColumnKind.Time => (ValueGetter<float>)((ref float value) =>
                value = DateText.TryTimeOfDay(rows.Cell(Index), out var time) ? (float)time.TotalHours : float.NaN),
            _ => Text(rows),
        };
    }

    private double Number(ReadOnlySpan<char> cell) =>
        !missing.IsPossible(cell) && NumberText.TryRead(cell, plan.DecimalMark, out double value, out _, out _) ? value : double.NaN;

    private ValueGetter<ReadOnlyMemory<char>> Text(RowReader rows)
    {
        var kept = new HashSet<string>();
        var known = kept.GetAlternateLookup<ReadOnlySpan<char>>();
        bool keeps = plan.Column.Kind == ColumnKind.Category;
        return (ref ReadOnlyMemory<char> value) =>
        {
            var cell = rows.Cell(Index);
            if (missing.IsCertain(cell))
            {
                value = default;
                return;
            }

            if (!known.TryGetValue(cell, out string? text))
            {
                text = cell.ToString();
                if (keeps && kept.Count < MostKept)
                    kept.Add(text);
            }

            value = text.AsMemory();
        };
    }
}
