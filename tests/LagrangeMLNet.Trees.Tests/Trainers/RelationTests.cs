using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.TreesTests.Trainers;

/// <summary>What changes in the data must, or must not, change in the scores.</summary>
public class RelationTests
{
    private static readonly MLContext Context = new(seed: 0);

    [Theory]
    [MemberData(nameof(TreeCase.Tasks), MemberType = typeof(TreeCase))]
    public void The_number_of_threads_changes_no_bit(string name)
    {
        IDataView data = TreeRow.View(Context, TreeRow.Make(3000));

        float[] one = Scores.Of(TreeCase.Of(name).Learn(Context, data, options => options.NumberOfThreads = 1).Model, data);
        float[] three = Scores.Of(TreeCase.Of(name).Learn(Context, data, options => options.NumberOfThreads = 3).Model, data);

        Assert.Equal(one, three);
    }

    [Theory]
    [MemberData(nameof(TreeCase.Tasks), MemberType = typeof(TreeCase))]
    public void Scaling_a_column_changes_nothing(string name)
    {
        TreeRow[] rows = TreeRow.Make(800), scaled = TreeRow.Make(800);
        foreach (TreeRow row in scaled)
            row.Features[1] *= 1024;

        (IDataView first, IDataView second) = (TreeRow.View(Context, rows), TreeRow.View(Context, scaled));

        Assert.Equal(
            Scores.Of(TreeCase.Of(name).Learn(Context, first).Model, first),
                Scores.Of(TreeCase.Of(name).Learn(Context, second).Model, second));
    }

    [Theory]
    [MemberData(nameof(TreeCase.Names), MemberType = typeof(TreeCase))]
    public void A_row_of_weight_0_is_absent(string name)
    {
        TreeRow[] rows = TreeRow.Make(600);
        TreeRow[] others = TreeRow.Make(200, seed: 2);
        foreach (TreeRow other in others)
            (other.Weight, other.Yes, other.Number) = (0, !other.Yes, 1e6f);

        IDataView without = TreeRow.View(Context, rows), with = TreeRow.View(Context, [.. others, .. rows]);
        void Weighted(LagrangeMLNet.Trainers.LagrangianTreesOptions options) =>
            (options.ExampleWeightColumnName, options.NumberOfRounds) = (nameof(TreeRow.Weight), 5);

        Assert.Equal(
            Scores.Of(TreeCase.Of(name).Learn(Context, without, Weighted).Model, without),
            Scores.Of(TreeCase.Of(name).Learn(Context, with, Weighted).Model, without));
    }

    [Fact]
    public void The_unit_of_weights_does_not_matter()
    {
        TreeRow[] rows = TreeRow.Make(600), heavy = TreeRow.Make(600);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].Weight = 1 + (i % 2);
            heavy[i].Weight = 4 * rows[i].Weight;
        }

        IDataView first = TreeRow.View(Context, rows), second = TreeRow.View(Context, heavy);
        float[] Fit(IDataView view) => Scores.Of(
            TreeCase.Of("binary").Learn(Context, view, options => options.ExampleWeightColumnName = nameof(TreeRow.Weight)).Model, first);

        Assert.Equal(Fit(first), Fit(second));
    }

    [Fact]
    public void Features_without_a_relation_to_the_label_give_no_tree()
    {
        int withTrees = 0;
        for (int seed = 1; seed <= 8; seed++)
        {
            TreeRow[] rows = TreeRow.Make(1000, seed);
            var random = new Random(seed);
            foreach (TreeRow row in rows)
                row.Yes = random.Next(3) == 0;
            var (model, report) = TreeCase.Of("binary").Learn(Context, TreeRow.View(Context, rows));
            withTrees += report.Trees > 0 ? 1 : 0;
            double[] probabilities = [.. Scores.Of(model, TreeRow.View(Context, rows)).Select(score => 1 / (1 + Math.Exp(-score)))];
            Assert.InRange(probabilities.Max() - probabilities.Min(), 0, 0.15);
        }

        Assert.InRange(withTrees, 0, 1);
    }

    [Fact]
    public void Missing_values_are_learnt_from()
    {
        TreeRow[] rows = TreeRow.Make(2000, missing: 0.3);
        IDataView data = TreeRow.View(Context, rows);
        float[] scores = Scores.Of(TreeCase.Of("regression").Learn(Context, data).Model, data);

        double Residual(Func<TreeRow, bool> which) => rows.Zip(scores).Where(pair => which(pair.First))
            .Average(pair => Math.Abs(pair.First.Number - pair.Second));

        Assert.InRange(Residual(row => float.IsNaN(row.Features[2])), 0, 6);
        Assert.InRange(Residual(row => !float.IsNaN(row.Features[2])), 0, 6);
    }

    [Fact]
    public void A_monotone_score_only_rises()
    {
        TreeRow[] rows = TreeRow.Make(2000, missing: 0);
        IDataView data = TreeRow.View(Context, rows);
        ITransformer model = TreeCase.Of("regression").Learn(Context, data, options =>
            options.MonotoneConstraints = [0, 0, 1, 1, 0, -1]).Model;

        foreach (int slot in (int[])[2, 3, 5])
        {
            float[]? before = null;
            for (float value = -1; value <= 1; value += 0.1f)
            {
                TreeRow[] moved = TreeRow.Make(50, seed: 9, missing: 0);
                foreach (TreeRow row in moved)
                    row.Features[slot] = value;
                float[] scores = Scores.Of(model, TreeRow.View(Context, moved));
                if (before is not null)
                    Assert.All(scores.Zip(before), pair =>
                        Assert.True(slot == 5 ? pair.First <= pair.Second + 1e-4f : pair.First >= pair.Second - 1e-4f));
                before = scores;
            }
        }
    }
}
