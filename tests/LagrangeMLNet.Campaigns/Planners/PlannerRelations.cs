using System.Globalization;
using LagrangeMLNet.Campaigns.Problems;
using LagrangeMLNet.Campaigns.Relations;
using LagrangeMLNet.Campaigns.Running;
using LagrangeMLNet.Campaigns.Subjects;
using LagrangeMLNet.Design;
using Microsoft.ML;

namespace LagrangeMLNet.Campaigns.Planners;

/// <summary>Something that must hold for planned rows.</summary>
internal sealed record PlannerRelation(string Name, Func<PlannerTrial, string?> Violation)
{
    public Finding Try(Random random)
    {
        // Pools of labelled problems, so that a plan's worth can be seen.
        var shape = Shape.Drawn(random, [.. Shape.All.Where(shape => shape.Rows.Most <= 600)]);
        var law = new Law(shape, random.Of(Enum.GetValues<ProblemTask>()), random);
        var pool = law.Sample(law.Rows, random) with { Weights = null, Offsets = null };
        var options = new PlannedRowsOptions { Count = 1 + random.Next(pool.Rows), Seed = random.Next(100), NumberOfThreads = 1 };
        if (random.Next(2) == 0)
            (options.Criterion, options.Intercept) = (random.Of(Enum.GetValues<DesignCriterion>()), random.Next(2) == 0);
        var test = law.Sample(400, random) with { Weights = null, Offsets = null };
        return Finding.Of(
            $"{options.Criterion}, {shape.Name}, {options.Count} of {pool.Rows} × {pool.Slots}",
            () => Violation(new PlannerTrial(new MLContext(1), pool, test, options, random)));
    }
}

/// <summary>What a planner's relation is tried on.</summary>
internal sealed record PlannerTrial(MLContext Context, Problem Pool, Problem Test, PlannedRowsOptions Options, Random Random)
{
    public PlannedRowsReport Plan(Problem pool, int? threads = 1, string? features = null)
    {
        (Options.NumberOfThreads, Options.FeatureColumnName) = (threads, features ?? pool.Names.Features);
        return Context.Data.SelectPlannedRows(pool.View(), Options).Report;
    }
}

/// <summary>The relations of planned rows.</summary>
internal static class PlannerRelations
{
    public static IReadOnlyList<PlannerRelation> All { get; } =
    [
        new("choice is of the pool", IsOfThePool),
        new("report is sound", IsSound),
        new("chosen again", trial => Same(trial.Plan(trial.Pool), trial.Plan(trial.Pool))),
        new("two threads", trial => Same(trial.Plan(trial.Pool), trial.Plan(trial.Pool, threads: 2))),
        new("rows not counted", trial => Same(trial.Plan(trial.Pool), trial.Plan(trial.Pool with { IsCounted = false }))),
        new("awkward names", trial => Same(
            trial.Plan(trial.Pool), trial.Plan(trial.Pool with { Names = new ColumnNames("Features", "Label") }))),
        new("no row far worse than random ones", IsNotFarWorseThanRandom),
    ];

    private static string? Same(PlannedRowsReport one, PlannedRowsReport other) =>
        one.RowIndices.SequenceEqual(other.RowIndices) ? null : "other rows were chosen";

    private static string? IsOfThePool(PlannerTrial trial)
    {
        var rows = trial.Plan(trial.Pool).RowIndices;
        int count = Math.Min(trial.Options.Count!.Value, trial.Pool.Rows);
        return rows.Count != count ? $"{rows.Count} rows instead of {count}"
            : rows.Distinct().Count() != rows.Count ? "a row was chosen twice"
            : rows.Any(row => row < 0 || row >= trial.Pool.Rows) ? "a row is not in the pool"
            : null;
    }

    private static string? IsSound(PlannerTrial trial)
    {
        var report = trial.Plan(trial.Pool);
        double[] shares = report.Efficiencies is { } e ? [report.Efficiency, e.D, e.A, e.E, e.V, e.G] : [report.Efficiency];
        return shares.FirstOrDefault(share => share is not (>= 0 and <= 1), 0.5) is var bad and not 0.5
            ? string.Create(CultureInfo.InvariantCulture, $"an efficiency is {bad}")
            : !double.IsFinite(report.CriterionValue) || !double.IsFinite(report.LowerBound) ? "a figure of the report is not finite"
            : null;
    }

    /// <summary>
    /// A model of the planned rows against models of random ones. One problem tells little, so that only what is beyond the worst of many
    /// draws by far counts; how much is gained in the mean is the benchmark's to say.
    /// </summary>
    private static string? IsNotFarWorseThanRandom(PlannerTrial trial)
    {
        const int draws = 12;
        var report = trial.Plan(trial.Pool);
        var subject = new LinearSubject("linear");
        if (report.RowIndices.Count < 20 || report.RowIndices.Count > trial.Pool.Rows / 2)
            return null;
        var loss = new Loss(trial.Pool);
        double Held(IReadOnlyList<int> rows)
        {
            var train = trial.Pool.Take(rows);
            return Loss.Mean(loss.Of(subject.Fit(trial.Context, train).Predict(trial.Test), trial.Test), trial.Test);
        }

        double planned = Held([.. report.RowIndices.Select(row => (int)row)]);
        double worst = Enumerable.Range(0, draws).Max(_ => Held(trial.Random.Order(trial.Pool.Rows)[..report.RowIndices.Count]));
        double constant = Loss.Mean(loss.OfConstant(trial.Test), trial.Test);
        return planned <= worst + (0.25 * constant)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"loss {planned:G4}, at worst {worst:G4} with {draws} random draws");
    }
}
