using LagrangeMLNet.Binning;
using LagrangeMLNet.Boosting;
using Xunit;

namespace LagrangeMLNet.TreesTests.Boosting;

public class SplitCostTests
{
    /// <summary>The level is the median of what the best division of noise saves, within the error of its approximation.</summary>
    [Theory]
    [InlineData(1, 64)]
    [InlineData(10, 64)]
    [InlineData(20, 2)]
    public void The_best_division_of_noise_saves_about_the_cost_in_half_of_the_cases(int columns, int bins)
    {
        const int rows = 1280, cases = 300;
        var random = new Random(1);
        double cost = SplitCost.OfChance(Enumerable.Range(0, columns)
            .Select(slot => new BinnedColumn(slot, [.. Enumerable.Range(1, bins - 1).Select(end => end - 0.5f)], false, false)));
        int above = 0;
        for (int i = 0; i < cases; i++)
            above += BestOfNoise(random, columns, bins, rows) > cost ? 1 : 0;

        Assert.InRange(above / (double)cases, 0.2, 0.7);
    }

    /// <summary>½ max over columns and thresholds of (Σ left)² / n + (Σ right)² / n of standard normal numbers with sum 0.</summary>
    private static double BestOfNoise(Random random, int columns, int bins, int rows)
    {
        double best = 0;
        int perBin = rows / bins;
        for (int c = 0; c < columns; c++)
        {
            double[] sums = [.. Enumerable.Range(0, bins).Select(_ => Math.Sqrt(perBin) * Normal(random))];
            double mean = sums.Sum() / bins, left = 0;
            for (int b = 0; b < bins - 1; b++)
            {
                left += sums[b] - mean;
                double n = perBin * (b + 1.0);
                best = Math.Max(best, (left * left / n) + (left * left / (rows - n)));
            }
        }

        return best / 2;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
