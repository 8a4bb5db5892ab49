namespace LagrangeMLNet.AutoML;

/// <summary>A column of the data and what the sweep made of it.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Role">What it was taken for; <see cref="SweepColumnRole.Ignored"/> where it was left out.</param>
/// <param name="Treatment">What was done to it, or why it was left out, in a sentence.</param>
public sealed record SweepColumn(string Name, SweepColumnRole Role, string Treatment);
