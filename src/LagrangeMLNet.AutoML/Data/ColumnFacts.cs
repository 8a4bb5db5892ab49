using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.AutoML.Data;

/// <summary>A column and its role, found from its type and its values in training rows.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Role">How it becomes features.</param>
/// <param name="Reason">Why it is left out, for people; empty if it is not.</param>
internal sealed record ColumnFacts(string Name, ColumnRole Role, string Reason = "")
{
    /// <summary>More values than this are hashed.</summary>
    private const int MostIndicators = 500;

    /// <summary>Distinct texts are counted up to here.</summary>
    private const int MostCounted = 50_000;

    /// <summary>Mean number of words from which a column of many texts is prose.</summary>
    private const double WordsOfProse = 3;

    /// <summary>Looks at a column.</summary>
    public static ColumnFacts Of(IDataView rows, DataViewSchema.Column column, CancellationToken token) => column.Type switch
    {
        NumberDataViewType or TimeSpanDataViewType => OfScalar(rows, column, token),
        BooleanDataViewType => OfBoolean(rows, column, token),
        TextDataViewType => OfText(rows, column, token),
        DateTimeDataViewType or DateTimeOffsetDataViewType => new(column.Name, ColumnRole.Date),
        KeyDataViewType { Count: > 0 } => new(column.Name, ColumnRole.Key),
        VectorDataViewType { IsKnownSize: true, ItemType: NumberDataViewType } => OfVector(rows, column, token),
        VectorDataViewType { IsKnownSize: true, ItemType: KeyDataViewType { Count: > 0 } } => new(column.Name, ColumnRole.Key),
        _ => new(column.Name, ColumnRole.LeftOut, $"of type {column.Type}"),
    };

    private static ColumnFacts OfScalar(IDataView rows, DataViewSchema.Column column, CancellationToken token)
    {
        // The conversion does not learn, so it needs no fit on particular rows.
        var context = new MLContext(0);
        const string name = "(number)";
        var view = context.Transforms.Conversion.ConvertType(name, column.Name).Fit(rows).Transform(rows);
        int missing = 0, present = 0;
        float least = float.PositiveInfinity, most = float.NegativeInfinity;
        Scan<float>(view, view.Schema[name], token, value =>
        {
            if (!float.IsFinite(value))
            {
                missing++;
                return;
            }

            present++;
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        });
        return present == 0 ? new(column.Name, ColumnRole.LeftOut, "no value that is a number")
            : least == most && missing == 0 ? new(column.Name, ColumnRole.LeftOut, "constant")
            : new(column.Name, missing > 0 ? ColumnRole.NumberWithGaps : ColumnRole.Number);
    }

    private static ColumnFacts OfVector(IDataView rows, DataViewSchema.Column column, CancellationToken token)
    {
        if (((VectorDataViewType)column.Type).ItemType != NumberDataViewType.Single)
            return new(column.Name, ColumnRole.Number);
        bool hasGaps = false;
        Scan<VBuffer<float>>(rows, column, token, value =>
        {
            foreach (float number in value.GetValues())
                hasGaps |= float.IsNaN(number);
        });
        return new(column.Name, hasGaps ? ColumnRole.NumberWithGaps : ColumnRole.Number);
    }

    private static ColumnFacts OfBoolean(IDataView rows, DataViewSchema.Column column, CancellationToken token)
    {
        bool yes = false, no = false;
        Scan<bool>(rows, column, token, value => (yes, no) = (yes | value, no | !value));
        return yes && no ? new(column.Name, ColumnRole.Boolean) : new(column.Name, ColumnRole.LeftOut, "constant");
    }

    private static ColumnFacts OfText(IDataView rows, DataViewSchema.Column column, CancellationToken token)
    {
        var distinct = new HashSet<string>();
        long words = 0;
        int present = 0, all = 0;
        Scan<ReadOnlyMemory<char>>(rows, column, token, value =>
        {
            all++;
            var text = value.Span.Trim();
            if (text.IsEmpty)
                return;
            present++;
            words += 1 + text.Count(' ');
            if (distinct.Count < MostCounted)
                distinct.Add(text.ToString());
        });
        if (distinct.Count == 0 || (distinct.Count == 1 && present == all))
            return new(column.Name, ColumnRole.LeftOut, distinct.Count == 0 ? "empty" : "constant");
        if (words >= WordsOfProse * present && distinct.Count > Math.Min(100, present / 2))
            return new(column.Name, ColumnRole.Text);
        if (distinct.Count > Math.Min(0.9 * present, MostCounted - 1) && present > 20)
            return new(column.Name, ColumnRole.LeftOut, "nearly every row has a value of its own");
        return new(column.Name, distinct.Count > MostIndicators ? ColumnRole.ManyCategories : ColumnRole.Category);
    }

    private static void Scan<T>(IDataView rows, DataViewSchema.Column column, CancellationToken token, Action<T> see)
    {
        using var cursor = rows.GetRowCursor([column]);
        var getter = cursor.GetGetter<T>(column);
        T value = default!;
        while (cursor.MoveNext())
        {
            token.ThrowIfCancellationRequested();
            getter(ref value);
            see(value);
        }
    }
}
