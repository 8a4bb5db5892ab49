using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Peers;
using LagrangeMLNet.Benchmarks.Reports;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.Commands;

/// <summary>Excess risk on data from laws that the models contain, over the Cramér–Rao limit P/(2n), P = d + 1 parameters.</summary>
internal static class CramerRaoCommand
{
    private const double Goal = 1.1;
    private const int TestRows = 100_000;

    /// <summary>Far behind every training row, so that no held-out row was learnt from.</summary>
    private const long FirstTestRow = 1L << 40;

    /// <summary>Values of a repetition's feature matrix up to which a case is measured; 4 bytes each.</summary>
    private const long LargestMatrix = 20_000_000;

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var task in (LearningTask[])[LearningTask.Binary, LearningTask.Regression, LearningTask.Poisson])
        {
            foreach (var slots in (int[])[20, 100])
            {
                var signal = task == LearningTask.Poisson ? 0.7 : 1.5;
                var law = new WellSpecifiedRows(task, slots, seed: 100 + (ulong)slots, signal, bias: 0.3);
                foreach (var n in (int[])[1_000, 10_000, 100_000, 1_000_000])
                {
                    if ((long)n * slots > LargestMatrix || (line.IsQuick && n > 100_000))
                        continue;
                    ConsoleWriter.Status($"cramer-rao: {Name(task)}, d = {slots}, n = {Text.Count(n)}");
                    var result = Measure(task, law, n, Repetitions(n, line.IsQuick));
                    rows.Add(
                    [
                        Name(task), Text.Count(slots), Text.Count(n), Text.Count(result.Plain.Count),
                        WithError(result.Ours), WithError(result.Plain), WithError(result.Likelihood), Text.Ratio(result.Passes.Mean),
                    ]);
                    report.Bars.Add(new Bar(
                        "Cramér–Rao",
                        $"{Name(task)}, d = {slots}, n = {Text.Count(n)}",
                        "excess risk / limit",
                        result.Ours.Mean,
                        Goal,
                        BarUnit.Ratio));
                }
            }
        }

        report.Tables.Add(new ReportTable(
            "Excess risk over the Cramér–Rao limit",
            "E KL(truth ‖ estimate) ÷ (d + 1)/(2n), mean ± standard error over repetitions with fresh training rows; the sum over labels "
            + $"is exact, the mean over x is of {Text.Count(TestRows)} rows. *Ours* and *maximum likelihood* (Newton's method in double on "
            + "the same rows, no penalty) are freed of the luck of the training samples: each repetition is corrected by the score "
            + "statistic, whose expectation is the limit exactly; *uncorrected* is the plain mean. The limit holds for unbiased estimators "
            + "as n → ∞: where d is not small against n, maximum likelihood stays above it, and shrinkage may go below it.",
            ["law", "d", "n", "repetitions", "ours", "ours, uncorrected", "maximum likelihood", "passes"],
            rows));
        ConsoleWriter.Write(report.Tables[^1]);
    }

    private sealed record Result(Sample Ours, Sample Plain, Sample Likelihood, Sample Passes);

    private static Result Measure(LearningTask task, WellSpecifiedRows law, int n, int repetitions)
    {
        var context = new MLContext(seed: Split.Seed);
        var test = context.Data.Cache(new GeneratedDataView(law, FirstTestRow, TestRows));
        var truth = GeneralisedLinearModel.Scores(law.Truth, test);
        var luck = new ScoreStatistic(task, law.Truth, test);
        var limit = (law.Slots + 1) / (2.0 * n);
        var result = new Result(new Sample(), new Sample(), new Sample(), new Sample());
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            var train = context.Data.Cache(new GeneratedDataView(law, (long)repetition * n, n), Columns.Label, Columns.Features);
            var correction = limit - luck.Of(train);
            var fitted = Ours.Fit(context, task, train);
            var risk = ExcessRisk.Of(task, truth, Scores(task, fitted.Score(test)));
            var weights = MaximumLikelihood.Fit(task, train, law.Slots);
            var likelihoodRisk = ExcessRisk.Of(task, truth, GeneralisedLinearModel.Scores(weights, test));
            result.Ours.Add((risk + correction) / limit);
            result.Plain.Add(risk / limit);
            result.Likelihood.Add((likelihoodRisk + correction) / limit);
            result.Passes.Add(fitted.Passes);
        }

        return result;
    }

    /// <summary>η from the Score column, which for Poisson holds e^η.</summary>
    private static double[] Scores(LearningTask task, IDataView scored) =>
        [.. scored.GetColumn<float>(Columns.Score).Select(score => task == LearningTask.Poisson ? Math.Log(score) : score)];

    private static int Repetitions(int n, bool isQuick) => isQuick ? 5 : Math.Clamp(4_000_000 / n, 10, 200);

    private static string WithError(Sample sample) => $"{Text.Ratio(sample.Mean)} ± {Text.Ratio(sample.StandardError)}";

    private static string Name(LearningTask task) => task switch
    {
        LearningTask.Binary => "logistic",
        LearningTask.Poisson => "Poisson",
        _ => "linear",
    };
}
