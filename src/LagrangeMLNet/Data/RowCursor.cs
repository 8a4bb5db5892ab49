using System.Diagnostics.CodeAnalysis;
using LagrangeMLNet.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Data;

/// <summary>What to read, and which labels are sound.</summary>
/// <param name="View">The data.</param>
/// <param name="Label">Label column: Boolean, key or number; null where rows have no label, which then reads as 1.</param>
/// <param name="Features">Feature column: a vector of Single of known size.</param>
/// <param name="Weight">Example weight column, a Single, or null.</param>
/// <param name="Offset">Offset column, a Single, or null.</param>
/// <param name="LabelRange">Null for a sound label, else what was expected.</param>
internal sealed record RowSchema(IDataView View, string? Label, string Features, string? Weight, string? Offset, Func<float,
    string?> LabelRange)
{
    /// <summary>
    /// Share of the rows that are read, chosen at random by their places among the rows with weight; of the others nothing but the weight
    /// is asked.
    /// </summary>
    public double Share { get; init; } = 1;

    /// <summary>Whether rows with missing features are read, the missing ones as NaN.</summary>
    public bool KeepsMissing { get; init; }

    /// <summary>Seed of the choice.</summary>
    public int Seed { get; init; }

    /// <summary>First position that is read.</summary>
    public long First { get; init; }

    /// <summary>Position at which reading ends.</summary>
    public long End { get; init; } = long.MaxValue;

    /// <summary>Told the position in the view of each row that is passed over because something is missing, ascending; or null.</summary>
    public Action<long>? Skipped { get; set; }

    /// <summary>Whether the row that is preceded by <paramref name="place"/> rows with weight is one of the share.</summary>
    public bool IsChosen(long place) => Share >= 1 || RowHash.Share(place, Seed) < Share;

    /// <summary>Complains that there is no row to read.</summary>
    /// <param name="what">What the data is for.</param>
    /// <param name="skipped">Number of rows in which something is missing.</param>
    [DoesNotReturn]
    public void NoRows(string what, long skipped)
    {
        using var cursor = View.GetRowCursor([]);
        if (skipped == 0 && Weight is not null && cursor.MoveNext())
            DataErrors.NoWeight(Weight);
        DataErrors.NoRows(what, skipped, Features, Label!);
    }

    /// <summary>Position in the view of the complete row that <paramref name="before"/> others precede.</summary>
    public long PositionOf(long before)
    {
        using var cursor = new RowCursor(this);
        for (long row = 0; cursor.MoveNext() && row < before;)
            row++;
        return cursor.Position;
    }

    /// <summary>Number of rows whose weight is not 0; null if the view does not know how many rows it has.</summary>
    /// <param name="checkAlive">Throws when the caller asks for an end.</param>
    public long? CountRows(Action checkAlive)
    {
        if (Weight is null || View.GetRowCount() is null)
            return View.GetRowCount();
        var column = View.Schema[Weight];
        using var cursor = View.GetRowCursor([column]);
        var getter = cursor.GetGetter<float>(column);
        float weight = 0;
        long rows = 0;
        while (cursor.MoveNext())
        {
            if (cursor.Position % Tile.Size == 0)
                checkAlive();
            getter(ref weight);
            rows += weight == 0 ? 0 : 1;
        }

        return rows;
    }
}

/// <summary>
/// Reads a data view row by row, checks every value, and passes over rows in which something is missing. A row of weight 0 is not there:
/// nothing else of it is looked at or counted.
/// </summary>
internal sealed class RowCursor : IDisposable
{
    // e^50 is an exposure beyond any count, e^−200 none at all.
    private const float SmallestOffset = -200;
    private const float LargestOffset = 50;

    private readonly RowSchema _schema;
    private readonly DataViewRowCursor _cursor;
    private readonly ValueGetter<VBuffer<float>> _features;
    private readonly Func<float>? _label;
    private readonly ValueGetter<float>? _weight;
    private readonly ValueGetter<float>? _offset;
    private VBuffer<float> _row;
    private long _place = -1;

    public RowCursor(RowSchema schema)
    {
        _schema = schema;
        var columns = schema.View.Schema;
        string[] names = [.. new[] { schema.Features, schema.Label, schema.Weight, schema.Offset }.OfType<string>()];
        var needed = new DataViewSchema.Column[names.Length];
        for (int i = 0; i < names.Length; i++)
            needed[i] = columns[names[i]];
        Slots = (columns[schema.Features].Type as VectorDataViewType)?.Size ?? 0;
        if (Slots == 0)
            DataErrors.NoFeatures(schema.Features);
        _cursor = schema.View.GetRowCursor(needed);
        _features = _cursor.GetGetter<VBuffer<float>>(columns[schema.Features]);
        _label = schema.Label is null ? null : LabelGetter(columns[schema.Label]);
        _weight = schema.Weight is null ? null : _cursor.GetGetter<float>(columns[schema.Weight]);
        _offset = schema.Offset is null ? null : _cursor.GetGetter<float>(columns[schema.Offset]);
    }

    /// <summary>Number of feature slots.</summary>
    public int Slots { get; }

    /// <summary>Rows passed over so far because something was missing.</summary>
    public long Skipped { get; private set; }

    /// <summary>Position of the row in the view.</summary>
    public long Position => _cursor.Position;

    public ref readonly VBuffer<float> Features => ref _row;

    public float Label { get; private set; } = 1;

    public float Weight { get; private set; } = 1;

    public float Offset { get; private set; }

    /// <summary>Moves to the next complete row.</summary>
    public bool MoveNext()
    {
        while (_cursor.MoveNext())
        {
            long position = _cursor.Position;
            if (position >= _schema.End)
                break;
            if (position < _schema.First)
                continue;
            if (!HasWeight())
                continue;

            // Without a weight column the place is the position, and parts of a view can be read side by side.
            _place = _weight is null ? position : _place + 1;
            if (!_schema.IsChosen(_place))
                continue;
            if (ReadRow())
                return true;
            Skipped++;
            _schema.Skipped?.Invoke(_cursor.Position);
        }

        return false;
    }

    public void Dispose() => _cursor.Dispose();

    private bool ReadRow()
    {
        _features(ref _row);
        // A view may break its own word: arrays of any length pass for the vectors of a class.
        if (_row.Length != Slots)
            DataErrors.RowWidth(_schema.Features, _cursor.Position, Slots, _row.Length);
        // A sum is finite only if every value is: one pass finds missing and infinite values; an overflow merely costs a second look.
        if (!float.IsFinite(DenseVectors.Sum(_row.GetValues())) && !HasAllFeatures())
            return false;
        return ReadLabel() && IsWeightSound() && ReadOffset();
    }

    private bool ReadLabel()
    {
        if (_label is null)
            return true;
        Label = _label();
        if (float.IsNaN(Label))
            return false;
        if (float.IsInfinity(Label))
            DataErrors.InfiniteLabel(_schema.Label!, _cursor.Position, Label);
        if (_schema.LabelRange(Label) is { } expected)
            DataErrors.LabelOutOfRange(_schema.Label!, _cursor.Position, Label, expected);
        return true;
    }

    private bool HasAllFeatures()
    {
        var values = _row.GetValues();
        if (!_schema.KeepsMissing && values.IndexOf(float.NaN) >= 0)
            return false;
        for (int i = 0; i < values.Length; i++)
            if (float.IsInfinity(values[i]))
                DataErrors.InfiniteFeature(_schema.Features, _cursor.Position, _row.IsDense ? i : _row.GetIndices()[i], values[i]);
        return true;
    }

    private bool HasWeight()
    {
        if (_weight is null)
            return true;
        float weight = 0;
        _weight(ref weight);
        Weight = weight;
        return weight != 0;
    }

    private bool IsWeightSound()
    {
        if (float.IsNaN(Weight))
            return false;
        if (Weight < 0 || float.IsInfinity(Weight))
            DataErrors.BadWeight(_schema.Weight!, _cursor.Position, Weight);
        return true;
    }

    private bool ReadOffset()
    {
        if (_offset is null)
            return true;
        float offset = 0;
        _offset(ref offset);
        if (float.IsNaN(offset))
            return false;
        if (offset is < SmallestOffset or > LargestOffset)
            DataErrors.BadOffset(_schema.Offset!, _cursor.Position, offset);
        Offset = offset;
        return true;
    }

    private Func<float> LabelGetter(DataViewSchema.Column column)
    {
        return column.Type switch
        {
            BooleanDataViewType => Convert<bool>(value => value ? 1 : 0),
            KeyDataViewType key when key.RawType == typeof(byte) => Convert<byte>(value => Class(value)),
            KeyDataViewType key when key.RawType == typeof(ushort) => Convert<ushort>(value => Class(value)),
            KeyDataViewType key when key.RawType == typeof(uint) => Convert<uint>(value => Class(value)),
            KeyDataViewType => Convert<ulong>(Class),
            _ when column.Type.RawType == typeof(double) => Convert<double>(value => (float)value),
            _ => Convert<float>(value => value),
        };

        // A key's value 0 means missing.
        static float Class(ulong key) => key == 0 ? float.NaN : key - 1;

        Func<float> Convert<T>(Func<T, float> convert)
        {
            var getter = _cursor.GetGetter<T>(column);
            T value = default!;
            return () =>
            {
                getter(ref value);
                return convert(value);
            };
        }
    }
}
