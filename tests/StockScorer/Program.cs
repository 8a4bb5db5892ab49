using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

// Loads a model and data, both saved by ML.NET, and prints for each row the bits of its scores and probability in hexadecimal, the
// predicted label, and the bits of a standard deviation and bounds. References Microsoft.ML (OnnxScorer: and its ONNX transformer) and
// nothing else: whatever runs here runs in a program that never heard of LagrangeMLNet.
if (args.Length != 2)
{
    Console.Error.WriteLine("Usage: StockScorer MODEL DATA, where DATA was written by SaveAsBinary.");
    return 2;
}

var context = new MLContext();
var model = context.Model.Load(args[0], out _);
var scored = model.Transform(context.Data.LoadFromBinary(args[1]));
string[] printed = ["Score", "Probability", "PredictedLabel", "StandardDeviation", "LowerBound", "UpperBound"];
string[] columns = [.. printed.Where(name => scored.Schema.GetColumnOrNull(name) is not null)];
using var cursor = scored.GetRowCursor(columns.Select(name => scored.Schema[name]));
var printers = columns.Select(name => Printer(cursor, scored.Schema[name])).ToArray();
while (cursor.MoveNext())
    Console.WriteLine(string.Join(' ', printers.Select(print => print())));
return 0;

static Func<string> Printer(DataViewRow row, DataViewSchema.Column column)
{
    return column.Type switch
    {
        VectorDataViewType => Print<VBuffer<float>>(values => string.Join(' ', values.DenseValues().Select(Bits))),
        BooleanDataViewType => Print<bool>(value => value.ToString()),
        KeyDataViewType => Print<uint>(value => value.ToString(CultureInfo.InvariantCulture)),
        _ => Print<float>(Bits),
    };

    Func<string> Print<T>(Func<T, string> format)
    {
        var getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            getter(ref value);
            return format(value);
        };
    }
}

static string Bits(float value) => BitConverter.SingleToUInt32Bits(value).ToString("X8", CultureInfo.InvariantCulture);
