using TorchSharp;

namespace LagrangeMLNet.Networks;

/// <summary>A few rows as tensors.</summary>
/// <param name="Count">Number of rows.</param>
/// <param name="Numbers">Slots read as numbers, rows × numbers, as given; null where there are none.</param>
/// <param name="BagSlots">Places in the bag of all rows' values, row after row; null where there is no bag.</param>
/// <param name="BagValues">The values.</param>
/// <param name="BagStarts">For each row, where it begins in the two.</param>
/// <param name="Labels">Labels: numbers, or classes as Int64.</param>
/// <param name="Weights">Example weights; null where all rows weigh 1.</param>
/// <param name="LeftOut">Members × rows: 1 where a member leaves the row out; null where all learn from all.</param>
internal sealed record InputRows(
    int Count,
    torch.Tensor? Numbers,
    torch.Tensor? BagSlots,
    torch.Tensor? BagValues,
    torch.Tensor? BagStarts,
    torch.Tensor Labels,
    torch.Tensor? Weights,
    torch.Tensor? LeftOut = null);
