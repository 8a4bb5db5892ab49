using LagrangeMLNet.Optimizers;
using LagrangeMLNet.TorchTests.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.TorchTests.BadInput;

/// <summary>Numbers of any size, few rows, weights of any size, one class: finite scores, or an error that names column and row.</summary>
public class ExtremeInputTests : TorchTest
{
    private static readonly MLContext Context = new(seed: 0);

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void Garbage_gives_finite_scores_or_a_clear_error(string name)
    {
        int sound = 0;
        for (int seed = 0; seed < 16; seed++)
        {
            var random = new Random(seed);
            NetworkRow[] rows = Make(random, new[] { 1, 2, 3, 12, 40 }[random.Next(5)]), others = Make(random, 40);
            var trainer = NetworkCase.Of(name).Trainer(Context, options =>
            {
                (options.Width, options.MaximumNumberOfEpochs, options.Members) = (8, 4, random.Next(1, 3));
                options.ExampleWeightColumnName = nameof(NetworkRow.Weight);
                options.EmbeddingPieces = 8 * random.Next(2);
                options.Metric = random.Next(2) == 0 ? FisherStructure.Kronecker : FisherStructure.Diagonal;
            });
            try
            {
                ITransformer model = trainer.Fit(NetworkRow.View(Context, rows));
                IDataView scored = model.Transform(NetworkRow.View(Context, [.. rows, .. others]));
                Assert.All(Scores(scored, name), score => Assert.True(float.IsFinite(score), $"seed {seed}: {score}"));
                if (name == "binary")
                    Assert.DoesNotContain(scored.GetColumn<float>("Probability"), p => p is 0 or 1);
                sound++;
            }
            catch (InvalidOperationException error)
            {
                Assert.Matches("olumn 'Number', row \\d+: found|all weights are 0|No valid training instances", error.Message);
            }
        }

        Assert.True(sound >= 6, $"{sound} of 16");
    }

    [Theory]
    [InlineData(3.4e38f, -3.4e38f)]
    [InlineData(3.4e38f, 3.3e38f)]
    [InlineData(1e-45f, 3e-45f)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity)]
    public void A_row_beyond_all_that_was_learnt_from_has_a_finite_score(float first, float second)
    {
        foreach (NetworkCase one in NetworkCase.All)
        {
            ITransformer model = one.Trainer(Context, null).Fit(NetworkRow.View(Context, NetworkRow.Make(100)));
            NetworkRow[] others = NetworkRow.Make(2);
            (others[0].Features, others[1].Features) = ([first, second, first, second, first], [second, first, first, first, second]);
            Assert.All(Scores(model.Transform(NetworkRow.View(Context, others)), one.Name), score => Assert.True(float.IsFinite(score)));
        }
    }

    [Fact]
    public void A_label_beyond_single_precision_is_named()
    {
        NetworkRow[] rows = NetworkRow.Make(30);
        rows[17].Number = -2e37f;

        string message = Assert.Throws<InvalidOperationException>(() =>
            NetworkCase.Of("regression").Trainer(Context, null).Fit(NetworkRow.View(Context, rows))).Message;

        Assert.Contains("Label column 'Number', row 17", message, StringComparison.Ordinal);
    }

    private static IEnumerable<float> Scores(IDataView scored, string name) => name == "multiclass"
        ? scored.GetColumn<float[]>("Score").SelectMany(scores => scores)
        : scored.GetColumn<float>("Score");

    private static NetworkRow[] Make(Random random, int count)
    {
        int[] kinds = [.. Enumerable.Range(0, NetworkRow.Slots).Select(_ => random.Next(9))];
        int weights = random.Next(4), labels = random.Next(5);
        return
        [
            .. Enumerable.Range(0, count).Select(_ => new NetworkRow
            {
                Features = [.. kinds.Select(kind => Value(random, kind))],
                Yes = labels == 0 || random.Next(2) == 0,
                Class = labels == 0 ? 1 : (uint)random.Next(3),
                Number = labels == 1
                    ? 7
                    : labels == 2
                    ? 1e-40f * random.Next(9)
                    : labels == 3
                    ? Value(random, 8)
                    : (float)random.NextDouble(),
                Weight = weights switch { 0 => random.Next(2), 1 => random.Next(2) == 0 ? 8e-15f : 4e25f, 2 => 1e38f, _ => 1 },
            }),
        ];
    }

    private static float Value(Random random, int kind) => kind switch
    {
        0 => 0,
        1 => 1e38f * (float)((2 * random.NextDouble()) - 1),
        2 => 3.4e38f * ((2 * random.Next(2)) - 1),
        3 => 1e-40f * random.Next(100),
        4 => (float)random.NextDouble(),
        5 => random.Next(2),
        6 => 1e9f + random.Next(5),
        7 => random.Next(20) == 0 ? 1e30f : (float)random.NextDouble(),
        _ => (float)Math.Pow(10, (random.NextDouble() * 76) - 38),
    };
}
