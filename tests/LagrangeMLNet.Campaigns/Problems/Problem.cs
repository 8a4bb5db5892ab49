using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Campaigns.Problems;

internal enum ProblemTask
{
    Binary,
    Multiclass,
    Regression,
    Counts,
}

/// <summary>Names of a problem's columns, which users choose as they like.</summary>
internal sealed record ColumnNames(string Label = "Label", string Features = "Features", string Weight = "Weight", string Offset = "Offset");

/// <summary>
/// Rows to learn from or to score. A class label is a number from 0 (not a number: missing); a binary one is 0 or 1.
/// Values are replaced, never changed in place: problems share them.
/// </summary>
internal sealed record Problem(ProblemTask Task, float[][] Features, float[] Labels)
{
    public float[]? Weights { get; init; }

    /// <summary>Added to the log-rate of counts.</summary>
    public float[]? Offsets { get; init; }

    /// <summary>Classes that the label column declares.</summary>
    public int Classes { get; init; } = 2;

    /// <summary>Whether rows are handed out as index and value pairs.</summary>
    public bool IsSparse { get; init; }

    /// <summary>Whether the view tells its number of rows.</summary>
    public bool IsCounted { get; init; } = true;

    public ColumnNames Names { get; init; } = new();

    public int Rows => Features.Length;

    public int Slots => Features[0].Length;

    public float WeightOf(int row) => Weights?[row] ?? 1;

    public IDataView View()
    {
        var columns = new List<ViewColumn>
        {
            LabelColumn(),
            ViewColumn.Of(Names.Features, new VectorDataViewType(NumberDataViewType.Single, Slots), (Fill<VBuffer<float>>)FillFeatures),
        };
        if (Weights is not null)
            columns.Add(ViewColumn.Number(Names.Weight, Weights));
        if (Offsets is not null)
            columns.Add(ViewColumn.Number(Names.Offset, Offsets));
        return new ColumnsView(Rows, columns, IsCounted);
    }

    /// <summary>The rows of the given numbers, in their order; a number may come more than once.</summary>
    public Problem Take(IReadOnlyList<int> rows) => this with
    {
        Features = [.. rows.Select(row => Features[row])],
        Labels = [.. rows.Select(row => Labels[row])],
        Weights = Weights is null ? null : [.. rows.Select(row => Weights[row])],
        Offsets = Offsets is null ? null : [.. rows.Select(row => Offsets[row])],
    };

    public Problem WithFeatures(Func<float[], float[]> change) => this with { Features = [.. Features.Select(change)] };

    /// <summary>
    /// The rows, each column within the range it has in others: far outside of what was learnt from, a rate e^x of models that are alike may
    /// differ by any factor.
    /// </summary>
    public Problem Within(Problem others)
    {
        float[] least = [.. Enumerable.Range(0, Slots).Select(slot => others.Features.Min(x => x[slot]))];
        float[] most = [.. Enumerable.Range(0, Slots).Select(slot => others.Features.Max(x => x[slot]))];
        return WithFeatures(x => [.. x.Select((value, slot) => Math.Clamp(value, least[slot], most[slot]))]);
    }

    private ViewColumn LabelColumn() => Task switch
    {
        ProblemTask.Binary => ViewColumn.Of(
            Names.Label, BooleanDataViewType.Instance, (int row, ref bool value) => value = Labels[row] > 0.5),
        ProblemTask.Multiclass => ViewColumn.Of(
            Names.Label, new KeyDataViewType(typeof(uint), Classes),
            (int row, ref uint value) => value = float.IsNaN(Labels[row]) ? 0 : (uint)Labels[row] + 1),
        _ => ViewColumn.Number(Names.Label, Labels),
    };

    private void FillFeatures(int row, ref VBuffer<float> value)
    {
        float[] x = Features[row];
        int stored = IsSparse ? x.Length - x.AsSpan().Count(0) : x.Length;
        var editor = VBufferEditor.Create(ref value, x.Length, stored, requireIndicesOnDense: false);
        if (!IsSparse || stored == x.Length)
        {
            x.CopyTo(editor.Values);
        }
        else
        {
            int next = 0;
            for (int slot = 0; slot < x.Length; slot++)
            {
                if (x[slot] == 0)
                    continue;
                editor.Values[next] = x[slot];
                editor.Indices[next++] = slot;
            }
        }

        value = editor.Commit();
    }
}
