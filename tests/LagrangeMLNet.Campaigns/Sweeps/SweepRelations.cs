using System.Globalization;
using LagrangeMLNet.AutoML;
using LagrangeMLNet.Campaigns.Running;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Campaigns.Sweeps;

/// <summary>Something that must hold for sweeps.</summary>
internal sealed record SweepRelation(string Name, Func<TableProblem, string?> Violation)
{
    public Finding Try(Random random)
    {
        var table = new TableProblem(random);
        return Finding.Of(table.ToString(), () => Violation(table));
    }
}

/// <summary>The relations of sweeps.</summary>
internal static class SweepRelations
{
    private const int Trials = 4;

    public static IReadOnlyList<SweepRelation> All { get; } =
    [
        new("winner scores finitely", ScoresFinitely),
        new("winner saved = loaded", SavedIsLoaded),
        new("one worker = two", table => Same(Run(table, workers: 1), Run(table, workers: 2))),
        new("test loss is a loss", HasTestLoss),
        new("training loss ≤ a constant's", IsNotWorseThanConstant),
    ];

    private static SweepResult Run(TableProblem table, int workers = 1)
    {
        var catalog = new MLContext(1).Sweep();
        var options = new SweepOptions { MaximumNumberOfTrials = Trials, NumberOfWorkers = workers };
        var experiment = table.Task switch
        {
            SweepTaskKind.Binary => catalog.BinaryClassification(options),
            SweepTaskKind.Multiclass => catalog.MulticlassClassification(options),
            _ => catalog.Regression(options),
        };
        return experiment.Run(table.View(), table.Label);
    }

    private static string? Same(SweepResult one, SweepResult other) =>
        one.TestLoss.Equals(other.TestLoss) && one.Best.Number == other.Best.Number ? null : "another winner or test loss";

    private static string? HasTestLoss(TableProblem table)
    {
        var result = Run(table);
        return double.IsFinite(result.TestLoss) && double.IsFinite(result.TestStandardError) && result.TestRows > 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"test loss {result.TestLoss} ± {result.TestStandardError} on {result.TestRows} rows");
    }

    private static string? ScoresFinitely(TableProblem table)
    {
        float[][] scores = Scores(Run(table).Model, table);
        return scores.All(score => score.All(float.IsFinite)) ? null : "a score is not finite";
    }

    private static string? SavedIsLoaded(TableProblem table)
    {
        var view = table.View();
        var model = Run(table).Model;
        using var file = new MemoryStream();
        new MLContext(1).Model.Save(model, view.Schema, file);
        file.Position = 0;
        float[][] loaded = Scores(new MLContext(1).Model.Load(file, out _), table);
        return Scores(model, table).Zip(loaded).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)) ? null : "scores differ after loading";
    }

    private static string? IsNotWorseThanConstant(TableProblem table)
    {
        var context = new MLContext(1);
        var scored = Run(table).Model.Transform(table.View());
        double loss = table.Task switch
        {
            // In bits there.
            SweepTaskKind.Binary => context.BinaryClassification.Evaluate(scored, table.Label).LogLoss * Math.Log(2),
            SweepTaskKind.Multiclass => double.NaN,
            _ => context.Regression.Evaluate(scored, table.Label).MeanSquaredError,
        };
        return !(loss > (1.02 * table.ConstantLoss) + (3.0 / table.Rows))
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"loss {loss:G4} on the training rows, a constant's {table.ConstantLoss:G4}");
    }

    private static float[][] Scores(ITransformer model, TableProblem table)
    {
        var scored = model.Transform(table.View());
        return table.Task == SweepTaskKind.Multiclass
            ? [.. scored.GetColumn<float[]>("Score")]
            : [.. scored.GetColumn<float>("Score").Select(score => new[] { score })];
    }
}
