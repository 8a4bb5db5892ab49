using System.Text.Json.Nodes;
using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.AutoML.SearchSpaces;
using Microsoft.ML;
using SweepProcess;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

/// <summary>No point of a default trainer's space throws, or gives scores that no loss can be taken of.</summary>
public sealed class DefaultSpacesTests
{
    /// <summary>More trees of a kind cannot throw where these do not, and only take time.</summary>
    private const int MostTrees = 5;

    /// <summary>The tasks, and how many points of each space are tried; the tasks' spaces are nearly the same.</summary>
    public static TheoryData<string, int> Tasks => new()
    {
        { nameof(SweepTask.Binary), 200 },
        { nameof(SweepTask.Multiclass), 200 },
        { nameof(SweepTask.Regression), 200 },
    };

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Every_point_fits(string name, int points)
    {
        var task = Enum.Parse<SweepTask>(name);
        var (label, context) = (
            task switch { SweepTask.Binary => nameof(SweepRow.Yes), SweepTask.Multiclass => nameof(SweepRow.Kind), _ => nameof(SweepRow.Price) },
            new MLContext(1));
        var data = TrialData.Of(context, SweepRow.View(context, label, SweepRow.Make(50)), label, task, new SweepOptions());
        var rows = data.Rung(0);
        var candidates = DefaultCandidates.For(data, new OfferedCandidates([]));
        Assert.InRange(candidates.Count, 6, 8);
        var failures = new List<string>();
        foreach (var candidate in candidates)
        {
            foreach (double[] position in Positions(candidate.Space, points))
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

    /// <summary>Both ends of every option at once, then random points.</summary>
    private static IEnumerable<double[]> Positions(SearchSpace space, int points)
    {
        int dimensions = space.Dimensions.Count;
        yield return new double[dimensions];
        yield return [.. Enumerable.Repeat(Math.BitDecrement(1.0), dimensions)];
        var random = new Random(1);
        // Where there are fewer points than that, each once more says nothing.
        bool isSmall = space.Dimensions.All(dimension => dimension is ChoiceDimension) && dimensions < 3;
        for (int i = 2; i < (isSmall ? 20 : points); i++)
            yield return [.. Enumerable.Range(0, dimensions).Select(_ => random.NextDouble())];
    }
}
