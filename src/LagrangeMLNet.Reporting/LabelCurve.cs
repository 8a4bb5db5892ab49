namespace LagrangeMLNet.Reporting;

/// <summary>The mean loss of one way to choose rows, against the labels bought, with its standard error over repetitions.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Labels">Numbers of labels, positive and ascending.</param>
/// <param name="Loss">Mean loss at each number of labels, in any unit.</param>
/// <param name="StandardError">Standard error of each mean, not negative, in the same unit.</param>
public sealed record LabelCurve(
    string Name, IReadOnlyList<int> Labels, IReadOnlyList<double> Loss, IReadOnlyList<double> StandardError);
