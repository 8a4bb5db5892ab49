using LagrangeMLNet.Data;
using LagrangeMLNet.Networks;
using TorchSharp;

namespace LagrangeMLNet.TorchTests.Networks;

/// <summary>TorchSharp's own answer to rows: log-odds, probabilities of classes, or numbers.</summary>
internal static class TorchScores
{
    public static float[][] Of(NetworkWeights weights, float[][] rows)
    {
        using var module = new ResidualNetwork(
            weights.Shape, weights.Encoding, new float[weights.Shape.Outputs], seed: 1, torch.CPU);
        module.Restore(weights.Values);
        var layout = ColumnLayout.FromCounts([.. Enumerable.Repeat(rows.Length, weights.Encoding.Slots)], rows.Length);
        var block = new RowBlock(layout, rows.Length, weighted: false, offset: false);
        foreach (float[] row in rows)
            block.Append(row, label: 0, weight: 1, offset: 0);
        int classes = weights.Shape.Outputs;
        var labels = new LabelScale(classes > 1 ? PredictionTask.Multiclass : PredictionTask.Binary, classes, 0, 1, [], null);
        var gather = new RowGather(layout, weights.Encoding, labels, torch.CPU);
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        torch.Tensor outputs = module.Forward(gather.Gather([.. Enumerable.Range(0, rows.Length).Select(row => new RowPlace(block, row))]));
        outputs = outputs.Dimensions == 3 ? outputs.mean([0L]) : outputs;
        if (weights.IsLimited)
        {
            torch.Tensor range = classes > 1 ? outputs.amax([1L], keepdim: true) - outputs.amin([1L], keepdim: true) : outputs.abs();
            outputs = outputs / (range / weights.Limit).clamp_min(1);
        }

        torch.Tensor scores = classes > 1 ? outputs.softmax(1) : (outputs * weights.LabelScale) + weights.LabelCentre;
        float[] flat = scores.data<float>().ToArray();
        return [.. Enumerable.Range(0, rows.Length).Select(row => flat[(row * classes)..((row + 1) * classes)])];
    }
}
