using LagrangeMLNet.Numerics;
using Xunit;

namespace LagrangeMLNet.Tests.Numerics;

public class NormalQuantileTests
{
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.841344746, 1)]
    [InlineData(0.95, 1.644853627)]
    [InlineData(0.975, 1.959963985)]
    [InlineData(0.9999, 3.719016485)]
    public void MatchesTheTable(double probability, double z)
    {
        Assert.Equal(z, NormalQuantile.Of(probability), 2e-3);
        Assert.Equal(-z, NormalQuantile.Of(1 - probability), 2e-3);
    }
}
