using System.Reflection;
using LagrangeMLNet.Interop;
using LagrangeMLNet.Tests.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Xunit;

namespace LagrangeMLNet.Tests.Interop;

/// <summary>
/// What a trainer promises and what its transformer delivers, column by column and annotation by annotation as the built-in one.
/// </summary>
public class SchemaParityTests
{
    private readonly MLContext _context = new(seed: 0);

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void Promised_schema_is_the_built_in_trainers(string name)
    {
        var trainer = TrainerCase.Of(name);
        var input = MLNetInternals.CreateSchemaShape(null, SampleRow.View(_context).Schema);
        Assert.Equal(
            Describe(trainer.StockTrainer(_context).GetOutputSchema(input)),
            Describe(trainer.Trainer(_context).GetOutputSchema(input)));
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void Promised_columns_are_delivered(string name)
    {
        var data = SampleRow.View(_context);
        var trainer = TrainerCase.Of(name).Trainer(_context);
        var promised = trainer.GetOutputSchema(MLNetInternals.CreateSchemaShape(null, data.Schema));
        var delivered = MLNetInternals.CreateSchemaShape(null, trainer.Fit(data).GetOutputSchema(data.Schema));
        Assert.Equal(promised.Select(c => c.Name).Order(), delivered.Select(c => c.Name).Order());
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void Delivered_schema_is_the_built_in_transformers(string name)
    {
        var data = SampleRow.View(_context);
        var trainer = TrainerCase.Of(name);
        Assert.Equal(
            Describe(trainer.StockTrainer(_context).Fit(data).GetOutputSchema(data.Schema)),
            Describe(trainer.Trainer(_context).Fit(data).GetOutputSchema(data.Schema)));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("number")]
    [InlineData("none")]
    public void Class_names_are_the_built_in_trainers(string keyValues)
    {
        var rows = SampleRow.View(_context);
        rows = _context.Transforms.CustomMapping<ColourIn, ColourOut>(
            (from, to) => (to.Code, to.Bare) = (from.Colour.Length, (uint)from.Colour.Length - 2), null).Fit(rows).Transform(rows);
        rows = _context.Transforms.Conversion.MapValueToKey("CodeKey", "Code").Fit(rows).Transform(rows);
        string label = keyValues switch { "text" => "ColourKey", "number" => "CodeKey", _ => "Bare" };

        var ours = _context.MulticlassClassification.Trainers.LagrangianMaximumEntropy(label).Fit(rows);
        var stock = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(label).Fit(rows);

        Assert.Equal(Describe(stock.GetOutputSchema(rows.Schema)), Describe(ours.GetOutputSchema(rows.Schema)));
        Assert.Equal(LabelNames(stock.Model), LabelNames(ours.Model));
    }

    [Theory]
    [InlineData("red", "green", "blue")]
    [InlineData("red", "red", "blue")]
    [InlineData("red", "", "blue")]
    public void Unsound_class_names_are_left_out_as_the_built_in_trainer_does(params string[] names)
    {
        var columns = SchemaDefinition.Create(typeof(KeyedRow));
        var values = new VBuffer<ReadOnlyMemory<char>>(names.Length, [.. names.Select(name => name.AsMemory())]);
        columns["Label"].AddAnnotation("KeyValues", values, new VectorDataViewType(TextDataViewType.Instance, names.Length));
        var rows = _context.Data.LoadFromEnumerable(
            SampleRow.Make(60).Select((row, i) => new KeyedRow { Label = (uint)(i % 3) + 1, Features = [row.A, row.B] }).ToList(), columns);

        var ours = _context.MulticlassClassification.Trainers.LagrangianMaximumEntropy().Fit(rows);
        var stock = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(rows);

        Assert.Equal(Describe(stock.GetOutputSchema(rows.Schema)), Describe(ours.GetOutputSchema(rows.Schema)));
        Assert.Equal(LabelNames(stock.Model), LabelNames(ours.Model));
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void Trainer_says_what_it_needs(string name)
    {
        object trainer = TrainerCase.Of(name).Trainer(_context);
        var info = (TrainerInfo)trainer.GetType().GetProperty("Info")!.GetValue(trainer)!;
        Assert.Equal(["SupportsIncrementalTraining", "SupportsValidation"], TrainerInfoFlags.SetIn(info).Order());
    }

    [Fact]
    public void Models_have_the_types_of_the_built_in_trainers()
    {
        var data = SampleRow.View(_context);
        foreach (string name in TrainerCase.Names.Select(row => row.Data))
        {
            var trainer = TrainerCase.Of(name);
            Assert.IsType(trainer.StockTrainer(_context).Fit(data).GetType(), trainer.Trainer(_context).Fit(data));
        }
    }

    private static string[]? LabelNames(LinearMulticlassModelParametersBase model) =>
        (string[]?)typeof(LinearMulticlassModelParametersBase)
            .GetField("_labelNames", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(model);

    private static IEnumerable<string> Describe(SchemaShape shape) =>
        shape.Select(c => $"{c.Name}: {c.Kind} {c.ItemType} key={c.IsKey} [{string.Join("; ", Describe(c.Annotations).Order())}]");

    private static IEnumerable<string> Describe(DataViewSchema schema) => schema.Select(column =>
        $"{column.Name}: {column.Type} hidden={column.IsHidden} [{string.Join("; ", Annotations(column.Annotations))}]");

    private static IEnumerable<string> Annotations(DataViewSchema.Annotations annotations) =>
        annotations.Schema.Select(column => $"{column.Name}: {column.Type} = {Value(annotations, column)}").Order();

    private static string Value(DataViewSchema.Annotations annotations, DataViewSchema.Column column)
    {
        return column.Type switch
        {
            TextDataViewType => Get<ReadOnlyMemory<char>>().ToString(),
            BooleanDataViewType => $"{Get<bool>()}",
            KeyDataViewType => $"{Get<uint>()}",
            VectorDataViewType { ItemType: TextDataViewType } => string.Join(',', Get<VBuffer<ReadOnlyMemory<char>>>().DenseValues()),
            VectorDataViewType { RawType: var raw } when raw == typeof(VBuffer<int>) => string.Join(',', Get<VBuffer<int>>().DenseValues()),
            _ => throw new NotSupportedException($"{column.Name}: {column.Type}"),
        };

        T Get<T>()
        {
            T value = default!;
            annotations.GetValue(column.Name, ref value);
            return value;
        }
    }

    private sealed class KeyedRow
    {
        [KeyType(3)]
        public uint Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }

    private sealed class ColourIn
    {
        public string Colour { get; set; } = "";
    }

    private sealed class ColourOut
    {
        public int Code { get; set; }

        [KeyType(3)]
        public uint Bare { get; set; }
    }
}
