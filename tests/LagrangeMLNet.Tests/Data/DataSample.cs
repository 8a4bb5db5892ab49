using CsCheck;
using LagrangeMLNet.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Tests.Data;

/// <summary>A row of a test's data view.</summary>
internal sealed class DataRow
{
    public VBuffer<float> Features { get; set; }

    public float Label { get; set; }

    public float Weight { get; set; } = 1;

    public float Offset { get; set; }

    public bool IsComplete =>
        !Features.DenseValues().Any(float.IsNaN) && !float.IsNaN(Label) && !float.IsNaN(Weight) && !float.IsNaN(Offset);

    public override string ToString() => $"{(Features.IsDense ? "dense" : "sparse")} {string.Join(' ', Features.DenseValues())}";
}

/// <summary>Random rows, given dense, sparse or in turns, with columns of any density and now and then something missing.</summary>
internal sealed record DataSample(int Slots, List<DataRow> Rows)
{
    public static Gen<DataSample> Any { get; } = Of(maximumRows: 600, missing: 60);

    public static Gen<DataSample> Complete { get; } = Of(maximumRows: 300, missing: 0);

    public List<DataRow> Kept { get; } = Rows.FindAll(row => row.IsComplete);

    public RowSchema Schema(bool weighted = true, bool offset = true)
    {
        var definition = SchemaDefinition.Create(typeof(DataRow));
        definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Slots);
        var view = new MLContext(seed: 0).Data.LoadFromEnumerable(Rows, definition);
        return new RowSchema(view, "Label", "Features", weighted ? "Weight" : null, offset ? "Offset" : null, _ => null);
    }

    public RowSet Read(out long skipped) =>
        (RowSet)RowReader.Read(Schema(), null, long.MaxValue, seed: 3, () => { }, out skipped);

    public override string ToString() => $"{Rows.Count} × {Slots}:\n{string.Join('\n', Rows)}";

    /// <summary>A row of a block, slot by slot, through the layout.</summary>
    public static float[] Values(RowBlock block, int row)
    {
        var layout = block.Layout;
        var positions = new float[layout.Slots];
        block.DenseRow(row).CopyTo(positions);
        for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
            positions[layout.Dense + block.Indices[i]] = block.Values[i];
        return [.. Enumerable.Range(0, layout.Slots).Select(slot => positions[layout.PositionOf(slot)])];
    }

    /// <param name="maximumRows">Most rows.</param>
    /// <param name="missing">One row in this many has something missing; 0 for none.</param>
    private static Gen<DataSample> Of(int maximumRows, int missing) =>
        from rows in Gen.Int[1, maximumRows]
        from slots in Gen.Int[1, 40]
        from form in Gen.Int[0, 2]
        from densities in Gen.OneOf(Gen.Const(0.0), Gen.Const(1.0), Gen.Double[0, 1], Gen.Double[0, 0.05]).Array[slots]
        from seed in Gen.Int
        select Make(rows, slots, form, densities, seed, missing);

    private static DataSample Make(int count, int slots, int form, double[] densities, int seed, int missing)
    {
        var random = new Random(seed);
        bool IsMissing() => missing > 0 && random.Next(missing) == 0;
        var rows = new List<DataRow>();
        for (int r = 0; r < count; r++)
        {
            var x = new float[slots];
            for (int slot = 0; slot < slots; slot++)
                if (random.NextDouble() < densities[slot])
                    x[slot] = random.NextSingle() - 0.5f;
            if (IsMissing())
                x[random.Next(slots)] = float.NaN;
            bool isDense = form == 0 || (form == 2 && random.Next(2) == 0);
            rows.Add(new DataRow
            {
                Features = isDense ? new VBuffer<float>(slots, x) : Sparse(x, random),
                Label = IsMissing() ? float.NaN : r,
                Weight = IsMissing() ? float.NaN : random.NextSingle(),
                Offset = IsMissing() ? float.NaN : random.NextSingle(),
            });
        }

        return new DataSample(slots, rows);
    }

    private static VBuffer<float> Sparse(float[] values, Random random)
    {
        // Some zeros are stored, as they are in real sparse data.
        int[] stored = [.. Enumerable.Range(0, values.Length).Where(slot => values[slot] != 0 || random.Next(10) == 0)];
        return new VBuffer<float>(values.Length, stored.Length, [.. stored.Select(slot => values[slot])], stored);
    }
}
