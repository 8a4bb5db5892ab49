using System.Globalization;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Control.Benchmarks.Sets;

/// <summary>Rows with a class each: as a bandit, the class is the action that earns 1, and each other earns 0.</summary>
internal sealed record ClassificationSet(string Name, float[][] Features, int[] Classes, int ClassCount)
{
    private const double MnistShare = 0.02;

    public static ClassificationSet Of(string name, CommandLine line, int seed) => name switch
    {
        "letter" or "adult" => Table(name, Path.Combine(line.RequiredDataFolder(), $"{name}.tsv.gz"), hasHeader: true, 1),
        "mnist" => Table(name, Path.Combine(line.RequiredDataFolder(), "mnist.tsv.gz"), hasHeader: false, MnistShare),
        "rings" => Simulated(name, seed, 3, (x, _) => Math.Min(2, (int)Math.Sqrt((x[0] * x[0]) + (x[1] * x[1])))),
        "gaussians" => Gaussians(seed),
        "steps" => Simulated(name, seed, 4, (x, random) =>
            random.NextDouble() < 0.2 ? random.Next(4) : (x[0] > 0 ? 1 : 0) + (x[1] + x[2] > 0 ? 2 : 0)),
        _ => throw new ArgumentException($"There is no set '{name}'."),
    };

    /// <summary>Numbers as they are, text one-hot.</summary>
    private static ClassificationSet Table(string name, string path, bool hasHeader, double share)
    {
        using var reader = new GzipTextSource(path).OpenTextReader(0);
        if (hasHeader)
            reader.ReadLine();
        var cells = new List<string[]>();
        for (long row = 0; reader.ReadLine() is { } text; row++)
        {
            if (RowHash.Share(row, 0) < share)
                cells.Add(text.Split('\t'));
        }

        string[] names = [.. cells.Select(row => row[0]).Distinct().Order(StringComparer.Ordinal)];
        var index = names.Index().ToDictionary(item => item.Item, item => item.Index);
        var columns = Enumerable.Range(1, cells[0].Length - 1).Select(j => Column([.. cells.Select(row => row[j])])).ToArray();
        float[][] features = [.. Enumerable.Range(0, cells.Count).Select(i => columns.SelectMany(column => column[i]).ToArray())];
        return new ClassificationSet(name, features, [.. cells.Select(row => index[row[0]])], names.Length);
    }

    private static float[][] Column(string[] cells)
    {
        var numbers = new float[cells.Length];
        bool isNumber = true;
        for (int i = 0; i < cells.Length && isNumber; i++)
            isNumber = float.TryParse(cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]);
        if (isNumber)
            return [.. numbers.Select(number => new[] { number })];
        string[] values = [.. cells.Distinct().Order(StringComparer.Ordinal)];
        return [.. cells.Select(cell => values.Select(value => value == cell ? 1f : 0).ToArray())];
    }

    private static ClassificationSet Simulated(string name, int seed, int classes, Func<float[], Random, int> classOf)
    {
        var random = new Random(seed + 1000);
        float[][] features = [.. Enumerable.Range(0, 20_000).Select(_ => Enumerable.Range(0, 10).Select(_ => Normal(random)).ToArray())];
        return new ClassificationSet(name, features, [.. features.Select(x => classOf(x, random))], classes);
    }

    private static ClassificationSet Gaussians(int seed)
    {
        const int classes = 8;
        var random = new Random(seed + 2000);
        float[][] means = [.. Enumerable.Range(0, classes).Select(_ => Enumerable.Range(0, 10).Select(_ => Normal(random)).ToArray())];
        int[] drawn = [.. Enumerable.Range(0, 20_000).Select(_ => random.Next(classes))];
        float[][] features = [.. drawn.Select(c => means[c].Select(mean => mean + (1.5f * Normal(random))).ToArray())];
        return new ClassificationSet("gaussians", features, drawn, classes);
    }

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
