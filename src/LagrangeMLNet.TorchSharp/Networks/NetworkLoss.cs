using LagrangeMLNet.Optimizers;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace LagrangeMLNet.Networks;

/// <summary>The loss of a network's outputs in training units: nats, or half the squared error in units of the label's spread.</summary>
internal static class NetworkLoss
{
    /// <summary>Weighted mean over the rows.</summary>
    public static torch.Tensor Mean(NetworkTask task, torch.Tensor outputs, InputRows rows)
    {
        torch.Tensor losses = outputs.Dimensions == 3 ? OfMembers(task, outputs, rows) : OfRows(task, outputs, rows);
        return rows.Weights is null ? losses.mean() : (losses * rows.Weights).sum() / rows.Weights.sum().clamp_min(HeldScalars.Least);
    }

    /// <summary>Weighted sum over the rows, and the sum of their weights.</summary>
    public static (double Loss, double Weight) Sum(NetworkTask task, torch.Tensor outputs, InputRows rows)
    {
        torch.Tensor losses = OfRows(task, outputs.Dimensions == 3 ? outputs.mean([0L]) : outputs, rows).to(torch.ScalarType.Float64);
        return rows.Weights is null
            ? (losses.sum().item<double>(), rows.Count)
            : ((losses * rows.Weights).sum().item<double>(), rows.Weights.sum(torch.ScalarType.Float64).item<double>());
    }

    /// <summary>The sum of the members' losses, row by row: each member learns for itself.</summary>
    private static torch.Tensor OfMembers(NetworkTask task, torch.Tensor outputs, InputRows rows)
    {
        long members = outputs.shape[0];
        InputRows repeated = rows with { Labels = rows.Labels.repeat(members) };
        return OfRows(task, outputs.flatten(0, 1), repeated).view(members, rows.Count).sum(0L);
    }

    private static torch.Tensor OfRows(NetworkTask task, torch.Tensor outputs, InputRows rows) => task switch
    {
        NetworkTask.Binary =>
            functional.binary_cross_entropy_with_logits(outputs.squeeze(1), rows.Labels, reduction: Reduction.None),
        NetworkTask.Multiclass => functional.cross_entropy(outputs, rows.Labels, reduction: Reduction.None),
        _ => HalfSquare(outputs.squeeze(1) - rows.Labels),
    };

    private static torch.Tensor HalfSquare(torch.Tensor error) => error * error * HeldScalars.Half;
}
