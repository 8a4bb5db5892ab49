using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.AutoML.Data;

/// <summary>How many rows each row stands for.</summary>
/// <param name="View">The data with the weights as single precision numbers, relative to the mean of those above 0.</param>
/// <param name="Name">Name of that column; null where all rows weigh 1.</param>
/// <param name="Source">Name of the caller's column; null where there is none.</param>
/// <param name="Values">The weights as given; empty where all rows weigh 1.</param>
/// <param name="Fingerprint">A hash of all weights.</param>
internal sealed record RowWeights(IDataView View, string? Name, string? Source, float[] Values, ulong Fingerprint)
{
    /// <exception cref="ArgumentException">The column is no number, or there are several.</exception>
    /// <exception cref="InvalidOperationException">A weight is negative, missing or infinite.</exception>
    public static RowWeights Read(
        MLContext context, IDataView data, IReadOnlyDictionary<string, SweepColumnRole> roles, CancellationToken token)
    {
        string[] sources = [.. roles.Where(role => role.Value == SweepColumnRole.Weight).Select(role => role.Key).Order(StringComparer.Ordinal)];
        if (sources.Length > 1)
            SweepErrors.SeveralWeights(sources);
        if (sources.Length == 0)
            return new RowWeights(data, null, null, [], 0);
        var source = data.Schema[sources[0]];
        if (source.Type is not NumberDataViewType)
            SweepErrors.WeightType(source.Name, source.Type.ToString()!);
        string name = new ColumnNames(data.Schema).New($"{source.Name} (weight)");
        var view = context.Transforms.Conversion.ConvertType(name, source.Name).Fit(data).Transform(data);

        var values = new List<float>();
        ulong fingerprint = StableHash.Of(source.Name);
        var column = view.Schema[name];
        using var cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<float>(column);
        float value = 0;
        while (cursor.MoveNext())
        {
            token.ThrowIfCancellationRequested();
            getter(ref value);
            if (!(value >= 0 && float.IsFinite(value)))
                SweepErrors.Weight(source.Name, values.Count, value);
            values.Add(value);
            fingerprint = StableHash.Mix(fingerprint, BitConverter.SingleToUInt32Bits(value));
        }

        // Trainers' penalties are per row or per set: what they mean must not depend on the unit of the weights.
        double mean = values.Where(weight => weight > 0).Select(weight => (double)weight).DefaultIfEmpty(1).Average();
        string scaled = FormattableString.Invariant($"w : single(w / {mean:E17})");
        return new RowWeights(
            context.Transforms.Expression(name, scaled, name).Fit(view).Transform(view), name, source.Name, [.. values], fingerprint);
    }

    /// <summary>The weights of a part of the rows, relative to the mean weight of some parts; empty where all weigh 1.</summary>
    public float[] Relative(bool[] part, IReadOnlyList<bool[]> parts)
    {
        if (Values.Length == 0)
            return [];
        double mean = parts.SelectMany(Of).Average(weight => (double)weight);
        return [.. Of(part).Select(weight => (float)(weight / mean))];

        IEnumerable<float> Of(bool[] rows) => Values.Where((_, row) => rows[row]);
    }

    /// <summary>Whether a row is as if it were not there.</summary>
    public bool IsAbsent(int row) => Values.Length > 0 && Values[row] == 0;
}
