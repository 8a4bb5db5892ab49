using CsCheck;
using LagrangeMLNet.Labeling;
using Xunit;

namespace LagrangeMLNet.Tests.Labeling;

/// <summary>Rows that are drawn as probably as their labels are uncertain.</summary>
public class SystematicSampleTests
{
    private static readonly Gen<double> Size = Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 1], Gen.Double[0, 1e-6]);
    private static readonly Gen<(double[] Sizes, double[] Costs)> Units =
        Gen.Select(Size, Gen.Double[0.1, 10]).Array[1, 60].Select(pairs => (pairs.Select(p => p.Item1).ToArray(), pairs.Select(p => p.Item2).ToArray()));

    [Fact]
    public void Probabilities_are_as_the_sizes_and_spend_the_money() => Gen.Select(Units, Gen.Double[0, 1]).Sample((units, share) =>
    {
        double money = share * units.Costs.Sum();
        double[] probabilities = SystematicSample.Probabilities(units.Sizes, units.Costs, money);
        bool isAlike = units.Sizes.All(size => size == 0);
        double Size(int i) => isAlike ? 1 : units.Sizes[i];

        Assert.All(probabilities, p => Assert.InRange(p, 0, 1));
        double usable = Enumerable.Range(0, probabilities.Length).Where(i => Size(i) > 0).Sum(i => units.Costs[i]);
        double spent = probabilities.Zip(units.Costs, (p, cost) => p * cost).Sum();
        Assert.Equal(Math.Min(money, usable), spent, 1e-9 * (1 + money));
        double[] scales = [.. Enumerable.Range(0, probabilities.Length).Where(i => probabilities[i] is > 0 and < 1).Select(i => probabilities[i] / Size(i))];
        if (scales.Length > 0)
            Assert.Equal(scales.Min(), scales.Max(), 1e-9 * scales.Max());
    });

    [Fact]
    public void Over_all_starts_a_unit_is_drawn_as_often_as_it_is_probable() => Gen.Select(Units, Gen.Double[0, 1]).Sample(
        (units, share) =>
        {
            const int starts = 2_000;
            double money = share * units.Costs.Sum();
            var counts = new int[units.Sizes.Length];
            for (int i = 0; i < starts; i++)
                foreach (int unit in SystematicSample.Draw(units.Sizes, units.Costs, money, (i + 0.5) / starts))
                    counts[unit]++;
            double[] probabilities = SystematicSample.Probabilities(units.Sizes, units.Costs, money);
            Assert.All(counts.Zip(probabilities), pair => Assert.Equal(pair.Second, (double)pair.First / starts, 2.0 / starts));
        },
        iter: 50);

    [Fact]
    public void Where_each_costs_one_there_are_as_many_as_paid_and_they_are_spread_over_the_order()
    {
        double[] sizes = [.. Enumerable.Range(0, 100).Select(i => i < 50 ? 3.0 : 1.0)];
        double[] costs = [.. sizes.Select(_ => 1.0)];
        var drawn = SystematicSample.Draw(sizes, costs, 20, 0.3);
        Assert.Equal(20, drawn.Count);
        Assert.Equal(15, drawn.Count(unit => unit < 50));
        Assert.All(drawn.Zip(drawn.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 3, 10));
    }
}
