using Xunit;

namespace LagrangeMLNet.Tests.BadInput;

/// <summary>
/// Every way to spoil data, on every trainer, in every shape: a clear error that names column and row, or a sound model; never a model of
/// NaN, never an endless fit.
/// </summary>
public class BadInputTests
{
    private static readonly string[] Tasks = ["Logistic", "MaximumEntropy", "Regression", "Poisson", "NegativeBinomial", "Huber"];
    private static readonly string[] Shapes = [BadSample.Tall, BadSample.Wide, BadSample.Sparse];

    public static TheoryData<string, string, string> Columns => Table(ColumnCases.All, [BadSample.Tall]);

    public static TheoryData<string, string, string> Values => Table(ValueCases.All, Shapes);

    public static TheoryData<string, string, string> Sizes => Table(ShapeCases.All, Shapes);

    public static TheoryData<string, string, string> Magnitudes => Table(MagnitudeCases.All, Shapes);

    public static TheoryData<string, string, string> Options => Table(OptionCases.All, Shapes);

    [Theory]
    [MemberData(nameof(Columns))]
    public void Column(string task, string shape, string name) => Check(ColumnCases.All, task, shape, name);

    [Theory]
    [MemberData(nameof(Values))]
    public void Value(string task, string shape, string name) => Check(ValueCases.All, task, shape, name);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Size(string task, string shape, string name) => Check(ShapeCases.All, task, shape, name);

    [Theory]
    [MemberData(nameof(Magnitudes))]
    public void Magnitude(string task, string shape, string name) => Check(MagnitudeCases.All, task, shape, name);

    [Theory]
    [MemberData(nameof(Options))]
    public void Option(string task, string shape, string name) => Check(OptionCases.All, task, shape, name);

    private static void Check(IEnumerable<BadCase> cases, string task, string shape, string name)
    {
        var sample = BadSample.Of(task, shape);
        var expected = cases.Single(c => c.Name == name).Spoil(sample);
        Fitting.Check(sample, expected);
    }

    private static TheoryData<string, string, string> Table(IEnumerable<BadCase> cases, string[] shapes)
    {
        var table = new TheoryData<string, string, string>();
        foreach (var bad in cases)
            foreach (string shape in shapes)
                foreach (string task in Tasks)
                    table.Add(task, shape, bad.Name);
        return table;
    }
}
