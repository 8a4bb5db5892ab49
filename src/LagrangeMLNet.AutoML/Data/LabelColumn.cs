using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.AutoML.Data;

/// <summary>The label as the task's trainers need it, and where each row belongs.</summary>
/// <param name="View">The data with the label column prepared.</param>
/// <param name="Name">Name of the prepared label column.</param>
/// <param name="Strata">A row's class, or 0 for numbers; −1 where the label is missing and the row cannot be used.</param>
/// <param name="Classes">Number of classes; 0 for numbers.</param>
/// <param name="IsCount">
/// Whether the labels are taken for counts: whole numbers, none negative. Poisson regression learns other positive numbers too, but as its answer is an
/// exponential, one strange row gets an answer beyond all bounds; only where labels are counts is it worth that.
/// </param>
/// <param name="IsMapped">Whether the label was made a key here, so that predictions have to be mapped back.</param>
/// <param name="Fingerprint">A hash of all labels, for telling whether two views hold the same data.</param>
internal sealed record LabelColumn(
    IDataView View, string Name, int[] Strata, int Classes, bool IsCount, bool IsMapped, ulong Fingerprint)
{
    /// <exception cref="ArgumentException">The column is missing or has a type that is not the task's.</exception>
    /// <exception cref="InvalidOperationException">All labels agree.</exception>
    public static LabelColumn Prepare(MLContext context, IDataView data, string label, SweepTask task, CancellationToken token)
    {
        if (data.Schema.GetColumnOrNull(label) is not { } column)
        {
            SweepErrors.LabelMissing(label, data.Schema.Where(c => !c.IsHidden).Select(c => c.Name));
            return null!;
        }

        var (view, name, isMapped) = task switch
        {
            SweepTask.Binary => (Boolean(data, column), label, false),
            SweepTask.Multiclass => Key(context, data, column),
            _ => Number(context, data, column),
        };
        var prepared = view.Schema[name];
        return task switch
        {
            SweepTask.Binary => Read<bool>(view, prepared, 2, isMapped, value => value ? 1 : 0, value => value ? 1 : 0, label, token),
            SweepTask.Multiclass => Read<uint>(
                view, prepared, (int)((KeyDataViewType)prepared.Type).Count, isMapped, value => (int)value - 1, value => value, label, token),
            _ => Read<float>(view, prepared, 0, isMapped, value => float.IsFinite(value) ? 0 : -1, value => value, label, token),
        };
    }

    private static IDataView Boolean(IDataView data, DataViewSchema.Column column)
    {
        if (column.Type is not BooleanDataViewType)
            SweepErrors.LabelType(column.Name, column.Type.ToString()!, "binary classification needs Boolean; convert it, or use MulticlassClassification");
        return data;
    }

    private static (IDataView View, string Name, bool IsMapped) Key(MLContext context, IDataView data, DataViewSchema.Column column)
    {
        if (column.Type is KeyDataViewType { Count: > 0 and < int.MaxValue } key && key.RawType == typeof(uint))
            return (data, column.Name, false);
        if (column.Type is not (TextDataViewType or NumberDataViewType or BooleanDataViewType or KeyDataViewType))
            SweepErrors.LabelType(column.Name, column.Type.ToString()!, "multiclass classification needs text, a number, Boolean or a key");
        // The set of classes is not learnt from features, so it may come from all rows.
        string name = $"{column.Name} (class)";
        var view = context.Transforms.Conversion.MapValueToKey(name, column.Name, maximumNumberOfKeys: 100_000).Fit(data).Transform(data);
        return (view, name, true);
    }

    private static (IDataView View, string Name, bool IsMapped) Number(MLContext context, IDataView data, DataViewSchema.Column column)
    {
        if (column.Type == NumberDataViewType.Single)
            return (data, column.Name, false);
        if (column.Type is not NumberDataViewType)
            SweepErrors.LabelType(column.Name, column.Type.ToString()!, "regression needs a number");
        string name = $"{column.Name} (number)";
        return (context.Transforms.Conversion.ConvertType(name, column.Name).Fit(data).Transform(data), name, false);
    }

    private static LabelColumn Read<T>(
        IDataView view,
        DataViewSchema.Column column,
        int classes,
        bool isMapped,
        Func<T, int> stratumOf,
        Func<T, double> numberOf,
        string label,
        CancellationToken token)
    {
        var strata = new List<int>();
        ulong fingerprint = 0;
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        bool isWhole = true;
        using (var cursor = view.GetRowCursor([column]))
        {
            var getter = cursor.GetGetter<T>(column);
            T value = default!;
            while (cursor.MoveNext())
            {
                token.ThrowIfCancellationRequested();
                getter(ref value);
                int stratum = stratumOf(value);
                double number = numberOf(value);
                strata.Add(stratum);
                fingerprint = StableHash.Mix(fingerprint, BitConverter.DoubleToUInt64Bits(number));
                if (stratum >= 0)
                    (least, most, isWhole) = (Math.Min(least, number), Math.Max(most, number), isWhole && double.IsInteger(number));
            }
        }

        int usable = strata.Count(stratum => stratum >= 0);
        if (usable >= RowPlan.FewestRows && least == most)
            SweepErrors.LabelConstant(label, usable);
        return new LabelColumn(view, column.Name, [.. strata], classes, classes == 0 && least >= 0 && isWhole, isMapped, fingerprint);
    }
}
