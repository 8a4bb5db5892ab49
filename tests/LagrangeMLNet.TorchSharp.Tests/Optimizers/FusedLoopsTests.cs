using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Optimizers;
using TorchSharp;
using Xunit;

namespace LagrangeMLNet.TorchTests.Optimizers;

/// <summary>
/// One pass over memory gives what torch's operations give: on whole vectors of the processor, on rests, and on strided tensors.
/// </summary>
public sealed class FusedLoopsTests : TorchTest
{
    public static TheoryData<int, int> Shapes => new() { { 1, 1 }, { 1, 7 }, { 4, 16 }, { 13, 17 } };

    public static TheoryData<int, FisherExponent, DampingPlacement, bool> Settings
    {
        get
        {
            var settings = new TheoryData<int, FisherExponent, DampingPlacement, bool>();
            foreach (int columns in new[] { 1, 8, 45 })
            {
                foreach (FisherExponent exponent in Enum.GetValues<FisherExponent>())
                {
                    foreach (DampingPlacement placement in Enum.GetValues<DampingPlacement>())
                    {
                        settings.Add(columns, exponent, placement, true);
                        settings.Add(columns, exponent, placement, false);
                    }
                }
            }

            return settings;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Squares_are_averaged_as_torch_does(int rows, int columns)
    {
        (torch.Tensor average, torch.Tensor x) = (Positive(rows, columns), torch.randn(rows, columns));
        torch.Tensor expected = (average * 0.9) + (x.square() * 0.1), strided = torch.stack([average, average], 2).select(2, 1);

        FusedLoops.AverageSquares(average, x, 0.9);
        FusedLoops.AverageSquares(strided, x, 0.9);

        AssertClose(expected, average);
        AssertClose(expected, strided);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void The_quotient_is_torchs(int columns, FisherExponent exponent, DampingPlacement placement, bool inPlace)
    {
        var options = new LagrangianOptions { Exponent = exponent, DampingPlacement = placement, Damping = 0.3 };
        (torch.Tensor average, torch.Tensor x) = (Positive(3, columns), torch.randn(3, columns));
        torch.Tensor expected = x / LagrangeMLNet.Optimizers.Spectrum.Denominator(average, 0.25, options);
        torch.Tensor before = x.clone();

        torch.Tensor found = FusedLoops.Divide(x, average, 0.25, options, inPlace);

        AssertClose(expected, found);
        AssertClose(inPlace ? expected : before, x);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Both_points_move(int rows, int columns)
    {
        (torch.Tensor y, torch.Tensor z, torch.Tensor u) = (
            torch.randn(rows, columns), torch.randn(rows, columns), torch.randn(rows, columns));
        (torch.Tensor newY, torch.Tensor newZ) = (y + (0.2 * (z - y)) - (0.7 * u), z - (0.5 * u));

        FusedLoops.Advance(y, z, u, 0.2, -0.7, -0.5);

        AssertClose(newY, y);
        AssertClose(newZ, z);
    }

    [Fact]
    public void Lengths_are_those_of_torch_and_not_finite_stays_so()
    {
        (torch.Tensor x, torch.Tensor y) = (torch.randn(5, 11), torch.randn(5, 11));

        Assert.Equal(x.square().sum().ToDouble(), FusedLoops.SumOfSquares(x), 1e-4);
        Assert.Equal((x - y).square().sum().ToDouble(), FusedLoops.SquaredDistance(x, y), 1e-4);
        Assert.Equal(FusedLoops.SumOfSquares(x), FusedLoops.SumOfSquares(x.t()), 1e-4);
        x[4, 10] = float.NaN;
        Assert.False(double.IsFinite(FusedLoops.SumOfSquares(x)));
    }

    private static torch.Tensor Positive(int rows, int columns) => torch.rand(rows, columns) + 0.1;

    private static void AssertClose(torch.Tensor expected, torch.Tensor found) => Assert.True(expected.allclose(found, 1e-5, 1e-6));
}
