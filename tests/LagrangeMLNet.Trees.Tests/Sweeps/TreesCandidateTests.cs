using LagrangeMLNet.AutoML;
using LagrangeMLNet.Sweeps;
using LagrangeMLNet.TreesTests.Trainers;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.TreesTests.Sweeps;

public class TreesCandidateTests
{
    [Fact]
    public void Trees_take_part_in_a_sweep_that_nobody_told_of_them()
    {
        var context = new MLContext(1);
        IDataView rows = TreeRow.View(context, TreeRow.Make(800, missing: 0));
        rows = context.Transforms.SelectColumns("Features", "Yes").Fit(rows).Transform(rows);

        var result = context.Sweep().BinaryClassification(new SweepOptions { MaximumNumberOfTrials = 7 }).Run(rows, "Yes");

        SweepTrial trees = Assert.Single(result.Leaderboard, trial => trial.Candidate == "LagrangianTrees");
        Assert.Equal(SweepTrialState.Complete, trees.State);
        Assert.All(result.Leaderboard.Where(trial => trial.Candidate is "Lagrangian" or "LBFGS"), trial =>
            Assert.True(trial.Loss > trees.Loss));
    }
}
