using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Training;

/// <summary>What columns that never vary change, where rows are few: nothing.</summary>
public class ConstantColumnTests
{
    private const int Rows = 80;
    private const int Varying = 4;
    private const int Constants = 40;

    [Fact]
    public void Columns_that_never_vary_change_no_weight()
    {
        float[] without = Weights(0), with = Weights(Constants);
        Assert.All(without.Zip(with), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.All(with[Varying..], weight => Assert.Equal(0, weight));
    }

    private static float[] Weights(int constants)
    {
        var context = new MLContext(1);
        var random = new Random(5);
        var rows = Enumerable.Range(0, Rows).Select(_ =>
        {
            float[] x = [.. Enumerable.Range(0, Varying).Select(_ => (float)random.NextDouble()), .. Enumerable.Repeat(3f, constants)];
            return new Row { Features = x, Label = random.NextDouble() < 1 / (1 + Math.Exp(2 - (4 * x[0]))) };
        }).ToArray();
        var schema = SchemaDefinition.Create(typeof(Row));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Varying + constants);
        var model = context.BinaryClassification.Trainers.LagrangianLogisticRegression().Fit(context.Data.LoadFromEnumerable(rows, schema));
        return [.. model.Model.SubModel.Weights];
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }
}
