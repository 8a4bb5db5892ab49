using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.AutoML.Data.Columns;

/// <summary>Reads a column row by row: a hash of all its values, and from those of training rows what it is.</summary>
/// <param name="column">The column.</param>
internal abstract class ColumnProfile(DataViewSchema.Column column)
{
    /// <summary>More values than this are hashed.</summary>
    protected const int MostIndicators = 500;

    /// <summary>Distinct values are counted up to here.</summary>
    protected const int MostCounted = 50_000;

    public DataViewSchema.Column Column => column;

    /// <summary>A hash of name, type and all values read, in order.</summary>
    public ulong Fingerprint { get; protected set; } = StableHash.Of($"{column.Name}: {column.Type}");

    /// <summary>A profile for a column's type.</summary>
    public static ColumnProfile Of(DataViewSchema.Column column) => column.Type switch
    {
        TimeSpanDataViewType => new TimeSpanProfile(column),
        BooleanDataViewType => new BooleanProfile(column),
        TextDataViewType => new TextProfile(column),
        DateTimeDataViewType => new DateProfile<DateTime>(column, value => value.Ticks),
        DateTimeOffsetDataViewType => new DateProfile<DateTimeOffset>(column, value => value.Ticks),
        NumberDataViewType number => ForNumbers(number.RawType, new NumberProfiles(column)),
        KeyDataViewType key => ForNumbers(key.RawType, new KeyProfiles(column)),
        VectorDataViewType { IsKnownSize: true, ItemType: NumberDataViewType number } =>
            ForNumbers(number.RawType, new VectorProfiles(column)),
        VectorDataViewType { IsKnownSize: true, ItemType: KeyDataViewType key } => ForNumbers(key.RawType, new KeyVectorProfiles(column)),
        _ => new UnreadProfile(column),
    };

    /// <summary>Where the values are to be read from.</summary>
    public abstract void Attach(DataViewRow row);

    /// <summary>Reads the row's value.</summary>
    /// <param name="row">Number of the row.</param>
    /// <param name="isTraining">Whether it may say what the column is.</param>
    public abstract void See(long row, bool isTraining);

    /// <summary>What the column is.</summary>
    /// <param name="wanted">What the caller says it is; null where that is to be found.</param>
    /// <exception cref="ArgumentException">The column's type cannot be what the caller says.</exception>
    public abstract ColumnFacts Conclude(SweepColumnRole? wanted);

    protected ColumnFacts As(ColumnRole role) => new(column.Name, column.Type, role);

    protected ColumnFacts LeftOut(string reason) => As(ColumnRole.LeftOut) with { Reason = reason };

    /// <summary>One indicator for each value, or hashed.</summary>
    protected ColumnFacts Categories(int distinct) => As(distinct > MostIndicators ? ColumnRole.ManyCategories : ColumnRole.Category);

    private static ColumnProfile ForNumbers(Type type, INumberProfiles profiles) => Type.GetTypeCode(type) switch
    {
        TypeCode.SByte => profiles.Of<sbyte>(),
        TypeCode.Byte => profiles.Of<byte>(),
        TypeCode.Int16 => profiles.Of<short>(),
        TypeCode.UInt16 => profiles.Of<ushort>(),
        TypeCode.Int32 => profiles.Of<int>(),
        TypeCode.UInt32 => profiles.Of<uint>(),
        TypeCode.Int64 => profiles.Of<long>(),
        TypeCode.UInt64 => profiles.Of<ulong>(),
        TypeCode.Double => profiles.Of<double>(),
        _ => profiles.Of<float>(),
    };
}

/// <summary>A profile of values of one type.</summary>
internal abstract class ColumnProfile<T>(DataViewSchema.Column column) : ColumnProfile(column)
{
    private ValueGetter<T>? _getter;
    private T _value = default!;

    public override void Attach(DataViewRow row) => _getter = row.GetGetter<T>(Column);

    public override void See(long row, bool isTraining)
    {
        _getter!(ref _value);
        Fingerprint = StableHash.Mix(Fingerprint, HashOf(in _value));
        See(in _value, row, isTraining);
    }

    /// <summary>A hash of a value.</summary>
    protected abstract ulong HashOf(in T value);

    protected abstract void See(in T value, long row, bool isTraining);
}
