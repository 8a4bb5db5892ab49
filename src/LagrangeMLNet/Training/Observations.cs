using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Training;

/// <summary>
/// How a row's label and weight enter the loss: labels in units of their spread where the likelihood has a free dispersion on a linear
/// scale (Gaussian), and class weights where the caller asked for balance.
/// </summary>
internal sealed class Observations
{
    // Beyond these, mean weights are brought to 1.
    private const double SmallestWeight = 1e-6;
    private const double LargestWeight = 1e6;

    // A label farther out than this, in units of the spread, has next to no weight; its square must fit single precision.
    private const double LargestDeviate = 1e18;

    private readonly double _inverseLabelScale;
    private readonly float[]? _classWeights;

    private Observations(
        long rows, double weight, double[] labelSums, double labelCentre, double labelScale, float[]? classWeights)
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

    /// <summary>Σ w.</summary>
    public double Weight { get; }

    /// <summary>Σ w y in label units, or Σ w of each class.</summary>
    public double[] LabelSums { get; }

    /// <summary>Σ w eᵒ, o the offsets; Σ w where there are none.</summary>
    public double Exposure { get; private init; }

    /// <summary>What example weights are multiplied by, so that their sums fit single precision; 1 unless they are extreme.</summary>
    public double WeightScale { get; private init; } = 1;

    /// <summary>Whether all rows with weight are of one class.</summary>
    public bool HasOneClass { get; private init; }

    public double LabelCentre { get; }

    public double LabelScale { get; }

    /// <summary>The same labels and weights, where a sample of the rows stands for <paramref name="weight"/> of them.</summary>
    public Observations For(long rows, double weight) => new(rows, weight, LabelSums, LabelCentre, LabelScale, _classWeights)
    {
        HasOneClass = HasOneClass,
        Exposure = Exposure,
        WeightScale = WeightScale,
    };

    public static Observations Measure(IRowSource rows, Likelihood likelihood, bool balanceClasses)
    {
        int classes = likelihood is LogisticLikelihood ? 2 : likelihood is SoftmaxLikelihood ? likelihood.Outputs : 0;
        var sums = new double[Math.Max(classes, 1)];
        var moments = default(Moments);
        double exposure = 0;
        foreach (var batch in rows.Batches())
            foreach (var tile in batch)
                for (int r = 0; r < tile.Count; r++)
                {
                    int row = tile.Row(r);
                    double weight = tile.Block.Weights?[row] ?? 1, label = tile.Block.Labels[row];
                    moments.Add(label, weight);
                    if (tile.Block.Offsets is { } offsets)
                        exposure += weight * Math.Exp(offsets[row]);
                    else
                        exposure += weight;
                    if (classes > 0)
                        sums[(int)label] += weight;
                }

        double mean = moments.Weight / Math.Max(1, rows.Rows);
        double weightScale = mean is > 0 and (< SmallestWeight or > LargestWeight) ? 1 / mean : 1;
        double total = moments.Weight * weightScale;
        exposure *= weightScale;
        for (int k = 0; k < sums.Length; k++)
            sums[k] *= weightScale;
        float[]? classWeights = null;
        if (balanceClasses)
        {
            int present = sums.Count(sum => sum > 0);
            classWeights = [.. sums.Select(sum => sum > 0 ? (float)(total / (present * sum)) : 0f)];
            for (int k = 0; k < sums.Length; k++)
                sums[k] *= classWeights[k];
        }

        double centre = 0, scale = 1;
        if (likelihood is GaussianLikelihood)
        {
            centre = moments.Mean;
            scale = moments.Deviation > 1e-7 * Math.Abs(centre) && moments.Deviation > 1e-37 ? moments.Deviation : 1;
        }

        double[] labelSums = likelihood switch
        {
            LogisticLikelihood => [sums[1]],
            SoftmaxLikelihood => sums,
            GaussianLikelihood => [0],
            _ => [moments.Mean * total],
        };
        return new Observations(rows.Rows, total, labelSums, centre, scale, classWeights)
        {
            HasOneClass = sums.Count(sum => sum > 0) == 1,
            Exposure = exposure,
            WeightScale = weightScale,
        };
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
            scratch[r] = (float)((weights.IsEmpty ? 1 : weights[r] * WeightScale) * (_classWeights is null ? 1 : _classWeights[(int)labels[r]]));
        return scratch[..labels.Length];
    }

    /// <summary>Weighted mean and spread in one pass. Source: West, Communications of the ACM 22 (1979).</summary>
    private struct Moments
    {
        private double _squares;

        public double Weight { get; private set; }

        public double Mean { get; private set; }

        public readonly double Deviation => Weight > 0 ? Math.Sqrt(_squares / Weight) : 0;

        public void Add(double value, double weight)
        {
            if (weight == 0)
                return;
            Weight += weight;
            double difference = value - Mean;
            Mean += difference * weight / Weight;
            _squares += weight * difference * (value - Mean);
        }
    }
}
