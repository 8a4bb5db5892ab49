using LagrangeMLNet.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.AutoML.Data;

/// <summary>The label as the task's trainers need it, and where each row belongs.</summary>
/// <param name="View">The data with the label column prepared.</param>
/// <param name="Name">Name of the prepared label column.</param>
/// <param name="Source">Name of the caller's label column.</param>
/// <param name="Strata">
/// A row's class; of numbers 1 where most labels are one number and this one is not, else 0; −1 where the row cannot be used: its label is
/// missing, or its weight is 0.
/// </param>
/// <param name="Classes">Number of classes; 0 for numbers.</param>
/// <param name="IsCount">
/// Whether the labels are taken for counts: whole numbers, none negative. Poisson regression learns other positive numbers too, but as its
/// answer is an exponential, one strange row gets an answer beyond all bounds; only where labels are counts is it worth that.
/// </param>
/// <param name="IsMapped">Whether the label was made a key here, so that predictions have to be mapped back.</param>
/// <param name="Fingerprint">A hash of all labels, for telling whether two views hold the same data.</param>
internal sealed record LabelColumn(
    IDataView View, string Name, string Source, int[] Strata, int Classes, bool IsCount, bool IsMapped, ulong Fingerprint)
{
    private const int MostClasses = 100_000;

    /// <summary>Rows whose label is infinite; they are among those without one.</summary>
    public int[] Infinite { get; private init; } = [];

    /// <summary>The label that most rows have, where it is a number; NaN where there is none.</summary>
    public double Usual { get; private init; } = double.NaN;

    /// <summary>Values of a key that the label was declared with; 0 where all of them are used as they are.</summary>
    public long Declared { get; private init; }

    /// <exception cref="ArgumentException">The column is missing or has a type that is not the task's.</exception>
    /// <exception cref="InvalidOperationException">All labels agree.</exception>
    public static LabelColumn Prepare(
        MLContext context, IDataView data, string label, PredictionTask task, CancellationToken token, RowWeights? weights = null)
    {
        if (data.Schema.GetColumnOrNull(label) is not { } column)
        {
            SweepErrors.LabelMissing(label, data.Schema.Where(c => !c.IsHidden).Select(c => c.Name));
            return null!;
        }

        if (ColumnNames.IsHidden(label))
        {
            // What trainers add would take its place.
            string copy = new ColumnNames(data.Schema).New($"{label} (label)");
            data = context.Transforms.CopyColumns(copy, label).Fit(data).Transform(data);
            column = data.Schema[copy];
        }

        var prepared = task switch
        {
            PredictionTask.Binary => new Prepared(Boolean(data, column, label), column.Name),
            PredictionTask.Multiclass => Key(context, data, column, label, token),
            _ => Number(context, data, column, label),
        };
        Func<int, bool> isAbsent = weights is null ? _ => false : weights.IsAbsent;
        return task switch
        {
            PredictionTask.Binary => Read<bool>(prepared, 2, value => value ? 1 : 0, value => value ? 1 : 0, label, isAbsent, token),
            PredictionTask.Multiclass => Read<uint>(
                prepared,
                (int)((KeyDataViewType)prepared.View.Schema[prepared.Name].Type).Count,
                value => (int)value - 1,
                value => value,
                label,
                isAbsent,
                token),
            _ => Read<float>(prepared, 0, value => float.IsFinite(value) ? 0 : -1, value => value, label, isAbsent, token),
        };
    }

    /// <summary>What people call a class.</summary>
    public string ClassName(int stratum)
    {
        var column = View.Schema[Name];
        if (column.Type is BooleanDataViewType)
            return stratum == 1 ? "True" : "False";
        if (Classes == 0)
            return stratum == 0 ? FormattableString.Invariant($"{Usual}") : FormattableString.Invariant($"other than {Usual}");
        if (column.Annotations.Schema.GetColumnOrNull("KeyValues") is not { Type: VectorDataViewType values })
            return FormattableString.Invariant($"number {stratum + 1}");
        return values.ItemType switch
        {
            TextDataViewType => Value<ReadOnlyMemory<char>>(),
            NumberDataViewType number when number == NumberDataViewType.Single => Value<float>(),
            NumberDataViewType number when number == NumberDataViewType.Double => Value<double>(),
            NumberDataViewType number when number == NumberDataViewType.Int32 => Value<int>(),
            BooleanDataViewType => Value<bool>(),
            _ => FormattableString.Invariant($"number {stratum + 1}"),
        };

        string Value<T>()
        {
            VBuffer<T> names = default;
            column.Annotations.GetValue("KeyValues", ref names);
            return FormattableString.Invariant($"{names.GetItemOrDefault(stratum)}");
        }
    }

    private static IDataView Boolean(IDataView data, DataViewSchema.Column column, string label)
    {
        if (column.Type is not BooleanDataViewType)
            SweepErrors.LabelType(
                label, column.Type.ToString()!, "binary classification needs Boolean; convert it, or use MulticlassClassification");
        return data;
    }

    private static Prepared Key(MLContext context, IDataView data, DataViewSchema.Column column, string label, CancellationToken token)
    {
        if (column.Type is not (TextDataViewType or NumberDataViewType or BooleanDataViewType or KeyDataViewType))
            SweepErrors.LabelType(label, column.Type.ToString()!, "multiclass classification needs text, a number, Boolean or a key");
        long declared = 0;
        if (column.Type is KeyDataViewType { Count: > 0 and < int.MaxValue } key && key.RawType == typeof(uint))
        {
            // A model has something for every class that is declared: of a key that was made for another, larger set most would never
            // occur.
            if (key.Count <= 2 * (ulong)Occurring(data, column, token))
                return new Prepared(data, column.Name);
            declared = (long)key.Count;
        }

        var names = new ColumnNames(data.Schema);
        string source = column.Name, name = names.New($"{label} (class)");
        var conversion = context.Transforms.Conversion;
        if (declared > 0 && column.Annotations.Schema.GetColumnOrNull("KeyValues") is not null)
        {
            source = names.New($"{label} (value)");
            data = conversion.MapKeyToValue(source, column.Name).Fit(data).Transform(data);
        }

        // The set of classes is not learnt from features, so it may come from all rows.
        var view = conversion.MapValueToKey(name, source, maximumNumberOfKeys: MostClasses).Fit(data).Transform(data);
        if (view.Schema[name].Type is KeyDataViewType { Count: >= MostClasses })
            SweepErrors.TooManyClasses(label, MostClasses);
        return new Prepared(view, name, IsMapped: true, declared);
    }

    private static int Occurring(IDataView data, DataViewSchema.Column column, CancellationToken token)
    {
        var values = new HashSet<uint>();
        using var cursor = data.GetRowCursor([column]);
        var getter = cursor.GetGetter<uint>(column);
        uint value = 0;
        while (cursor.MoveNext())
        {
            token.ThrowIfCancellationRequested();
            getter(ref value);
            if (value > 0)
                values.Add(value);
        }

        return values.Count;
    }

    private static Prepared Number(MLContext context, IDataView data, DataViewSchema.Column column, string label)
    {
        if (column.Type == NumberDataViewType.Single)
            return new Prepared(data, column.Name);
        if (column.Type is not NumberDataViewType)
            SweepErrors.LabelType(label, column.Type.ToString()!, "regression needs a number");
        string name = new ColumnNames(data.Schema).New($"{label} (number)");
        return new Prepared(context.Transforms.Conversion.ConvertType(name, column.Name).Fit(data).Transform(data), name);
    }

    private static LabelColumn Read<T>(
        Prepared prepared,
        int classes,
        Func<T, int> stratumOf,
        Func<T, double> numberOf,
        string label,
        Func<int, bool> isAbsent,
        CancellationToken token)
    {
        var strata = new List<int>();
        var numbers = new List<double>();
        var infinite = new List<int>();
        ulong fingerprint = StableHash.Of($"{label}: {prepared.View.Schema[label].Type}");
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        bool isWhole = true;
        var column = prepared.View.Schema[prepared.Name];
        using (var cursor = prepared.View.GetRowCursor([column]))
        {
            var getter = cursor.GetGetter<T>(column);
            T value = default!;
            while (cursor.MoveNext())
            {
                token.ThrowIfCancellationRequested();
                getter(ref value);
                double number = numberOf(value);
                if (double.IsInfinity(number))
                    infinite.Add(strata.Count);
                int stratum = isAbsent(strata.Count) ? -1 : stratumOf(value);
                strata.Add(stratum);
                numbers.Add(number);
                fingerprint = StableHash.Mix(fingerprint, BitConverter.DoubleToUInt64Bits(number));
                if (stratum >= 0)
                    (least, most, isWhole) = (Math.Min(least, number), Math.Max(most, number), isWhole && double.IsInteger(number));
            }
        }

        int usable = strata.Count(stratum => stratum >= 0);
        if (usable >= RowPlan.FewestRows && least == most)
            SweepErrors.LabelConstant(label, usable);
        double usual = classes == 0 ? Majority(numbers, strata) : double.NaN;
        if (!double.IsNaN(usual))
            strata = [.. strata.Select((stratum, row) => stratum < 0 ? -1 : numbers[row] == usual ? 0 : 1)];
        return new LabelColumn(
            prepared.View,
            prepared.Name,
            label,
            [.. strata],
            classes,
            classes == 0 && least >= 0 && isWhole,
            prepared.IsMapped,
            fingerprint)
        {
            Infinite = [.. infinite],
            Usual = usual,
            Declared = prepared.Declared,
        };
    }

    /// <summary>
    /// The number that more than half of the labels are; NaN where there is none. Boyer and Moore's vote (Automated Reasoning, 1991),
    /// counted again.
    /// </summary>
    private static double Majority(List<double> numbers, List<int> strata)
    {
        double candidate = double.NaN;
        long votes = 0;
        for (int row = 0; row < numbers.Count; row++)
        {
            if (strata[row] < 0)
                continue;
            if (votes == 0)
                candidate = numbers[row];
            votes += numbers[row] == candidate ? 1 : -1;
        }

        long usable = 0, count = 0;
        for (int row = 0; row < numbers.Count; row++)
        {
            if (strata[row] < 0)
                continue;
            usable++;
            if (numbers[row] == candidate)
                count++;
        }

        return 2 * count > usable ? candidate : double.NaN;
    }

    private readonly record struct Prepared(IDataView View, string Name, bool IsMapped = false, long Declared = 0);
}
