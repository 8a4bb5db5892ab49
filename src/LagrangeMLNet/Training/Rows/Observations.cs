using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>
/// How a row's label and weight enter the loss: labels in the unit that the likelihood learns them in, weights in units of their mean, and
/// class weights where the caller asked for balance.
/// </summary>
internal sealed class Observations
{
    // A label farther out than this, in units of the spread, has next to no weight; its square must fit single precision.
    private const double LargestDeviate = 1e18;

    // Rows of a class or count that is rarer than this tell so much less than those of even classes that their number counts, not that of
    // all rows: a share q of them tells q (1 − q) of what one row can tell at most.
    private const double RareShare = 1.0 / 16;

    // A spread below this share of the centre is rounding of single precision, and below this number nothing can be divided by it.
    private const double Unresolved = 1e-7;
    private const double SmallestScale = 1e-37;

    // So many labels tell their median to a thousandth of their spread.
    private const int LabelsForScale = 1 << 21;

    private readonly double _inverseLabelScale;
    private readonly double[]? _classWeights;

    private Observations(
        long rows, double weight, double[] labelSums, double labelCentre, double labelScale, double[]? classWeights)
    {
        Rows = rows;
        Weight = weight;
        LabelSums = labelSums;
        LabelCentre = labelCentre;
        LabelScale = labelScale;
        _inverseLabelScale = 1 / labelScale;
        _classWeights = classWeights;
    }

    /// <summary>Number of rows.</summary>
    public long Rows { get; }

    /// <summary>Σ w, in units of the mean weight.</summary>
    public double Weight { get; }

    /// <summary>Σ w y in label units, or Σ w of each class.</summary>
    public double[] LabelSums { get; }

    /// <summary>Mean label.</summary>
    public double LabelMean { get; private init; }

    /// <summary>Standard deviation of the labels, in units as given.</summary>
    public double LabelDeviation { get; private init; }

    /// <summary>What a likelihood begins with.</summary>
    public LabelSummary Summary => new(LabelMean, LabelDeviation, LabelScale);

    /// <summary>Σ w eᵒ, o the offsets; Σ w where there are none.</summary>
    public double Exposure { get; private init; }

    /// <summary>
    /// What example weights are multiplied by, so that their mean is 1: a strength that is chosen then does not depend on their unit. 1
    /// where there are none.
    /// </summary>
    public double WeightScale { get; private init; } = 1;

    /// <summary>Whether rows count differently.</summary>
    public bool IsWeighted => WeightScale != 1 || _classWeights is not null;

    /// <summary>Whether all rows with weight are of one class.</summary>
    public bool HasOneClass { get; private init; }

    /// <summary>Number of rows of each class; empty where labels are no classes.</summary>
    public long[] ClassRows { get; private init; } = [];

    /// <summary>Number of rows that are not of the commonest class, or that count something; all rows where labels are neither.</summary>
    public long Events { get; private init; }

    /// <summary>Rows of even classes that tell as much as one of these rows does, at most 1.</summary>
    public double Evenness { get; private init; } = 1;

    public double LabelCentre { get; }

    public double LabelScale { get; }

    /// <summary>The same labels and weights, where a sample of the rows stands for <paramref name="weight"/> of them.</summary>
    public Observations For(long rows, double weight) => new(rows, weight, LabelSums, LabelCentre, LabelScale, _classWeights)
    {
        HasOneClass = HasOneClass,
        LabelMean = LabelMean,
        LabelDeviation = LabelDeviation,
        Exposure = Exposure,
        WeightScale = WeightScale,
        ClassRows = ClassRows,
        Events = Events,
        Evenness = Evenness,
    };

    public static Observations Measure(IRowSource rows, Likelihood likelihood, bool balanceClasses)
    {
        int classes = likelihood.Classes;
        var sums = new double[Math.Max(classes, 1)];
        var classRows = new long[classes];
        var moments = default(Moments);
        double exposure = 0;
        long positive = 0;
        bool weighted = false;
        foreach (var batch in rows.Batches())
            foreach (var tile in batch)
                for (int r = 0; r < tile.Count; r++)
                {
                    int row = tile.Row(r);
                    double weight = tile.Block.Weights?[row] ?? 1, label = tile.Block.Labels[row];
                    weighted |= weight != 1;
                    moments.Add(label, weight);
                    positive += label > 0 ? 1 : 0;
                    if (tile.Block.Offsets is { } offsets)
                        exposure += weight * Math.Exp(offsets[row]);
                    else
                        exposure += weight;
                    if (classes == 0)
                        continue;
                    sums[(int)label] += weight;
                    classRows[(int)label]++;
                }

        double weightScale = weighted ? rows.Rows / moments.Weight : 1;
        double total = moments.Weight * weightScale;
        exposure *= weightScale;
        for (int k = 0; k < sums.Length; k++)
            sums[k] *= weightScale;
        int present = 0;
        long commonest = 0;
        foreach (double sum in sums)
            present += sum > 0 ? 1 : 0;
        foreach (long count in classRows)
            commonest = Math.Max(commonest, count);
        double[]? classWeights = null;
        if (balanceClasses)
        {
            classWeights = new double[sums.Length];
            for (int k = 0; k < sums.Length; k++)
            {
                classWeights[k] = sums[k] > 0 ? total / (present * sums[k]) : 0;
                sums[k] *= classWeights[k];
            }
        }

        var (centre, scale) = Unit(rows, likelihood.LabelUnit, moments);
        double[] labelSums = likelihood switch
        {
            { Link: Link.Softmax } => sums,
            { Labels: LabelKind.Class } => [sums[1]],
            { LabelUnit: LabelUnit.AsGiven } => [moments.Mean * total],
            _ => [0],
        };
        long events = likelihood.Labels switch
        {
            LabelKind.Class => rows.Rows - commonest,
            LabelKind.Count => positive,
            _ => rows.Rows,
        };
        return new Observations(rows.Rows, total, labelSums, centre, scale, classWeights)
        {
            HasOneClass = present == 1,
            LabelMean = moments.Mean,
            LabelDeviation = moments.Deviation,
            Exposure = exposure,
            WeightScale = weightScale,
            ClassRows = classRows,
            Events = events,
            Evenness = Math.Clamp(events / (RareShare * rows.Rows), 1.0 / Math.Max(1, rows.Rows), 1),
        };
    }

    /// <summary>Origin and unit that labels are learnt in; where labels do not vary, the unit as given.</summary>
    private static (double Centre, double Scale) Unit(IRowSource rows, LabelUnit unit, in Moments moments)
    {
        if (unit == LabelUnit.AsGiven)
            return (0, 1);
        var (centre, scale) = unit == LabelUnit.Deviation ? (moments.Mean, moments.Deviation) : RobustScale.Of(LabelsWithWeight(rows));
        return (centre, scale > Unresolved * Math.Abs(centre) && scale > SmallestScale ? scale : 1);
    }

    /// <summary>The labels of rows with weight, or of a sample of them.</summary>
    private static float[] LabelsWithWeight(IRowSource rows)
    {
        double share = LabelsForScale / (double)rows.Rows;
        var labels = new List<float>();
        foreach (var batch in rows.Batches())
            foreach (var tile in batch)
                for (int r = 0; r < tile.Count; r++)
                {
                    int row = tile.Row(r);
                    if (!(tile.Block.Weights?[row] == 0) && (share >= 1 || RowHash.Share(tile.Block.FirstRow + row, seed: 0) < share))
                        labels.Add(tile.Block.Labels[row]);
                }

        return [.. labels];
    }

    /// <summary>The tile's labels in training units.</summary>
    public ReadOnlySpan<float> Labels(in Tile tile, Span<float> scratch)
    {
        var labels = tile.Gather(tile.Block.Labels, scratch);
        if (LabelCentre == 0 && _inverseLabelScale == 1)
            return labels;
        for (int r = 0; r < labels.Length; r++)
            scratch[r] = (float)Math.Clamp((labels[r] - LabelCentre) * _inverseLabelScale, -LargestDeviate, LargestDeviate);
        return scratch[..labels.Length];
    }

    /// <summary>The tile's weights; empty if all are 1.</summary>
    public ReadOnlySpan<float> Weights(in Tile tile, ReadOnlySpan<float> labels, Span<float> scratch)
    {
        var weights = tile.Block.Weights is { } given ? tile.Gather(given, scratch) : default;
        if (_classWeights is null && (WeightScale == 1 || weights.IsEmpty))
            return weights;
        for (int r = 0; r < labels.Length; r++)
            scratch[r] = (float)((weights.IsEmpty ? 1 : weights[r] * WeightScale) * (_classWeights is null
                ? 1 : _classWeights[(int)labels[r]]));
        return scratch[..labels.Length];
    }
}
