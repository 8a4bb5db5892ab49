using System.Globalization;
using System.Text.Json;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;

// Arguments: options as JSON, number of rows, number of slots. Prints a line for every state of learning, then the bits of the path and of
// the model's scores; or, where learning ends in an error, its type and message.
var options = JsonSerializer.Deserialize<LagrangianNetworkRegressionTrainer.Options>(args[0])!;
int count = int.Parse(args[1], CultureInfo.InvariantCulture), slots = int.Parse(args[2], CultureInfo.InvariantCulture);
torch.set_num_threads(1);
options.Progress = new Lines();
var context = new MLContext(seed: 0);
var schema = SchemaDefinition.Create(typeof(Row));
schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, slots);
IDataView data = context.Data.LoadFromEnumerable(Row.Make(count, slots), schema);
try
{
    var trainer = context.Regression.Trainers.LagrangianNetwork(options);
    ITransformer model = trainer.Fit(data);
    foreach (LearningState state in trainer.LastReport!.Path)
        Console.WriteLine($"path {BitConverter.DoubleToInt64Bits(state.Velocity):x16}");
    foreach (float score in model.Transform(data).GetColumn<float>("Score").Take(100))
        Console.WriteLine($"score {BitConverter.SingleToUInt32Bits(score):x8}");
    return 0;
}
catch (InvalidOperationException error)
{
    Console.WriteLine($"error {error.Message}");
    return 2;
}

internal sealed class Lines : IProgress<LearningState>
{
    public void Report(LearningState value)
    {
        Console.WriteLine($"state {value.Step}");
        Console.Out.Flush();
    }
}

internal sealed class Row
{
    public float[] Features { get; set; } = [];

    public float Label { get; set; }

    /// <summary>Made rows: the label is the product of the first two slots.</summary>
    public static Row[] Make(int count, int slots)
    {
        var random = new Random(1);
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                float[] x = [.. Enumerable.Range(0, slots).Select(_ => random.NextSingle() - 0.5f)];
                return new Row { Features = x, Label = (10 * x[0] * x[1]) + x[^1] };
            }),
        ];
    }
}
