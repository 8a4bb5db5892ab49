using LagrangeMLNet.Networks;
using LagrangeMLNet.Optimizers;
using LagrangeMLNet.TorchTests.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.TorchTests.Networks;

/// <summary>Several networks in one: each learns for itself, and the mean of their outputs is the model's.</summary>
public class MembersTests : TorchTest
{
    private static readonly MLContext Context = new(seed: 0);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_score_is_the_mean_of_what_the_members_say_alone(int members)
    {
        NetworkCase one = NetworkCase.Of("regression");
        NetworkRow[] rows = NetworkRow.Make(200);
        IDataView data = NetworkRow.View(Context, rows);
        ITransformer model = one.Trainer(
            Context, options => (options.Width, options.Members, options.MaximumNumberOfEpochs) = (16, members, 3)).Fit(data);

        NetworkWeights network = one.Network(model);
        float[][] features = [.. rows.Select(row => row.Features)];
        float[][][] alone = [.. Enumerable.Range(0, members).Select(member => TorchScores.Of(Alone(network, member), features))];

        float[] scores = [.. model.Transform(data).GetColumn<float>("Score")];
        for (int row = 0; row < rows.Length; row++)
        {
            float mean = alone.Average(member => member[row][0]);
            Assert.Equal(mean, scores[row], 1e-4f * Math.Max(1, Math.Abs(mean)));
        }

        Assert.Equal(members, alone.Select(member => member[0][0]).Distinct().Count());
    }

    [Fact]
    public void A_member_learns_the_same_whoever_is_beside_it()
    {
        NetworkCase one = NetworkCase.Of("binary");
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300));

        NetworkWeights Learn(int members) => one.Network(one.Trainer(
            Context,
            options => (options.Width, options.Members, options.Dropout, options.Tolerance, options.MaximumNumberOfEpochs, options.HoldOutFraction, options.Metric)
                = (16, members, 0, 0, 1, 0.1, FisherStructure.Diagonal)).Fit(data));

        // Without dropout nothing but the first weights is drawn, and those of the first member are drawn first. With rows held out for
        // all, no member leaves out some of its own. Gradients agree to rounding alone. The Kronecker metric's first decomposition, of a
        // moment of few gradients, magnifies that where eigenvalues are nearly alike (EigenbasisTests: what was not seen is settled).
        NetworkWeights single = Learn(1), many = Learn(3);
        for (int i = 0; i < single.Values.Count; i++)
            Assert.All(single.Values[i].Zip(many.Values[i]), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void The_mean_of_several_members_errs_less_than_they_do_themselves()
    {
        NetworkCase one = NetworkCase.Of("regression");
        NetworkRow[] rows = NetworkRow.Make(600), others = NetworkRow.Make(300, seed: 9);
        NetworkWeights network = one.Network(one.Trainer(
            Context,
            options => (options.Width, options.Members, options.MaximumNumberOfEpochs) = (32, 4, 30)).Fit(NetworkRow.View(Context, rows)));
        float[][] features = [.. others.Select(row => row.Features)];

        double[] alone = [.. Enumerable.Range(0, 4).Select(member => Error(TorchScores.Of(Alone(network, member), features)))];

        Assert.True(Error(TorchScores.Of(network, features)) < alone.Average(), string.Join(' ', alone));

        double Error(float[][] scores) => scores.Zip(others, (score, row) => Math.Pow(score[0] - row.Number, 2)).Sum();
    }

    /// <summary>One of the members as a network of its own.</summary>
    private static NetworkWeights Alone(NetworkWeights network, int member)
    {
        int count = network.Values.Count / network.Shape.Members;
        return network with
        {
            Shape = network.Shape with { Members = 1 },
            Values = [.. network.Values.Skip(member * count).Take(count)],
        };
    }
}
