using LagrangeMLNet.Data;
using LagrangeMLNet.Optimizers;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace LagrangeMLNet.Networks;

/// <summary>The loss of a network's outputs in training units: nats, or half the squared error in units of the label's spread.</summary>
internal static class NetworkLoss
{
    /// <summary>
    /// Mean over the rows of the members' losses, each member's by itself and without the rows it leaves out. Weights are in units of their
    /// mean over all rows: a mini-batch of light rows counts less than one of heavy rows.
    /// </summary>
    public static torch.Tensor Mean(PredictionTask task, torch.Tensor outputs, InputRows rows)
    {
        torch.Tensor losses = OfMembers(task, outputs, rows);
        if (rows.LeftOut is { } leftOut)
            losses = losses * leftOut.eq(HeldScalars.Zero).to(torch.ScalarType.Float32);
        losses = losses.sum(0L);
        return rows.Weights is null ? losses.mean() : (losses * rows.Weights).mean();
    }

    /// <summary>
    /// What is said of rows that were not learnt from, rows × outputs: by the members that left them out, or else by all in the mean.
    /// </summary>
    public static torch.Tensor HeldOut(torch.Tensor outputs, InputRows rows)
    {
        if (outputs.Dimensions == 2)
            return outputs;
        return rows.LeftOut is { } leftOut ? (outputs * leftOut.unsqueeze(2)).sum(0L) : outputs.mean([0L]);
    }

    /// <summary>Losses, row by row.</summary>
    public static double[] OfRows(PredictionTask task, torch.Tensor outputs, torch.Tensor labels) =>
        Losses(task, outputs, labels).to(torch.ScalarType.Float64).cpu().data<double>().ToArray();

    /// <summary>Members × rows.</summary>
    private static torch.Tensor OfMembers(PredictionTask task, torch.Tensor outputs, InputRows rows)
    {
        if (outputs.Dimensions == 2)
            return Losses(task, outputs, rows.Labels).unsqueeze(0);
        long members = outputs.shape[0];
        return Losses(task, outputs.flatten(0, 1), rows.Labels.repeat(members)).view(members, rows.Count);
    }

    private static torch.Tensor Losses(PredictionTask task, torch.Tensor outputs, torch.Tensor labels) => task switch
    {
        PredictionTask.Binary =>
            functional.binary_cross_entropy_with_logits(outputs.squeeze(1), labels, reduction: Reduction.None),
        PredictionTask.Multiclass => functional.cross_entropy(outputs, labels, reduction: Reduction.None),
        _ => HalfSquare(outputs.squeeze(1) - labels),
    };

    private static torch.Tensor HalfSquare(torch.Tensor error) => error * error * HeldScalars.Half;
}
