using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.TreesTests.Trainers;

/// <summary>Sparse columns give what dense ones give.</summary>
public class SparseTests
{
    private static readonly MLContext Context = new(seed: 0);

    [Fact]
    public void Rows_stored_sparsely_give_the_scores_of_the_same_rows_stored_densely()
    {
        SparseRow[] rows = Make(600);
        IDataView sparse = View(rows),
            dense = View([.. rows.Select(row => new SparseRow { Label = row.Label, Features = new(60, [.. row.Features.DenseValues()]) })]);
        var trainer = Context.Regression.Trainers.LagrangianTrees();

        Assert.Equal(Scores.Of(trainer.Fit(sparse), sparse), Scores.Of(trainer.Fit(dense), dense));
    }

    [Fact]
    public void A_rare_word_is_seen()
    {
        SparseRow[] rows = Make(1500);
        IDataView data = View(rows);

        double error = Context.Regression.Evaluate(Context.Regression.Trainers.LagrangianTrees().Fit(data).Transform(data)).RSquared;

        Assert.InRange(error, 0.7, 1);
    }

    private static SparseRow[] Make(int count)
    {
        var random = new Random(5);
        var rows = new SparseRow[count];
        for (int i = 0; i < count; i++)
        {
            int[] slots = [.. Enumerable.Range(0, 60).Where(_ => random.Next(12) == 0)];
            float[] values = [.. slots.Select(slot => slot % 3 == 0 ? -1f : 1 + random.Next(2))];
            float label = (slots.Contains(7) ? 3 : 0) + (slots.Contains(9) ? -2 : 0) + (0.3f * (float)random.NextDouble());
            rows[i] = new SparseRow { Label = label, Features = new VBuffer<float>(60, slots.Length, values, slots) };
        }

        return rows;
    }

    private static IDataView View(SparseRow[] rows)
    {
        var schema = SchemaDefinition.Create(typeof(SparseRow));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 60);
        return Context.Data.LoadFromEnumerable(rows, schema);
    }

    private sealed class SparseRow
    {
        public float Label { get; set; }

        public VBuffer<float> Features { get; set; }
    }
}
