using System.Text.Json.Nodes;
using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.AutoML.SearchSpaces;
using LagrangeMLNet.Data;
using Microsoft.ML;
using SweepProcess;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

/// <summary>No point of a default trainer's space throws, or gives scores that no loss can be taken of.</summary>
public sealed class DefaultSpacesTests
{
    /// <summary>More trees of a kind cannot throw where these do not, and only take time.</summary>
    private const int MostTrees = 5;

    private const int Points = 200, PointsOfTrees = 60, MostCornerDimensions = 5;

    /// <summary>The tasks, their labels, and the number of trainers.</summary>
    public static TheoryData<string, string, int> Tasks => new()
    {
        { nameof(PredictionTask.Binary), nameof(SweepRow.Yes), 6 },
        { nameof(PredictionTask.Multiclass), nameof(SweepRow.Kind), 6 },
        { nameof(PredictionTask.Regression), nameof(SweepRow.Price), 5 },
    };

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Every_point_fits(string task, string label, int count)
    {
        var data = Data(Enum.Parse<PredictionTask>(task), label);
        var candidates = DefaultCandidates.Stock(data.Task, data.Label.IsCount).ToList();
        Assert.Equal(count, candidates.Count);
        AllFit(candidates, data);
    }

    [Fact]
    public void Every_point_fits_counts_and_only_counts_have_Poisson_regression()
    {
        var data = Data(PredictionTask.Regression, nameof(SweepRow.Visits));
        Candidate[] poisson = [.. DefaultCandidates.Stock(data.Task, data.Label.IsCount).Where(candidate => candidate.Name.Contains("Poisson"))];
        Assert.Equal(["Lagrangian Poisson", "LBFGS Poisson"], poisson.Select(candidate => candidate.Name));
        AllFit(poisson, data);
    }

    private static TrialData Data(PredictionTask task, string label)
    {
        var context = new MLContext(1);
        return TrialData.Of(context, SweepRow.View(context, label, SweepRow.Make(50)), label, task, new SweepOptions());
    }

    private static void AllFit(IEnumerable<Candidate> candidates, TrialData data)
    {
        var rows = data.Rung(0);
        var failures = new List<string>();
        foreach (var candidate in candidates)
        {
            foreach (double[] position in Positions(candidate.Space))
            {
                var options = candidate.Space.At(position);
                if (options["NumberOfTrees"] is { } trees)
                    options["NumberOfTrees"] = Math.Min(trees.GetValue<long>(), MostTrees);
                if (Fit(candidate, options, rows, data) is { } failure)
                    failures.Add($"{candidate.Name} {options.ToJsonString()}: {failure}");
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} points fail:\n{string.Join('\n', failures.Take(10))}");
    }

    private static string? Fit(Candidate candidate, JsonObject options, FittedRows rows, TrialData data)
    {
        try
        {
            var settings = new TrialSettings(data.Label.Name, Featurization.Features, Seed: 1, NumberOfThreads: 1, CancellationToken.None);
            var model = candidate.CreateEstimator(new MLContext(1), options, settings).Fit(rows.Training);
            return RowLosses.Of(model, rows.Held, data.Task, data.Label.Name).All(float.IsFinite) ? null : "a loss is not finite";
        }
        catch (Exception e)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    /// <summary>
    /// What fails, fails at the ends: every combination of them, where there are few options. Then random points; fewer of trees, each of
    /// whose fits collects all garbage of the process several times.
    /// </summary>
    private static IEnumerable<double[]> Positions(SearchSpace space)
    {
        int dimensions = space.Dimensions.Count, corners = 1 << Math.Min(dimensions, MostCornerDimensions);
        var random = new Random(1);
        for (int corner = 0; corner < corners; corner++)
            yield return [.. Enumerable.Range(0, dimensions).Select(at => ((corner >> at) & 1) == 0 ? 0 : Math.BitDecrement(1.0))];
        // Where there are no other points than corners, each once more says nothing.
        bool isSmall = space.Dimensions.All(dimension => dimension is ChoiceDimension) && dimensions < 3;
        bool isTrees = space.Dimensions.Any(dimension => dimension.Name == nameof(BoostedTreesOptions.NumberOfTrees));
        for (int i = corners; i < (isSmall ? 20 : isTrees ? PointsOfTrees : Points); i++)
            yield return [.. Enumerable.Range(0, dimensions).Select(_ => random.NextDouble())];
    }
}
