using System.Globalization;
using System.IO.Compression;

namespace LagrangeMLNet.Benchmarks.Stopping;

/// <summary>One recorded run: a validation loss against the training step.</summary>
internal sealed class LearningCurve
{
    private LearningCurve(string workload, double[] steps, double[] losses)
    {
        Workload = workload;
        Steps = steps;
        Losses = losses;
        BestSoFar = new double[losses.Length];
        double best = double.PositiveInfinity;
        for (int i = 0; i < losses.Length; i++)
            BestSoFar[i] = best = losses[i] < best ? losses[i] : best;
    }

    public string Workload { get; }

    public double[] Steps { get; }

    public double[] Losses { get; }

    /// <summary>What a caller who restores the best state holds after each look.</summary>
    public double[] BestSoFar { get; }

    public double Budget => Steps[^1];

    public double Best => BestSoFar[^1];

    /// <summary>Scale of the normalised regret: all that the whole run has learnt, first value less best value.</summary>
    public double Learnt => Losses[0] - Best;

    /// <summary>
    /// Reads a table with the columns workload, run, step, validation_loss, sorted by run and step; gzip if the name ends so.
    /// </summary>
    public static List<LearningCurve> Read(string path)
    {
        using Stream file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream);
        string header = reader.ReadLine() ?? "";
        if (header != "workload,run,step,validation_loss")
            throw new InvalidDataException($"{path}: the header must be workload,run,step,validation_loss, but it is '{header}'.");

        var curves = new List<LearningCurve>();
        var steps = new List<double>();
        var losses = new List<double>();
        string workload = "", run = "";
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Split(',');
            if (cells[0] != workload || cells[1] != run)
            {
                Add();
                (workload, run) = (cells[0], cells[1]);
            }

            steps.Add(double.Parse(cells[2], CultureInfo.InvariantCulture));
            losses.Add(double.Parse(cells[3], CultureInfo.InvariantCulture));
        }

        Add();
        return curves;

        void Add()
        {
            if (steps.Count > 0)
                curves.Add(new LearningCurve(workload, [.. steps], [.. losses]));
            steps.Clear();
            losses.Clear();
        }
    }
}
