using System.Globalization;
using System.IO.Compression;
using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.AutoML.Benchmarks.Sets;

/// <summary>A set of real data as a user would hand it to a sweep: raw columns, numbers and texts told apart by reading them.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Task">What is to be predicted.</param>
/// <param name="Rows">Rows that are read.</param>
/// <param name="LeftOut">Default candidates that don't take part.</param>
internal sealed record SweepSet(string Name, PredictionTask Task, int Rows, IReadOnlyList<string> LeftOut)
{
    public const string Label = "Label";

    private static readonly string[] ForestsOfPlainTrees = ["FastTree", "FastForest"];

    /// <summary>
    /// All sets, with the rows that are read of each (its first ones: the files are shuffled), so that the measurement ends the same day.
    /// FastTree and FastForest take minutes for a fit of letter's 26 classes or of texts; there they stay out, for all sides alike.
    /// </summary>
    public static IReadOnlyList<SweepSet> All { get; } =
    [
        new("adult", PredictionTask.Binary, 12_000, []),
        new("california", PredictionTask.Regression, 12_000, []),
        new("diamonds", PredictionTask.Regression, 12_000, []),
        new("taxi", PredictionTask.Regression, 12_000, []),
        new("letter", PredictionTask.Multiclass, 5_000, ForestsOfPlainTrees),
        new("sms", PredictionTask.Binary, 5_574, ForestsOfPlainTrees),
    ];

    /// <exception cref="ArgumentException">There is no such set.</exception>
    public static SweepSet Named(string name) => All.FirstOrDefault(set => set.Name == name)
        ?? throw new ArgumentException($"There is no set '{name}'. Sets: {string.Join(", ", All.Select(set => set.Name))}.");

    public IDataView Load(string folder)
    {
        string path = Path.Combine(folder, Name + ".tsv.gz");
        var context = new MLContext(1);
        var (names, areNumbers, hasHeader) = Look(path);
        var options = new TextLoader.Options
        {
            Separators = ['\t'],
            HasHeader = hasHeader,
            Columns = hasHeader
                ? [.. names.Select((name, i) => new TextLoader.Column(name, i == 0 ? LabelKind : areNumbers[i] ? DataKind.Single : DataKind.String, i))]
                : [new TextLoader.Column(Label, LabelKind, 0), new TextLoader.Column("Values", DataKind.Single, 1, names.Length - 1)],
        };
        var all = context.Data.CreateTextLoader(options).Load(new GzipTextSource(path));
        var rows = context.Data.Cache(context.Data.TakeRows(all, Rows));
        return rows;
    }

    /// <summary>The default candidates that take part.</summary>
    /// <param name="rows">The rows, as loaded.</param>
    /// <param name="options">Options of the sweep.</param>
    public IReadOnlyList<Candidate> Candidates(IDataView rows, SweepOptions options) =>
        Candidates(TrialData.Of(new MLContext(1), rows, Label, Task, options));

    /// <inheritdoc cref="Candidates(IDataView, SweepOptions)"/>
    /// <param name="data">The rows, divided.</param>
    public IReadOnlyList<Candidate> Candidates(TrialData data) =>
        [.. DefaultCandidates.For(data.Task, data.Label.IsCount, data.Featurization.HasText, OfferedCandidates.Present).Where(candidate => !LeftOut.Contains(candidate.Name))];

    private DataKind LabelKind => Task switch
    {
        PredictionTask.Binary => DataKind.Boolean,
        PredictionTask.Multiclass => DataKind.String,
        _ => DataKind.Single,
    };

    private (string[] Names, bool[] AreNumbers, bool HasHeader) Look(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        string[] names = reader.ReadLine()!.Split('\t');
        var areNumbers = Enumerable.Repeat(true, names.Length).ToArray();
        for (int row = 0; row < Rows && reader.ReadLine() is { } line; row++)
        {
            string[] values = line.Split('\t');
            for (int i = 0; i < values.Length; i++)
                areNumbers[i] &= values[i].Length == 0 || double.TryParse(values[i], NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        }

        return (names, areNumbers, names[0] == Label);
    }
}
