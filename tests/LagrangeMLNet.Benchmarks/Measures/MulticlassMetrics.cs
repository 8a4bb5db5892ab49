using LagrangeMLNet.Benchmarks.DataSets;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.Measures;

/// <summary>
/// Log-loss in nats, accuracy, and accuracy averaged over classes. A held-out class that training never saw costs the full clipped
/// loss.
/// </summary>
internal static class MulticlassMetrics
{
    public static HeldOutMetrics Of(IDataView scored)
    {
        double loss = 0;
        int rows = 0, correct = 0;
        var byClass = new Dictionary<uint, (int Rows, int Correct)>();
        uint label = 0;
        var probabilities = default(VBuffer<float>);
        var (labelColumn, scoreColumn) = (scored.Schema[Columns.Label], scored.Schema[Columns.Score]);
        using var cursor = scored.GetRowCursor([labelColumn, scoreColumn]);
        var getLabel = cursor.GetGetter<uint>(labelColumn);
        var getScore = cursor.GetGetter<VBuffer<float>>(scoreColumn);
        while (cursor.MoveNext())
        {
            getLabel(ref label);
            getScore(ref probabilities);
            var p = label == 0 ? 0 : probabilities.GetItemOrDefault((int)label - 1);
            loss -= Math.Log(HeldOutMetrics.Clip(p));
            var hit = IsLargest(p, probabilities) ? 1 : 0;
            rows++;
            correct += hit;
            var known = byClass.GetValueOrDefault(label);
            byClass[label] = (known.Rows + 1, known.Correct + hit);
        }

        return new HeldOutMetrics(
        [
            new("log-loss, nats", loss / rows),
            new("accuracy", (double)correct / rows),
            new("class-mean accuracy", byClass.Values.Average(counts => (double)counts.Correct / counts.Rows)),
        ]);
    }

    private static bool IsLargest(float probability, in VBuffer<float> probabilities)
    {
        foreach (var other in probabilities.GetValues())
        {
            if (other > probability)
                return false;
        }

        return true;
    }
}
