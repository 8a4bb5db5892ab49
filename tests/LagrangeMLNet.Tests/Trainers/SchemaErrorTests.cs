using LagrangeMLNet.Interop;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Trainers;

/// <summary>A missing or mistyped column gets ML.NET's own words.</summary>
public class SchemaErrorTests
{
    private readonly MLContext _context = new(seed: 0);
    private readonly IDataView _data;

    public SchemaErrorTests() => _data = SampleRow.View(_context);

    public static TheoryData<string, string, string, string?> Mistakes
    {
        get
        {
            var mistakes = new TheoryData<string, string, string, string?>();
            foreach (string name in TrainerCase.Names.Select(row => row.Data))
            {
                mistakes.Add(name, "NoSuchLabel", "Features", null);
                mistakes.Add(name, "Colour", "Features", null);
                mistakes.Add(name, TrainerCase.Of(name).Label, "NoSuchFeatures", null);
                mistakes.Add(name, TrainerCase.Of(name).Label, "A", null);
                mistakes.Add(name, TrainerCase.Of(name).Label, "Features", "NoSuchWeight");
                mistakes.Add(name, TrainerCase.Of(name).Label, "Features", "Colour");
            }

            mistakes.Add("MaximumEntropy", "Amount", "Features", null);
            mistakes.Add("Logistic", "ColourKey", "Features", null);
            return mistakes;
        }
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_worded_as_the_built_in_trainer_words_it(string name, string label, string features, string? weight)
    {
        var trainer = TrainerCase.Of(name);
        var stock = trainer.Stock(_context, label, features, weight);
        var ours = trainer.Trainer(_context, options =>
            (options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName) = (label, features, weight));

        string expected = Assert.ThrowsAny<ArgumentException>(() => stock.Fit(_data)).Message;
        Assert.Equal(expected, Assert.ThrowsAny<ArgumentException>(() => ours.Fit(_data)).Message);
        var shape = MLNetInternals.CreateSchemaShape(null, _data.Schema);
        Assert.Equal(expected, Assert.ThrowsAny<ArgumentException>(() => ours.GetOutputSchema(shape)).Message);
    }

    [Theory]
    [InlineData("NoSuchOffset", "Could not find offset column 'NoSuchOffset'")]
    [InlineData("Colour", "Schema mismatch for offset column 'Colour': expected Single, got String")]
    [InlineData("Features", "Schema mismatch for offset column 'Features': expected Single, got Vector<Single>")]
    [InlineData("ColourKey", "Schema mismatch for offset column 'ColourKey': expected Single, got Key<UInt32>")]
    public void An_offset_mistake_is_worded_alike(string offset, string expected)
    {
        var options = new LagrangianPoissonRegressionTrainer.Options { LabelColumnName = "Count", OffsetColumnName = offset };
        var trainer = _context.Regression.Trainers.LagrangianPoisson(options);
        Assert.StartsWith(expected, Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(_data)).Message);
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void Validation_data_is_checked_too(string name)
    {
        dynamic trainer = TrainerCase.Of(name).Trainer(_context);
        var narrow = _context.Transforms.Concatenate("Features", "A", "B").Fit(_data).Transform(_data);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => { trainer.Fit(_data, narrow); });
        Assert.StartsWith(
            "Schema mismatch for feature column 'Features' of the validation data: expected Vector<Single, 3>, got Vector<Single, 2>",
            error.Message);
    }

    [Fact]
    public void Validation_labels_must_have_the_same_keys()
    {
        var few = _context.Data.LoadFromEnumerable(SampleRow.Make(100).Where(row => row.Colour != "red").ToList());
        var trainer = _context.MulticlassClassification.Trainers.LagrangianMaximumEntropy("ColourKey");
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(_data, SampleRow.Prepare(_context, few)));
        Assert.StartsWith("Schema mismatch for label column 'ColourKey' of the validation data", error.Message);
    }

    [Fact]
    public void Nulls_are_refused()
    {
        var trainer = _context.Regression.Trainers.Lagrangian("Amount");
        Assert.Equal("train", Assert.Throws<ArgumentNullException>(() => trainer.Fit(null!)).ParamName);
        Assert.Throws<ArgumentNullException>(() => trainer.GetOutputSchema(null!));
        Assert.Throws<ArgumentNullException>(() => _context.Regression.Trainers.Lagrangian((LagrangianRegressionTrainer.Options)null!));
        Assert.Throws<ArgumentNullException>(() => LagrangeMLNetCatalog.Lagrangian(null!));
    }

    [Fact]
    public void A_key_of_uncountable_classes_is_refused()
    {
        var annotations = SchemaDefinition.Create(typeof(ManyKeys));
        annotations["Label"].ColumnType = new KeyDataViewType(typeof(uint), int.MaxValue + 1UL);
        var hashed = _context.Data.LoadFromEnumerable([new ManyKeys()], annotations);
        var trainer = _context.MulticlassClassification.Trainers.LagrangianMaximumEntropy();
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(hashed));
        Assert.Contains("'Label'", error.Message);
        Assert.Contains("MapValueToKey", error.Message);
    }

    [Theory]
    [InlineData(100_000_000, 2, "Label column 'Label' is a key of 100000000 classes, and at most 100000 can be learnt")]
    [InlineData(100_000, 3_000, "3000 features in column 'Features' for each of the 100000 classes of label column 'Label'")]
    public void Classes_that_cannot_be_scored_are_refused_before_a_row_is_read(int classes, int slots, string message)
    {
        var schema = SchemaDefinition.Create(typeof(ManyKeys));
        schema["Label"].ColumnType = new KeyDataViewType(typeof(uint), classes);
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, slots);
        var unread = Enumerable.Range(0, 10).Select<int, ManyKeys>(_ => throw new InvalidOperationException("A row was read."));
        var trainer = _context.MulticlassClassification.Trainers.LagrangianMaximumEntropy();
        var error = Assert.Throws<InvalidOperationException>(() => trainer.Fit(_context.Data.LoadFromEnumerable(unread, schema)));
        Assert.StartsWith(message, error.Message);
    }

    private sealed class ManyKeys
    {
        public uint Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [1, 2];
    }
}
