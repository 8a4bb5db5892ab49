using LagrangeMLNet.Data;

namespace LagrangeMLNet.Networks;

/// <summary>Sums over the labels, and what follows from them.</summary>
/// <param name="task">What is learnt.</param>
/// <param name="classes">Number of classes; 1 for a number or a Boolean.</param>
internal sealed class LabelSums(PredictionTask task, int classes)
{
    private readonly double[] _ofClass = new double[task == PredictionTask.Binary ? 2 : classes];
    private double _weight;
    private double _squaredWeight;
    private long _rows;
    private double _sum;
    private double _square;
    private double? _first;

    public void Add(float label, float weight)
    {
        _rows++;
        _weight += weight;
        _squaredWeight += (double)weight * weight;
        if (task != PredictionTask.Regression)
        {
            _ofClass[(int)label] += weight;
            return;
        }

        _first ??= label;
        double value = label - _first.Value;
        _sum += weight * value;
        _square += weight * value * value;
    }

    /// <summary>How labels enter the loss.</summary>
    /// <param name="balanceClasses">Whether all classes count the same.</param>
    public LabelScale Scale(bool balanceClasses)
    {
        if (task == PredictionTask.Regression)
        {
            double shift = _weight > 0 ? _sum / _weight : 0;
            double variance = _weight > 0 ? Math.Max(0, (_square / _weight) - (shift * shift)) : 0;
            double deviation = Math.Sqrt(variance);
            return new LabelScale(task, 1, (_first ?? 0) + shift, deviation > 0 ? deviation : 1, [0], null)
            {
                Weight = _weight,
                MeanWeight = MeanWeight,
                EffectiveRows = EffectiveRows,
                IsConstant = !(deviation > 0),
            };
        }

        int present = _ofClass.Count(weight => weight > 0);
        double[]? classWeights = balanceClasses
            ? [.. _ofClass.Select(weight => weight > 0 ? _weight / present / weight : 1)]
            : null;
        // Half an observation of a class that no row has keeps its log finite (Jeffreys).
        double[] logs = [.. _ofClass.Select((weight, c) => Math.Log(weight > 0 ? weight * (classWeights?[c] ?? 1) : 0.5 * MeanWeight))];
        float[] bias = task == PredictionTask.Binary
            ? [(float)(logs[1] - logs[0])]
            : [.. logs.Select(log => (float)(log - logs.Average()))];
        return new LabelScale(task, classes, 0, 1, bias, classWeights)
        {
            Weight = _weight,
            MeanWeight = MeanWeight,
            EffectiveRows = EffectiveRows,
            OfClass = _ofClass,
            IsConstant = present < 2,
        };
    }

    private double EffectiveRows => _squaredWeight > 0 ? _weight * _weight / _squaredWeight : 1;

    private double MeanWeight => _weight > 0 ? _weight / _rows : 1;
}
