using System.Text.Json;
using CampaignRunner;
using LagrangeMLNet.Labeling;
using LagrangeMLNet.Mechanics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Labeling;

/// <summary>What a user of a campaign relies on: labels are asked for, learnt from and paid for as announced, and it ends for a reason.</summary>
public sealed class LabelingCampaignTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lagrange-campaign-");
    private readonly MLContext _context = new(seed: 0);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_callback_labels_batch_after_batch_until_the_budget_is_spent()
    {
        bool[] truth = SamplePool.Labels(_context);
        using var campaign = Open(SamplePool.Options(null));
        var batches = new List<int>();
        Assert.Null(campaign.Model);

        var end = campaign.Run(rows =>
        {
            int[] numbers = [.. rows.GetColumn<int>("Number")];
            Assert.Equal(campaign.PendingRows, numbers.Select(number => (long)number));
            batches.Add(numbers.Length);
            return numbers.Select(number => truth[number]);
        });

        Assert.Equal(LabelingAdvice.BudgetSpent, end.Advice);
        Assert.Equal((120, 120.0, 0), (end.Labels, end.Cost, end.Pending));
        // 10 seed rows, then a quarter more each time, and what is left at the end.
        Assert.Equal([10, 3, 4, 5, 6, 7, 9, 11, 14, 18, 22, 11], batches);
        Assert.Equal([0, 10, 13, 17, 22, 28, 35, 44, 55, 69, 87, 109], end.Looks.Select(look => (int)look.Time));
        var labelled = campaign.LabeledRows;
        Assert.Equal(labelled.GetColumn<int>("Number").Select(number => truth[number]), labelled.GetColumn<bool>("Label"));
        var metrics = _context.BinaryClassification.Evaluate(campaign.Model!.Transform(Truth(truth)));
        Assert.InRange(metrics.AreaUnderRocCurve, 0.93, 1);
        Assert.InRange(end.Learning!.Value.Velocity, 0.1, 0.6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void A_campaign_closed_and_opened_again_chooses_the_same_rows(int labelsAtOnce)
    {
        bool[] truth = SamplePool.Labels(_context);
        string whole = Path("whole"), parts = Path("parts");
        using (var campaign = Open(SamplePool.Options(whole)))
            campaign.Run(_ => campaign.PendingRows.Select(row => truth[row]));

        while (true)
        {
            using var campaign = Open(SamplePool.Options(parts));
            if (campaign.State.Advice != LabelingAdvice.LabelOn)
                break;
            campaign.AddLabels(campaign.PendingRows.Take(labelsAtOnce).Select(row => KeyValuePair.Create(row, truth[row])));
        }

        Assert.Equal(File.ReadAllText(whole), File.ReadAllText(parts));
    }

    [Fact]
    public void The_seed_decides_what_is_drawn_and_nothing_else_does()
    {
        Assert.Equal(Chosen(1), Chosen(1));
        Assert.NotEqual(Chosen(1), Chosen(2));

        long[] Chosen(int seed)
        {
            bool[] truth = SamplePool.Labels(_context);
            using var campaign = Open(new LabelingCampaignOptions { Seed = seed, Budget = 40 });
            campaign.Run(_ => campaign.PendingRows.Select(row => truth[row]));
            return [.. campaign.LabeledRows.GetColumn<int>("Number").Select(number => (long)number)];
        }
    }

    [Fact]
    public void The_velocity_is_the_loss_on_random_rows_before_they_were_learnt_from()
    {
        bool[] truth = SamplePool.Labels(_context);
        var options = SamplePool.Options(Path("velocity"));
        options.Budget = 22;
        LabelingState end;
        using (var campaign = Open(options))
            end = campaign.Run(_ => campaign.PendingRows.Select(row => truth[row]));

        var events = File.ReadLines(options.Path!).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var batches = events.Where(e => e.GetProperty("event").GetString() == "batch").ToList();
        long[] before = [.. batches.Take(2).SelectMany(b => Rows(b, "random").Concat(Rows(b, "planned"))).Order()];
        long[] random = [.. Rows(batches[2], "random").Order()];
        var model = _context.BinaryClassification.Trainers.LagrangianLogisticRegression().Fit(Some(truth, before));
        var probabilities = model.Transform(Some(truth, random)).GetColumn<float>("Probability");
        double loss = probabilities.Zip(random, (p, row) => -Math.Log(truth[row] ? p : 1 - p)).Average();

        Assert.Equal(13, before.Length);
        Assert.Equal(loss, end.Looks[2].Velocity, 6);
        Assert.Equal(13, end.Looks[2].Time);

        static IEnumerable<long> Rows(JsonElement batch, string name) => batch.GetProperty(name).EnumerateArray().Select(e => e.GetInt64());
    }

    [Fact]
    public void Every_task_learns_from_its_own_kind_of_label()
    {
        double[] signals = SamplePool.Signals(_context);
        string[] names = ["low", "middle", "high"];
        using var classes = Open(new LabelingCampaignOptions { Task = LabelingTask.MulticlassClassification, ClassNames = names, Budget = 100 });
        classes.Run(_ => classes.PendingRows.Select(row => names[signals[row] < -0.5 ? 0 : signals[row] < 0.5 ? 1 : 2]));
        using var numbers = Open(new LabelingCampaignOptions { Task = LabelingTask.Regression, Budget = 100 });
        numbers.Run(_ => numbers.PendingRows.Select(row => signals[row] + (row % 7 / 100.0)));
        using var counts = Open(new LabelingCampaignOptions { Task = LabelingTask.PoissonRegression, Budget = 100 });
        counts.Run(_ => counts.PendingRows.Select(row => (int)Math.Exp(1 + signals[row])));

        foreach (var campaign in (LabelingCampaign[])[classes, numbers, counts])
        {
            var looks = campaign.State.Looks;
            Assert.True(looks[^1].Velocity < looks[0].Velocity - 0.2, $"{looks[0].Velocity} -> {looks[^1].Velocity}");
            Assert.Empty(campaign.Remarks);
        }

        var names2 = default(VBuffer<ReadOnlyMemory<char>>);
        classes.LabeledRows.Schema["Label"].GetKeyValues(ref names2);
        Assert.Equal(names, names2.DenseValues().Select(name => name.ToString()));
        // ½ ln(2πe·MSE) of a residual that is uniform on seven steps of 0.01.
        Assert.InRange(numbers.State.Learning!.Value.Velocity, -3.5, -1.5);
    }

    [Fact]
    public void Any_pipeline_can_learn_and_what_cannot_be_planned_by_is_remarked_on()
    {
        bool[] truth = SamplePool.Labels(_context);
        var trainer = _context.Transforms.NormalizeMinMax("Features").Append(_context.BinaryClassification.Trainers.LbfgsLogisticRegression());
        using var linear = Open(new LabelingCampaignOptions { Trainer = trainer, Budget = 60 });
        linear.Run(_ => linear.PendingRows.Select(row => truth[row]));
        using var other = Open(new LabelingCampaignOptions
        {
            Trainer = _context.BinaryClassification.Trainers.FieldAwareFactorizationMachine(["Features"]),
            Budget = 60,
        });
        other.Run(_ => other.PendingRows.Select(row => truth[row]));

        Assert.Empty(linear.Remarks);
        Assert.Equal(60, linear.State.Labels);
        Assert.Contains("not a linear model", Assert.Single(other.Remarks));
        Assert.Equal(60, other.State.Labels);
    }

    [Fact]
    public void Rows_without_features_are_never_asked_for_and_a_label_column_in_the_pool_is_not_looked_at()
    {
        var rows = Enumerable.Range(0, 60).Select(i => new Poor { Label = "who knows", Features = [i % 3 == 0 ? float.NaN : i % 7, 1] });
        using var campaign = _context.Data.OpenLabelingCampaign(
            _context.Data.LoadFromEnumerable(rows), new LabelingCampaignOptions { Task = LabelingTask.Regression });

        var end = campaign.Run(_ => campaign.PendingRows.Select(row => row % 7 * 2f));

        Assert.Contains("Passed over 20 rows", Assert.Single(campaign.Remarks));
        Assert.InRange(end.Labels, 20, 40);
        Assert.DoesNotContain(campaign.LabeledRows.GetColumn<float[]>("Features"), x => float.IsNaN(x[0]));
        Assert.Equal(NumberDataViewType.Single, campaign.LabeledRows.Schema["Label"].Type);
    }

    [Fact]
    public void Skipped_rows_are_not_asked_for_again_and_a_pool_can_be_labelled_to_its_end()
    {
        using var campaign = _context.Data.OpenLabelingCampaign(
            SamplePool.View(_context, 40), new LabelingCampaignOptions { Task = LabelingTask.Regression, Tolerance = 1e-9 });
        var asked = new HashSet<long>();
        while (campaign.PendingRows.Count > 0)
        {
            long[] rows = [.. campaign.PendingRows];
            Assert.All(rows, row => Assert.True(asked.Add(row)));
            campaign.SkipRows(rows[..1]);
            campaign.AddLabels(rows[1..].Select(row => KeyValuePair.Create(row, Math.Sin(row))));
        }

        Assert.Equal(40, asked.Count);
        Assert.Equal(LabelingAdvice.PoolSpent, campaign.State.Advice);
        Assert.Equal(40, campaign.State.Labels + campaign.State.Skipped);
        Assert.True(campaign.State.Skipped > 2);
    }

    [Fact]
    public void Costs_count_and_dear_rows_are_avoided()
    {
        var costs = Enumerable.Range(0, 400).Select(i => new Priced
        {
            Cost = i % 2 == 0 ? 1 : 20,
            Features = [(float)Math.Sin(i), (float)Math.Cos(3 * i), (float)Math.Sin(7 * i)],
        }).ToList();
        using var campaign = _context.Data.OpenLabelingCampaign(
            _context.Data.LoadFromEnumerable(costs),
            new LabelingCampaignOptions { Task = LabelingTask.Regression, CostColumnName = "Cost", Budget = 300, RandomShare = 0.1 });

        var end = campaign.Run(_ => campaign.PendingRows.Select(row => costs[(int)row].Features[0]));

        Assert.Equal(campaign.LabeledRows.GetColumn<float>("Cost").Sum(), end.Cost, 3);
        Assert.InRange(end.Cost, 1, 300);
        Assert.True(campaign.LabeledRows.GetColumn<float>("Cost").Count(cost => cost == 1) > 0.7 * end.Labels);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void As_long_as_all_labels_are_of_one_class_the_campaign_says_so_and_goes_on(bool trainerCanLearn)
    {
        bool[] truth = SamplePool.Labels(_context);
        var options = new LabelingCampaignOptions { Trainer = trainerCanLearn ? null : new NeedsTwoClasses(_context), Budget = 60 };
        using var campaign = Open(options);
        for (int batch = 0; batch < 3; batch++)
            campaign.AddLabels(campaign.PendingRows.Select(row => KeyValuePair.Create(row, false)).ToList());

        Assert.Equal(LabelingAdvice.LabelOn, campaign.State.Advice);
        Assert.Contains("All 32 labels are 'false', so that no model can tell classes apart yet", campaign.State.Reason);
        Assert.Equal(trainerCanLearn ? 0 : 1, campaign.Remarks.Count(remark => remark.Contains("needs two classes")));

        // The other class turns up: nothing more is said of it.
        var end = campaign.Run(_ => campaign.PendingRows.Select(row => truth[row]));
        Assert.Equal(60, end.Labels);
        Assert.DoesNotContain("All 60", end.Reason);
        Assert.NotNull(campaign.Model);

        using var classes = Open(new LabelingCampaignOptions { Task = LabelingTask.MulticlassClassification, ClassNames = ["low", "high"], Budget = 25 });
        Assert.Contains("All 25 labels are 'high'", classes.Run(_ => classes.PendingRows.Select(row => "high")).Reason);
        using var numbers = Open(new LabelingCampaignOptions { Task = LabelingTask.Regression, Budget = 25 });
        Assert.DoesNotContain("All 25", numbers.Run(_ => numbers.PendingRows.Select(row => 1)).Reason);
    }

    [Fact]
    public void The_work_of_a_label_does_not_grow_with_the_batch()
    {
        const int rows = 20_000;
        var ledger = new CampaignLedger(new LabelSpace(LabelingTask.BinaryClassification, null), new System.Collections.BitArray(rows, true));
        ledger.Take(new BatchChosen([.. Enumerable.Range(0, rows).Select(row => (long)row)], []));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int row = 0; row < rows; row++)
            ledger.Take(new RowLabeled(row, row % 2 == 0 ? "true" : "false"));

        Assert.Empty(ledger.Pending);
        // A copy of the rest of the batch at each label would be 1.6 GB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public void A_cancelled_campaign_can_be_gone_on_with()
    {
        bool[] truth = SamplePool.Labels(_context);
        string whole = Path("whole"), cancelled = Path("cancelled");
        using (var campaign = Open(SamplePool.Options(whole)))
            campaign.Run(_ => campaign.PendingRows.Select(row => truth[row]));

        using var source = new CancellationTokenSource();
        var options = SamplePool.Options(cancelled);
        options.CancellationToken = source.Token;
        options.Progress = new Ender(source);
        using (var campaign = Open(options))
            Assert.Throws<OperationCanceledException>(() => campaign.Run(_ => campaign.PendingRows.Select(row => truth[row])));
        using (var campaign = Open(SamplePool.Options(cancelled)))
            campaign.Run(_ => campaign.PendingRows.Select(row => truth[row]));

        Assert.Equal(File.ReadAllText(whole), File.ReadAllText(cancelled));
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name + ".jsonl");

    private LabelingCampaign Open(LabelingCampaignOptions options) => _context.Data.OpenLabelingCampaign(SamplePool.View(_context), options);

    private IDataView Truth(bool[] truth) => Some(truth, [.. Enumerable.Range(0, truth.Length).Select(i => (long)i)]);

    private RowSubset Some(bool[] truth, long[] rows) => new(
        SamplePool.View(_context), rows, new LabelValues("Label", LabelingTask.BinaryClassification, [], [.. rows.Select(row => truth[row] ? 1f : 0f)]));

    /// <summary>Asks for an end at the third state.</summary>
    private sealed class Ender(CancellationTokenSource source) : IProgress<LearningState>
    {
        public void Report(LearningState value)
        {
            if (value.Step == 2)
                source.Cancel();
        }
    }

    /// <summary>A trainer that is at a loss with labels of one class.</summary>
    private sealed class NeedsTwoClasses(MLContext context) : IEstimator<ITransformer>
    {
        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => throw new NotSupportedException();

        public ITransformer Fit(IDataView input) => input.GetColumn<bool>("Label").Distinct().Count() == 2
            ? context.BinaryClassification.Trainers.LagrangianLogisticRegression().Fit(input)
            : throw new ArgumentException("This trainer needs two classes.");
    }

    private sealed class Poor
    {
        public string Label { get; set; } = "";

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Priced
    {
        public float Cost { get; set; }

        [VectorType(3)]
        public float[] Features { get; set; } = [];
    }
}
