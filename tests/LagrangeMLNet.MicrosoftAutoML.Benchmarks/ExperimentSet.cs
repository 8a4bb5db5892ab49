using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.AutoML;

namespace LagrangeMLNet.MicrosoftAutoML.Benchmarks;

/// <summary>What is predicted.</summary>
internal enum ExperimentTask
{
    Binary,
    Multiclass,
    Regression,
}

/// <summary>A set of real data, as files that Microsoft's column inference reads.</summary>
/// <param name="Name">Name of the set.</param>
/// <param name="Task">What is predicted.</param>
internal sealed record ExperimentSet(string Name, ExperimentTask Task)
{
    /// <summary>Every fifth row is held out: no trial sees it.</summary>
    private const int HeldOutEvery = 5;

    public static IReadOnlyList<ExperimentSet> All { get; } =
    [
        new("adult", ExperimentTask.Binary), new("california", ExperimentTask.Regression), new("letter", ExperimentTask.Multiclass),
    ];

    /// <summary>What the experiment is compared by; higher is better in all of them.</summary>
    public string Metric => Task switch
    {
        ExperimentTask.Binary => "AUC",
        ExperimentTask.Multiclass => "micro-accuracy",
        _ => "R²",
    };

    public static ExperimentSet Named(string name) => All.FirstOrDefault(set => set.Name == name)
        ?? throw new ArgumentException($"There is no set '{name}'. Sets: {string.Join(", ", All.Select(set => set.Name))}.");

    /// <summary>Writes the rows into two text files.</summary>
    /// <param name="dataFolder">The folder of real data.</param>
    /// <param name="folder">Where to write.</param>
    public (string Training, string HeldOut) Unpack(string dataFolder, string folder)
    {
        var (training, heldOut) = (Path.Combine(folder, $"{Name}.tsv"), Path.Combine(folder, $"{Name}.test.tsv"));
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(dataFolder, $"{Name}.tsv.gz")), CompressionMode.Decompress));
        using StreamWriter first = new(training), second = new(heldOut);
        string header = reader.ReadLine()!;
        first.WriteLine(header);
        second.WriteLine(header);
        for (int row = 0; reader.ReadLine() is { } line; row++)
            (row % HeldOutEvery == 0 ? second : first).WriteLine(line);
        return (training, heldOut);
    }

    /// <summary>Microsoft's pipeline with all defaults, and our trainers in it or not.</summary>
    public SweepablePipeline Pipeline(MLContext context, IDataView rows, ColumnInformation columns, bool withOurs, bool networks)
    {
        var auto = context.Auto();
        string label = columns.LabelColumnName;
        var features = auto.Featurizer(rows, columns, "Features");
        return Task switch
        {
            ExperimentTask.Binary => features.Append(
                [auto.BinaryClassification(label), .. withOurs ? auto.LagrangianBinaryTrainers(label, useNetworks: networks) : []]),
            ExperimentTask.Multiclass => context.Transforms.Conversion.MapValueToKey(label).Append(features).Append(
                [auto.MultiClassification(label), .. withOurs ? auto.LagrangianMulticlassTrainers(label, useNetworks: networks) : []]),
            _ => features.Append([auto.Regression(label), .. withOurs ? auto.LagrangianRegressionTrainers(label, useNetworks: networks) : []]),
        };
    }

    public AutoMLExperiment SetMetric(AutoMLExperiment experiment, string label) => Task switch
    {
        ExperimentTask.Binary => experiment.SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve, label),
        ExperimentTask.Multiclass => experiment.SetMulticlassClassificationMetric(MulticlassClassificationMetric.MicroAccuracy, label),
        _ => experiment.SetRegressionMetric(RegressionMetric.RSquared, label),
    };

    public double Evaluate(MLContext context, IDataView scored, string label) => Task switch
    {
        ExperimentTask.Binary => context.BinaryClassification.EvaluateNonCalibrated(scored, label).AreaUnderRocCurve,
        ExperimentTask.Multiclass => context.MulticlassClassification.Evaluate(scored, label).MicroAccuracy,
        _ => context.Regression.Evaluate(scored, label).RSquared,
    };
}
