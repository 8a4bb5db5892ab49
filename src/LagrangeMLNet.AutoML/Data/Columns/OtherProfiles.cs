using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Data.Columns;

/// <summary>A column of yes and no.</summary>
internal sealed class BooleanProfile(DataViewSchema.Column column) : ColumnProfile<bool>(column)
{
    private bool _yes, _no;

    protected override ulong HashOf(in bool value) => value ? 1UL : 0;

    protected override void See(in bool value, long row, bool isTraining)
    {
        if (isTraining)
            (_yes, _no) = (_yes | value, _no | !value);
    }

    public override ColumnFacts Conclude(SweepColumnRole? wanted)
    {
        if (wanted is not (null or SweepColumnRole.Numeric or SweepColumnRole.Category))
            SweepErrors.ColumnRole(Column.Name, Column.Type.ToString()!, wanted.Value, "Numeric or Category");
        return _yes && _no ? As(ColumnRole.Boolean) : LeftOut("constant");
    }
}

/// <summary>A column of dates. The first day of the year 1 is what a date is that was not given.</summary>
internal sealed class DateProfile<T>(DataViewSchema.Column column, Func<T, long> ticksOf) : ColumnProfile<T>(column)
{
    private long _least = long.MaxValue, _most;
    private bool _hasGaps;

    protected override ulong HashOf(in T value) => (ulong)ticksOf(value);

    protected override void See(in T value, long row, bool isTraining)
    {
        if (!isTraining)
            return;
        long ticks = ticksOf(value);
        if (ticks == 0)
            _hasGaps = true;
        else
            (_least, _most) = (Math.Min(_least, ticks), Math.Max(_most, ticks));
    }

    public override ColumnFacts Conclude(SweepColumnRole? wanted)
    {
        if (wanted is not (null or SweepColumnRole.Date))
            SweepErrors.ColumnRole(Column.Name, Column.Type.ToString()!, wanted.Value, "Date");
        return _most == 0 ? LeftOut("no value that is a date")
            : _least == _most && !_hasGaps ? LeftOut("constant")
            : As(_hasGaps ? ColumnRole.DateWithGaps : ColumnRole.Date);
    }
}

/// <summary>A column of a type that nothing is made of.</summary>
internal sealed class UnreadProfile(DataViewSchema.Column column) : ColumnProfile(column)
{
    public override void Attach(DataViewRow row)
    {
    }

    public override void See(long row, bool isTraining)
    {
    }

    public override ColumnFacts Conclude(SweepColumnRole? wanted)
    {
        if (wanted is not null)
            SweepErrors.ColumnRole(Column.Name, Column.Type.ToString()!, wanted.Value, "Ignored");
        return LeftOut($"of type {Column.Type}");
    }
}
