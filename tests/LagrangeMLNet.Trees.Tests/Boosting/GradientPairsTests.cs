using CsCheck;
using LagrangeMLNet.Boosting;
using LagrangeMLNet.Training;
using Xunit;

namespace LagrangeMLNet.TreesTests.Boosting;

public class GradientPairsTests
{
    [Fact]
    public void Sums_of_words_are_the_sums_of_gradients_and_weights() =>
        Gen.Select(Gen.Float[-3, 3], Gen.Float[0.01f, 5]).Array[1, 500].Sample(rows =>
        {
            float[] gradient = [.. rows.Select(row => row.Item1)], fisher = [.. rows.Select(row => row.Item2)];
            var pairs = new GradientPairs(rows.Length);
            pairs.Set(gradient, fisher, null, 0, 1, new Workers(1, 1, () => { }));

            long sum = pairs.Words.Sum();

            Assert.Equal(gradient.Sum(g => (double)g), pairs.Gradient(sum), 1e-6 * (1 + gradient.Sum(Math.Abs)));
            Assert.Equal(fisher.Sum(f => (double)f), pairs.Fisher(sum), 1e-6 * (1 + fisher.Sum()));
        });

    [Fact]
    public void A_part_and_the_rest_are_the_whole_to_the_last_bit() => Gen.Select(Gen.Float[-3, 3].Array[2, 300], Gen.Int[0, 300])
        .Sample((gradient, cut) =>
        {
            var pairs = new GradientPairs(gradient.Length);
            pairs.Set(gradient, [.. gradient.Select(g => g * g)], null, 0, 1, new Workers(1, 1, () => { }));
            cut = Math.Min(cut, gradient.Length);

            Assert.Equal(pairs.Words.Sum() - pairs.Words[..cut].Sum(), pairs.Words[cut..].Sum());
        });

    [Fact]
    public void Gradients_of_0_stay_0()
    {
        var pairs = new GradientPairs(3);
        pairs.Set([0, 0, 0], [0, 0, 0], null, 0, 1, new Workers(1, 1, () => { }));
        Assert.Equal((0, 0), (pairs.Gradient(pairs.Words.Sum()), pairs.Fisher(pairs.Words.Sum())));
    }
}
