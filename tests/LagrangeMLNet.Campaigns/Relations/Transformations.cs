using LagrangeMLNet.Campaigns.Problems;
using LagrangeMLNet.Campaigns.Subjects;

namespace LagrangeMLNet.Campaigns.Relations;

/// <summary>The metamorphic relations of all trainers.</summary>
internal static class Transformations
{
    private static readonly string[] AwkwardNames =
        ["", " ", "Features", "Label", "Score", "Weight", "PredictedLabel", "Probability", "größe", "a.b", "(x)", "名前", "tab\there", "0", "Features.1"];

    private const int FewestRows = 30;

    /// <summary>Rows in nested samples differ once their numbers do: from this many rows on only the quality is the same.</summary>
    private const int RowsWithoutSamples = 900;

    public static IReadOnlyList<IRelation> All { get; } =
    [
        new Transformation("fitted again", Agreement.SameBits, (data, _) => data),
        new Transformation("two threads", Agreement.SameBits, (data, _) => data)
        {
            Subjects = subject => subject.HasThreads,
            Setting = new(Threads: 2),
        },
        new Transformation("rows not counted", Agreement.SameBits, (data, _) => OnBoth(data, problem => problem with { IsCounted = false })),
        new Transformation("awkward names", Agreement.SameBits, Rename),
        new Transformation("streamed", Agreement.SameQuality, (data, _) => data)
        {
            Subjects = subject => subject.HasThreads,
            Problems = train => (long)train.Rows * train.Slots > 1 << 18,
            Setting = new(MaximumMemoryInMegabytes: 1),
            Frequency = 0.01,
        },
        new Transformation("weights × c", Agreement.SameModel, ScaleWeights) { Subjects = IsDefault },
        new Transformation("rows of weight 0 = absent", Agreement.SameModel, AddRowsWithoutWeight) { Problems = IsSmall },
        new Transformation("rows of weight 0 = absent, many rows", Agreement.SameQuality, AddRowsWithoutWeight) { Problems = IsLarge, Frequency = 0.3 },
        new Transformation("row = two of half its weight", Agreement.SameQuality, SplitRows)
        {
            Subjects = IsDefault,
            // Weights have no unit, so that a split row tells more; of fewer rows, much more.
            Problems = train => train.Rows >= FewestRows,
        },
        new Transformation("rows with a gap = absent", Agreement.SameModel, AddRowsWithGaps) { Problems = IsSmall },
        // Folds and samples are drawn by the rows' places.
        new Transformation("permuted rows", Agreement.SameQuality, PermuteRows) { Problems = train => train.Rows >= FewestRows },
        new Transformation("permuted columns", Agreement.SameModel, PermuteColumns),
        new Transformation("scaled columns", Agreement.SameModel, ScaleColumns) { Subjects = IsDefault, Problems = IsDense },
        new Transformation("scaled columns, sparse", Agreement.SameQuality, ScaleColumns)
        {
            Subjects = IsDefault,
            Problems = train => train.IsSparse,
            Frequency = 0.1,
        },
        new Transformation("shifted columns", Agreement.SameModel, ShiftColumns) { Subjects = IsDefault, Problems = IsDense },
        // By the number of columns it is decided how the strength is chosen.
        new Transformation("constant column", Agreement.SameQuality, AddConstant) { Problems = IsDense },
        new Transformation("column twice", Agreement.SameQuality, DoubleColumn) { Subjects = IsDefault, Problems = train => train.Slots <= 200 },
        new Transformation("sparse = dense", Agreement.SameModel, (data, _) => OnBoth(data, problem => problem with { IsSparse = !problem.IsSparse })),
        new Transformation("other class first", Agreement.SameQuality, SwapClasses)
        {
            Task = ProblemTask.Binary,
            Translate = prediction => [-prediction[0]],
        },
        new Transformation("classes renumbered", Agreement.SameQuality, ReverseClasses)
        {
            Task = ProblemTask.Multiclass,
            Translate = prediction => [.. prediction.Reverse()],
        },
        new Transformation("classes that no row has", Agreement.SameQuality, DeclareMoreClasses)
        {
            Task = ProblemTask.Multiclass,
            // All of them together count as one observation.
            PseudoObservations = 1,
        },
        new Transformation("label in another unit", Agreement.SameModel, ScaleLabel)
        {
            Subjects = IsDefault,
            Task = ProblemTask.Regression,
            Translate = prediction => [(prediction[0] - 7) / 1000],
        },
        new Transformation("offset for all = rate × e^offset", Agreement.SameModel, ShiftOffsets)
        {
            Task = ProblemTask.Counts,
            Translate = prediction => [prediction[0] * MathF.Exp(-40)],
        },
    ];

    private static bool IsDefault(Subject subject) => subject.IsDefault;

    private static bool IsDense(Problem train) => !train.IsSparse;

    private static bool IsSmall(Problem train) => train.Rows <= RowsWithoutSamples;

    private static bool IsLarge(Problem train) => train.Rows > RowsWithoutSamples;

    private static Data OnBoth(Data data, Func<Problem, Problem> change) => new(change(data.Train), change(data.Test));

    private static Data Rename(Data data, Random random)
    {
        int[] order = random.Order(AwkwardNames.Length);
        // ML.NET itself has no columns without a name.
        string[] names = [.. order.Select(i => AwkwardNames[i]).Where(name => name.Trim().Length > 0)];
        var columns = new ColumnNames(names[0], names[1], names[2], names[3]);
        return OnBoth(data, problem => problem with { Names = columns });
    }

    private static Data ScaleWeights(Data data, Random random)
    {
        double unit = random.Magnitude(-9, 9);
        var train = data.Train with { Weights = [.. Enumerable.Range(0, data.Train.Rows).Select(row => (float)(unit * data.Train.WeightOf(row)))] };
        return data with { Train = train };
    }

    /// <summary>Rows of weight 0 that would change everything if they counted: far out, and with labels of their own.</summary>
    private static Data AddRowsWithoutWeight(Data data, Random random)
    {
        var train = data.Train;
        int more = 1 + (train.Rows / 4);
        float[][] features = [.. Enumerable.Range(0, more).Select(_ => Outlier(train.Slots, random))];
        float[] labels = [.. Enumerable.Range(0, more).Select(_ => AnyLabel(train, random))];
        var all = train with
        {
            Features = [.. train.Features, .. features],
            Labels = [.. train.Labels, .. labels],
            Weights = [.. Enumerable.Range(0, train.Rows).Select(train.WeightOf), .. new float[more]],
            Offsets = train.Offsets is null ? null : [.. train.Offsets, .. Enumerable.Repeat(30f, more)],
        };
        return data with { Train = InAnyPlace(all, train.Rows, random) };
    }

    private static Data AddRowsWithGaps(Data data, Random random)
    {
        var train = data.Train;
        int more = 1 + (train.Rows / 4);
        float[][] features = [.. Enumerable.Range(0, more).Select(_ =>
        {
            float[] x = Outlier(train.Slots, random);
            x[random.Next(x.Length)] = float.NaN;
            return x;
        })];
        var all = train with
        {
            Features = [.. train.Features, .. features],
            Labels = [.. train.Labels, .. Enumerable.Range(0, more).Select(_ => AnyLabel(train, random))],
            Weights = train.Weights is null ? null : [.. train.Weights, .. Enumerable.Repeat(1f, more)],
            Offsets = train.Offsets is null ? null : [.. train.Offsets, .. new float[more]],
        };
        return data with { Train = InAnyPlace(all, train.Rows, random) };
    }

    /// <summary>The further rows strewn among the first ones, which stay in their order.</summary>
    private static Problem InAnyPlace(Problem all, int first, Random random)
    {
        var order = Enumerable.Range(0, first).ToList();
        for (int row = first; row < all.Rows; row++)
            order.Insert(random.Next(order.Count + 1), row);
        return all.Take(order);
    }

    private static Data SplitRows(Data data, Random random)
    {
        var train = data.Train;
        bool[] split = [.. Enumerable.Range(0, train.Rows).Select(_ => random.NextDouble() < 0.3)];
        int[] rows = [.. Enumerable.Range(0, train.Rows).SelectMany(row => split[row] ? new[] { row, row } : [row])];
        return data with
        {
            Train = train.Take(rows) with { Weights = [.. rows.Select(row => train.WeightOf(row) / (split[row] ? 2 : 1))] },
        };
    }

    private static Data PermuteRows(Data data, Random random) => data with { Train = data.Train.Take(random.Order(data.Train.Rows)) };

    private static Data PermuteColumns(Data data, Random random)
    {
        int[] order = random.Order(data.Train.Slots);
        return OnBoth(data, problem => problem.WithFeatures(x => [.. order.Select(slot => x[slot])]));
    }

    private static Data ScaleColumns(Data data, Random random)
    {
        float[] units = [.. Enumerable.Range(0, data.Train.Slots).Select(_ => (float)random.Magnitude(-5, 5) * (random.Next(2) == 0 ? 1 : -1))];
        return OnBoth(data, problem => problem.WithFeatures(x => [.. x.Select((value, slot) => value * units[slot])]));
    }

    private static Data ShiftColumns(Data data, Random random)
    {
        // By few standard deviations: what is left of single precision has to tell rows apart.
        float[] shifts = [.. Enumerable.Range(0, data.Train.Slots).Select(slot =>
            (float)(20 * random.Normal()) * data.Train.Features.Max(x => Math.Abs(x[slot])))];
        return OnBoth(data, problem => problem.WithFeatures(x => [.. x.Select((value, slot) => value + shifts[slot])]));
    }

    private static Data AddConstant(Data data, Random random)
    {
        float value = (float)random.Magnitude(-3, 6);
        int place = random.Next(data.Train.Slots + 1);
        return OnBoth(data, problem => problem.WithFeatures(x => [.. x[..place], value, .. x[place..]]));
    }

    private static Data DoubleColumn(Data data, Random random)
    {
        int slot = random.Next(data.Train.Slots);
        return OnBoth(data, problem => problem.WithFeatures(x => [.. x, x[slot]]));
    }

    private static Data SwapClasses(Data data, Random random) =>
        OnBoth(data, problem => problem with { Labels = [.. problem.Labels.Select(label => 1 - label)] });

    private static Data ReverseClasses(Data data, Random random) =>
        OnBoth(data, problem => problem with { Labels = [.. problem.Labels.Select(label => problem.Classes - 1 - label)] });

    private static Data DeclareMoreClasses(Data data, Random random)
    {
        int more = 1 + random.Next(20);
        return OnBoth(data, problem => problem with { Classes = problem.Classes + more });
    }

    private static Data ScaleLabel(Data data, Random random) =>
        OnBoth(data, problem => problem with { Labels = [.. problem.Labels.Select(label => (1000 * label) + 7)] });

    /// <summary>A log exposure of −40 for all: rates at offset 0 are e^40 times as high.</summary>
    private static Data ShiftOffsets(Data data, Random random)
    {
        var train = data.Train;
        return data with { Train = train with { Offsets = [.. Enumerable.Range(0, train.Rows).Select(row => (train.Offsets?[row] ?? 0) - 40)] } };
    }

    private static float[] Outlier(int slots, Random random) =>
        [.. Enumerable.Range(0, slots).Select(_ => (float)(random.Normal() * random.Magnitude(0, 8)))];

    private static float AnyLabel(Problem train, Random random) => train.Task switch
    {
        ProblemTask.Binary => random.Next(2),
        ProblemTask.Multiclass => random.Next(train.Classes),
        ProblemTask.Counts => random.Next(1000),
        _ => (float)(1e4 * random.Normal()),
    };
}
