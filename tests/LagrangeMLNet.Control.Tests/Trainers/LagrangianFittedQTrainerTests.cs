using LagrangeMLNet.Control.Learning;
using LagrangeMLNet.Control.Trainers;
using LagrangeMLNet.Mechanics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Trainers;

public class LagrangianFittedQTrainerTests
{
    private readonly MLContext _context = new(seed: 0);

    public static TheoryData<FittedQMethod> Methods => [.. Enum.GetValues<FittedQMethod>()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Learns_the_best_policy_and_what_it_is_worth(FittedQMethod method)
    {
        var (model, report) = Fit(SampleSteps.Simulate(300, 1), new LagrangianFittedQTrainer.Options { Method = method, Discount = 0.9 });
        Assert.All(Enumerable.Range(0, SampleSteps.Places - 1), place => Assert.Equal(2u, BestAt(model, place)));
        double best = SampleSteps.Values(1, 0.9).Take(4).Average(), logged = SampleSteps.Values(0.5, 0.9).Take(4).Average();
        Assert.Equal(best, report.Chosen.Value, 0.1);
        Assert.Equal(logged, report.Candidates[0].Value, 0.1);
        Assert.InRange(report.Chosen.LowerImprovement, 0.1, best - logged + 0.05);
        Assert.Contains("exact evaluations", report.ToString());
    }

    [Fact]
    public void Learns_the_average_reward_of_a_process_that_never_ends()
    {
        var rows = SampleSteps.Simulate(1, 2, horizon: 3000, restarts: true);
        var (model, report) = Fit(rows, new LagrangianFittedQTrainer.Options { Discount = 1 });
        Assert.All(Enumerable.Range(0, SampleSteps.Places - 1), place => Assert.Equal(2u, BestAt(model, place)));
        Assert.Equal(rows.Average(row => row.Reward), report.Candidates[0].Value, 0.01);
        double best = SampleSteps.Simulate(1, 3, horizon: 20_000, right: 1, restarts: true).Average(row => row.Reward);
        Assert.Equal(best, report.Chosen.Value, 0.02);
        Assert.Contains("Average reward", report.ToString());
    }

    [Fact]
    public void Refuses_an_end_where_the_average_reward_is_asked_for()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Fit(
            SampleSteps.Simulate(20, 3), new LagrangianFittedQTrainer.Options { Discount = 1 }));
        Assert.Contains("Set Discount below 1", error.Message);
    }

    [Fact]
    public void Rewards_of_pure_chance_leave_the_logging_policy()
    {
        var random = new Random(0);
        var rows = SampleSteps.Simulate(200, 4, right: 0.7);
        foreach (var row in rows)
            row.Reward = random.Next(2);
        foreach (var row in rows.Where(row => row.Terminal))
            row.Terminal = false;
        var (model, report) = Fit(rows, new LagrangianFittedQTrainer.Options { Discount = 0.5 });
        double right = model.Transform(SampleSteps.View(_context, rows)).GetColumn<float[]>("Score").Average(scores => scores[1]);
        Assert.InRange(right, 0.5, 0.9);
        Assert.InRange(report.Chosen.Improvement, -0.1, 0.15);
    }

    [Fact]
    public void A_discount_of_zero_is_a_bandit()
    {
        var rows = SampleSteps.Simulate(200, 5);
        foreach (var row in rows)
            row.Reward = row.Action;
        var (model, report) = Fit(rows, new LagrangianFittedQTrainer.Options { Discount = 0 });
        Assert.Equal(2u, BestAt(model, 0));
        Assert.Equal(1, report.Chosen.Value, 0.05);
    }

    [Fact]
    public void An_action_that_was_never_taken_is_never_best()
    {
        var view = SampleSteps.View(_context, SampleSteps.Simulate(200, 6), actions: 3);
        var model = _context.Control().Trainers.LagrangianFittedQ().Fit(view);
        Assert.DoesNotContain(3u, model.Transform(view).GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void A_population_that_shifts_is_named()
    {
        var rows = SampleSteps.Simulate(300, 7);
        foreach (var row in rows[(rows.Length / 2)..])
            row.Reward += 1;
        Assert.Equal(StopReason.Rising, Fit(rows).Report.StopReason);
        Assert.NotEqual(StopReason.Rising, Fit(SampleSteps.Simulate(300, 7)).Report.StopReason);
    }

    [Fact]
    public void Same_seed_same_bits()
    {
        var rows = SampleSteps.Simulate(100, 8);
        Assert.Equal(Scores(Fit(rows).Model, rows), Scores(Fit(rows).Model, rows));
    }

    [Fact]
    public void A_few_rows_give_a_model()
    {
        var rows = SampleSteps.Simulate(1, 9)[..3];
        Assert.All(Scores(Fit(rows).Model, rows), scores => Assert.Equal(1, scores.Sum(), 1e-5));
    }

    [Fact]
    public void A_large_system_is_solved_by_iteration_to_the_same_policy()
    {
        // 400 features of pure noise beside the places: 2 · 406 unknowns are more than a matrix is made of.
        var random = new Random(10);
        var narrow = SampleSteps.Simulate(400, 10);
        var rows = narrow.Select(row => new WideStep
        {
            Features = Widen(row.Features),
            NextFeatures = Widen(row.NextFeatures),
            Action = row.Action,
            Reward = row.Reward,
            Terminal = row.Terminal,
            Episode = row.Episode,
            Step = row.Step,
        }).ToArray();
        var schema = SchemaDefinition.Create(typeof(WideStep));
        schema[nameof(WideStep.Action)].ColumnType = new KeyDataViewType(typeof(uint), 2);
        var view = _context.Data.LoadFromEnumerable(rows, schema);
        var trainer = _context.Control().Trainers.LagrangianFittedQ(discount: 0.9);
        var model = trainer.Fit(view);
        double right = model.Transform(view).GetColumn<uint>("PredictedLabel").Average(key => key == 2 ? 1.0 : 0);
        Assert.True(right > 0.9, $"{right}\n{trainer.LastReport}");

        float[] Widen(float[] place) => [.. place, .. Enumerable.Range(0, 400).Select(_ => (float)random.NextDouble() - 0.5f)];
    }

    [Fact]
    public void Cancels_and_reports_progress()
    {
        var states = new List<LearningState>();
        Fit(SampleSteps.Simulate(50, 11), new LagrangianFittedQTrainer.Options { Progress = new Listener(states.Add) });
        Assert.NotEmpty(states);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Fit(
            SampleSteps.Simulate(50, 11), new LagrangianFittedQTrainer.Options { CancellationToken = source.Token }));
    }

    [Fact]
    public void Options_that_cannot_be_used_are_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Control().Trainers.LagrangianFittedQ(discount: 1.5));
        Assert.Contains("Discount is 1.5; allowed is [0, 1]", error.Message);
    }

    private (MulticlassPredictionTransformer<Microsoft.ML.Trainers.MaximumEntropyModelParameters> Model, FittedQReport Report) Fit(
        SampleStep[] rows, LagrangianFittedQTrainer.Options? options = null)
    {
        var trainer = _context.Control().Trainers.LagrangianFittedQ(options ?? new LagrangianFittedQTrainer.Options());
        return (trainer.Fit(SampleSteps.View(_context, rows)), trainer.LastReport!);
    }

    private uint BestAt(ITransformer model, int place) => model
        .Transform(SampleSteps.View(_context, [new SampleStep { Features = SampleSteps.At(place) }]))
        .GetColumn<uint>("PredictedLabel").Single();

    private float[][] Scores(ITransformer model, SampleStep[] rows) =>
        [.. model.Transform(SampleSteps.View(_context, rows)).GetColumn<float[]>("Score")];

    private sealed class WideStep
    {
        [VectorType(405)]
        public float[] Features { get; set; } = [];

        public uint Action { get; set; }

        public float Reward { get; set; }

        [VectorType(405)]
        public float[] NextFeatures { get; set; } = [];

        public bool Terminal { get; set; }

        public string Episode { get; set; } = "";

        public int Step { get; set; }
    }

    private sealed class Listener(Action<LearningState> report) : IProgress<LearningState>
    {
        public void Report(LearningState value) => report(value);
    }
}
