using System.Diagnostics;
using System.Globalization;
using LagrangeMLNet.Control.Trainers;
using LagrangeMLNet.Mechanics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Trainers;

public class LagrangianPolicyTrainerTests
{
    private readonly MLContext _context = new(seed: 0);

    [Fact]
    public void Learns_the_best_action_and_knows_what_it_earns()
    {
        var trainer = _context.Control().Trainers.LagrangianPolicy();
        var model = trainer.Fit(View(SampleDecisions.Simulate(3000, 1)));
        var fresh = SampleDecisions.Simulate(3000, 2);
        double earned = Earned(model, fresh);
        Assert.InRange(earned, 0.9, 1);
        var report = trainer.LastReport!;
        Assert.Equal(earned, report.Chosen.Value, 0.06);
        Assert.True(report.Chosen.LowerImprovement > 0.4);
        Assert.True(report.Chosen.Divergence > 0);
        Assert.Contains("Temperature:", report.ToString());
    }

    [Fact]
    public void Learns_beyond_a_log_that_is_sharp()
    {
        var model = _context.Control().Trainers.LagrangianPolicy().Fit(View(SampleDecisions.Simulate(3000, 3, favour: 0.9)));
        Assert.InRange(Earned(model, SampleDecisions.Simulate(3000, 4)), 0.8, 1);
    }

    [Fact]
    public void A_population_that_shifts_is_named()
    {
        var rows = SampleDecisions.Simulate(3000, 17);
        foreach (var row in rows[1500..])
            row.Reward = 1 - row.Reward;
        var trainer = _context.Control().Trainers.LagrangianPolicy();
        trainer.Fit(View(rows));
        Assert.Equal(StopReason.Rising, trainer.LastReport!.StopReason);
        Assert.Contains(trainer.LastReport.Warnings, warning => warning.Contains("the population has shifted", StringComparison.Ordinal));
        trainer.Fit(View(rows[..1500]));
        Assert.NotEqual(StopReason.Rising, trainer.LastReport.StopReason);
    }

    [Fact]
    public void Cross_validation_evaluates_on_rows_not_learnt_from()
    {
        var control = _context.Control();
        var folds = control.CrossValidate(View(SampleDecisions.Simulate(1500, 18)), control.Trainers.LagrangianPolicy(), 3);
        Assert.Equal(3, folds.Count);
        Assert.Equal(1500, folds.Sum(fold => fold.Rows));
        Assert.All(folds, fold => Assert.InRange(fold.Value.Value, 0.75, 1.1));
    }

    [Fact]
    public void Rewards_of_pure_chance_leave_the_logging_policy()
    {
        var random = new Random(0);
        var rows = SampleDecisions.Simulate(2000, 5, favour: 0.8);
        foreach (var row in rows)
            row.Reward = random.Next(2);
        var trainer = _context.Control().Trainers.LagrangianPolicy();
        var model = trainer.Fit(View(rows));
        double favoured = model.Transform(View(rows)).GetColumn<float[]>("Score").Average(scores => scores[0]);
        Assert.InRange(favoured, 0.6, 0.9);
        Assert.InRange(trainer.LastReport!.Chosen.Improvement, -0.05, 0.05);
    }

    [Fact]
    public void Rewards_that_are_all_the_same_are_said()
    {
        var rows = SampleDecisions.Simulate(200, 6);
        foreach (var row in rows)
            row.Reward = 1;
        var trainer = _context.Control().Trainers.LagrangianPolicy();
        trainer.Fit(View(rows));
        Assert.Contains(trainer.LastReport!.Warnings, warning => warning.StartsWith("All rewards are the same", StringComparison.Ordinal));
    }

    [Fact]
    public void Rewards_may_have_any_unit()
    {
        var rows = SampleDecisions.Simulate(1500, 7);
        var plain = _context.Control().Trainers.LagrangianPolicy().Fit(View(rows));
        var fresh = SampleDecisions.Simulate(1000, 8);
        double earned = Earned(plain, fresh);
        foreach (var row in rows)
            row.Reward = (1000 * row.Reward) - 300;
        Assert.Equal(earned, Earned(_context.Control().Trainers.LagrangianPolicy().Fit(View(rows)), fresh), 0.03);
    }

    [Fact]
    public void Temperature_is_obeyed_and_divergence_falls_with_it()
    {
        double[] divergences = [.. new[] { 0.01, 0.1, 1 }.Select(temperature =>
        {
            var trainer = _context.Control().Trainers.LagrangianPolicy(new LagrangianPolicyTrainer.Options { Temperature = temperature });
            trainer.Fit(View(SampleDecisions.Simulate(1000, 9)));
            Assert.Equal(temperature, trainer.LastReport!.Chosen.Temperature);
            return trainer.LastReport.Chosen.Divergence;
        })];
        Assert.True(divergences[0] > divergences[1] && divergences[1] > divergences[2]);
    }

    [Fact]
    public void Same_seed_same_bits()
    {
        var rows = SampleDecisions.Simulate(1000, 10);
        Assert.Equal(
            Weights(_context.Control().Trainers.LagrangianPolicy().Fit(View(rows))),
            Weights(new MLContext(seed: 1).Control().Trainers.LagrangianPolicy().Fit(View(rows))));
    }

    [Fact]
    public void An_action_that_was_never_taken_is_never_best()
    {
        var view = SampleDecisions.View(_context, SampleDecisions.Simulate(1000, 11), actions: 4);
        var model = _context.Control().Trainers.LagrangianPolicy().Fit(view);
        Assert.DoesNotContain(4u, model.Transform(view).GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void A_log_without_probabilities_is_learnt_from()
    {
        var trainer = _context.Control().Trainers.LagrangianPolicy(probabilityColumnName: null);
        var model = trainer.Fit(View(SampleDecisions.Simulate(3000, 12, favour: 0.5)));
        Assert.InRange(Earned(model, SampleDecisions.Simulate(2000, 13)), 0.85, 1);
        Assert.Contains(
            trainer.LastReport!.Warnings, warning => warning.StartsWith("The log lacks propensities", StringComparison.Ordinal));
    }

    [Fact]
    public void Three_rows_give_a_model()
    {
        var trainer = _context.Control().Trainers.LagrangianPolicy();
        var model = trainer.Fit(View(SampleDecisions.Simulate(3, 14)));
        var scores = model.Transform(View(SampleDecisions.Simulate(3, 14))).GetColumn<float[]>("Score");
        Assert.All(scores, row => Assert.Equal(1, row.Sum(), 1e-5));
    }

    [Fact]
    public void Cancels_and_reports_progress()
    {
        using var source = new CancellationTokenSource();
        var states = new List<LearningState>();
        var options = new LagrangianPolicyTrainer.Options { Progress = new Listener(states.Add) };
        _context.Control().Trainers.LagrangianPolicy(options).Fit(View(SampleDecisions.Simulate(500, 15)));
        Assert.NotEmpty(states);
        source.Cancel();
        var trainer = _context.Control().Trainers.LagrangianPolicy(
            new LagrangianPolicyTrainer.Options { CancellationToken = source.Token });
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(View(SampleDecisions.Simulate(500, 15))));
        Assert.Null(trainer.LastReport);
    }

    [Fact]
    public void Options_that_cannot_be_used_are_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Control().Trainers.LagrangianPolicy(new LagrangianPolicyTrainer.Options { Temperature = -1 }));
        Assert.Contains("Temperature is -1; allowed is (0, ∞) or null", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Control().Trainers.LagrangianPolicy(new LagrangianPolicyTrainer.Options { NumberOfFolds = 1 }));
        Assert.Throws<ArgumentException>(() => _context.Control().Trainers.LagrangianPolicy(actionColumnName: ""));
    }

    [Fact]
    public void Scores_are_bit_equal_in_a_process_that_references_only_Microsoft_ML()
    {
        var view = View(SampleDecisions.Simulate(500, 16));
        var model = _context.Control().Trainers.LagrangianPolicy().Fit(view);
        view = _context.Transforms.SelectColumns("Features").Fit(view).Transform(view);
        var folder = Directory.CreateTempSubdirectory("StockScorer");
        try
        {
            string modelPath = Path.Combine(folder.FullName, "model.zip"), dataPath = Path.Combine(folder.FullName, "data.idv");
            _context.Model.Save(model, view.Schema, modelPath);
            using (var stream = File.Create(dataPath))
                _context.Data.SaveAsBinary(view, stream);
            string[] lines = Run(modelPath, dataPath);
            float[][] scores = [.. model.Transform(view).GetColumn<float[]>("Score")];
            Assert.Equal(scores.Length, lines.Length);
            for (int row = 0; row < lines.Length; row++)
            {
                Assert.Equal(
                    scores[row].Select(score => BitConverter.SingleToUInt32Bits(score).ToString("X8", CultureInfo.InvariantCulture)),
                    lines[row].Split(' ')[..3]);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private IDataView View(SampleDecision[] rows) => SampleDecisions.View(_context, rows);

    private double Earned(ITransformer model, SampleDecision[] rows) => model.Transform(View(rows)).GetColumn<uint>("PredictedLabel")
        .Zip(rows, (action, row) => action == SampleDecisions.Best(row.Features[0], row.Features[1]) + 1 ? 1.0 : 0).Average();

    private static float[] Weights(MulticlassPredictionTransformer<Microsoft.ML.Trainers.MaximumEntropyModelParameters> model)
    {
        VBuffer<float>[] weights = [];
        model.Model.GetWeights(ref weights, out _);
        return [.. weights.SelectMany(row => row.DenseValues()), .. model.Model.GetBiases()];
    }

    private static string[] Run(params string[] arguments)
    {
        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string framework = Path.GetFileName(here), configuration = Path.GetFileName(Path.GetDirectoryName(here)!);
        string scorer = Path.GetFullPath(
            Path.Combine(here, "..", "..", "..", "..", "StockScorer", "bin", configuration, framework, "StockScorer.dll"));
        using var process = Process.Start(new ProcessStartInfo("dotnet", [scorer, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed class Listener(Action<LearningState> report) : IProgress<LearningState>
    {
        public void Report(LearningState value) => report(value);
    }
}
