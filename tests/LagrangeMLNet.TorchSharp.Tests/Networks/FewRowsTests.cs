using LagrangeMLNet.TorchTests.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.TorchTests.Networks;

/// <summary>A network is no surer than its rows allow.</summary>
public class FewRowsTests : TorchTest
{
    private const int Train = 12;

    private static readonly MLContext Context = new(seed: 0);

    [Theory]
    [InlineData("separable", 1.0)]
    [InlineData("noise", 1.25)]
    public void Twelve_rows_give_probabilities_that_new_rows_bear_out(string kind, double mostOverConstant)
    {
        double found = 0, constant = 0;
        for (int seed = 0; seed < 4; seed++)
        {
            NetworkRow[] train = Make(Train, kind, seed), others = Make(2000, kind, 100 + seed);
            float[] probabilities = Probabilities(train, others, members: 4);
            float share = (train.Count(row => row.Yes) + 0.5f) / (Train + 1);
            found += LogLoss(others, row => probabilities[row]);
            constant += LogLoss(others, _ => share);
            // Laplace's rule: after 12 rows the next one is with 1 in 14 of a class that none of them had.
            Assert.All(probabilities, p => Assert.InRange(p, 1 / 14f - 1e-5f, 13 / 14f + 1e-5f));
        }

        Assert.True(found <= mostOverConstant * constant, $"{found / 4} against {constant / 4}");
    }

    [Fact]
    public void A_single_network_is_no_surer()
    {
        NetworkRow[] train = Make(Train, "separable", 1);
        Assert.All(Probabilities(train, Make(500, "separable", 2), members: 1), p => Assert.InRange(p, 1 / 14f - 1e-5f, 13 / 14f + 1e-5f));
    }

    [Fact]
    public void Classes_are_never_certain()
    {
        NetworkRow[] train = NetworkRow.Make(15), others = NetworkRow.Make(500, seed: 5);
        ITransformer model = NetworkCase.Of("multiclass").Trainer(Context, options => options.MaximumNumberOfEpochs = 40)
            .Fit(NetworkRow.View(Context, train));

        Assert.All(model.Transform(NetworkRow.View(Context, others)).GetColumn<float[]>("Score"), scores =>
        {
            Assert.Equal(1, scores.Sum(), 1e-4f);
            // No two classes are told apart by more than 16 to 1.
            Assert.True(scores.Max() / scores.Min() < 16.1, string.Join(" ", scores));
        });
    }

    [Fact]
    public void Labels_of_one_class_give_the_share_of_that_class()
    {
        NetworkRow[] rows = NetworkRow.Make(20);
        foreach (NetworkRow row in rows)
            row.Yes = true;

        float[] probabilities = Probabilities(rows, NetworkRow.Make(50, seed: 3), members: 2);

        Assert.All(probabilities, p => Assert.Equal(probabilities[0], p, 1e-6f));
        Assert.InRange(probabilities[0], 0.9f, 0.99f);
    }

    private static float[] Probabilities(NetworkRow[] train, NetworkRow[] others, int members)
    {
        ITransformer model = NetworkCase.Of("binary")
            .Trainer(Context, options => (options.Members, options.MaximumNumberOfEpochs) = (members, 40))
            .Fit(NetworkRow.View(Context, train));
        return [.. model.Transform(NetworkRow.View(Context, others)).GetColumn<float>("Probability")];
    }

    private static double LogLoss(NetworkRow[] rows, Func<int, float> probability) =>
        rows.Index().Average(row => -Math.Log(row.Item.Yes ? probability(row.Index) : 1 - probability(row.Index)));

    private static NetworkRow[] Make(int count, string kind, int seed)
    {
        NetworkRow[] rows = NetworkRow.Make(count, seed);
        var random = new Random(seed);
        foreach (NetworkRow row in rows)
            row.Yes = kind == "noise" ? random.Next(2) == 0 : row.Features[0] + row.Features[2] > 0;
        // Both labels occur.
        (rows[0].Yes, rows[1].Yes) = (rows[0].Yes, kind == "noise" ? !rows[0].Yes : rows[1].Yes);
        return rows;
    }
}
