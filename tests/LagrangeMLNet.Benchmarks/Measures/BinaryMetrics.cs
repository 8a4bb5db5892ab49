using LagrangeMLNet.Benchmarks.DataSets;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.Measures;

/// <summary>Log-loss in nats, accuracy at probability 1/2, and area under the ROC curve.</summary>
internal static class BinaryMetrics
{
    public static HeldOutMetrics Of(IDataView scored)
    {
        bool[] labels = [.. scored.GetColumn<bool>(Columns.Label)];
        float[] probabilities = [.. scored.GetColumn<float>(Columns.Probability)];
        float[] scores = [.. scored.GetColumn<float>(Columns.Score)];
        double loss = 0;
        var correct = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var p = HeldOutMetrics.Clip(probabilities[i]);
            loss -= Math.Log(labels[i] ? p : 1 - p);
            correct += probabilities[i] > 0.5 == labels[i] ? 1 : 0;
        }

        return new HeldOutMetrics(
        [
            new("log-loss, nats", loss / labels.Length),
            new("accuracy", (double)correct / labels.Length),
            new("AUC", AreaUnderCurve(labels, scores)),
        ]);
    }

    /// <summary>Mann and Whitney's statistic: the share of (positive, negative) pairs in the right order, ties counted by half.</summary>
    public static double AreaUnderCurve(bool[] labels, float[] scores)
    {
        var sorted = (float[])scores.Clone();
        var sortedLabels = (bool[])labels.Clone();
        Array.Sort(sorted, sortedLabels);
        double rankSum = 0;
        long positives = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            var tiedPositives = 0;
            for (end = start; end < sorted.Length && sorted[end].Equals(sorted[start]); end++)
                tiedPositives += sortedLabels[end] ? 1 : 0;
            rankSum += tiedPositives * ((start + end + 1) / 2.0);
            positives += tiedPositives;
        }

        var negatives = sorted.Length - positives;
        return (rankSum - positives * (positives + 1) / 2.0) / ((double)positives * negatives);
    }
}
