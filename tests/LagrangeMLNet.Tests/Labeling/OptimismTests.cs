using LagrangeMLNet.Labeling;
using LagrangeMLNet.Mechanics;
using Xunit;

namespace LagrangeMLNet.Tests.Labeling;

/// <summary>When a classifier is asked what it cannot tell apart.</summary>
public class OptimismTests
{
    [Theory]
    [InlineData(0.29, true)]
    [InlineData(0.31, false)]
    public void MarginsCountWhereTheLossOnNewRowsIsTwiceThatOnLearntRows(double learnt, bool expected) =>
        Assert.Equal(expected, Optimism.IsMostOfTheLoss(learnt, [At(0, 2.0, 20), At(20, 0.6, 10), At(30, 0.6, 5)]));

    [Fact]
    public void WithoutALossOfAModelOnNewRowsNothingIsKnown()
    {
        Assert.False(Optimism.IsMostOfTheLoss(0, []));
        Assert.False(Optimism.IsMostOfTheLoss(0, [At(0, 0.7, 20)]));
    }

    [Fact]
    public void MeasurementsWeighByTheirRowsAndTheirAge() =>
        // (0.8 · 10 · 1 + 30 · 0.2) / (0.8 · 10 + 30) = 14 / 38.
        Assert.All(
            new[] { (0.5 * 14 / 38) - 1e-9, (0.5 * 14 / 38) + 1e-9 }.Zip([true, false]),
            pair => Assert.Equal(pair.Second, Optimism.IsMostOfTheLoss(pair.First, [At(20, 1, 10), At(30, 0.2, 30)])));

    private static LabelingMeasurement At(int labels, double loss, int rows) => new(new Observation(labels, loss, 0.1), rows);
}
