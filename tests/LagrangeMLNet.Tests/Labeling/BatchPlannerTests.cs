using System.Collections;
using LagrangeMLNet.Labeling;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Xunit;

namespace LagrangeMLNet.Tests.Labeling;

/// <summary>Which rows a classifier asks for.</summary>
public class BatchPlannerTests
{
    private const int Rows = 2_000;
    private static readonly MLContext Context = new(1);
    private static readonly IDataView Pool = Context.Data.LoadFromEnumerable(
        Enumerable.Range(0, Rows).Select(i => new Row { Features = [(6f * i / Rows) - 3], Label = i * 0.6180339 % 1 < 1 / (1 + Math.Exp(3 - (6.0 * i / Rows))) }));

    [Fact]
    public void Rows_are_asked_for_as_often_as_their_answers_are_uncertain_whatever_the_answer()
    {
        var classifier = Context.BinaryClassification.Trainers.LagrangianLogisticRegression().Fit(Pool);
        float[] p = [.. classifier.Transform(Pool).GetColumn<float>("Probability")];
        double Deviation(long row) => Math.Sqrt(p[row] * (1.0 - p[row]));

        var batch = Next(classifier, count: 200);
        Assert.Equal(50, batch.Random.Length);
        Assert.Equal(150, batch.Planned.Length);
        double all = p.Index().Sum(row => Deviation(row.Index));
        foreach (var (low, high) in (ReadOnlySpan<(double, double)>)[(0, 0.1), (0.1, 0.3), (0.3, 0.7), (0.7, 0.9), (0.9, 1)])
        {
            double expected = 150 * p.Index().Where(row => row.Item >= low && row.Item < high).Sum(row => Deviation(row.Index)) / all;
            int asked = batch.Planned.Count(row => p[row] >= low && p[row] < high);
            Assert.InRange(asked, expected - 5, expected + 5);
        }
    }

    [Fact]
    public void A_classifier_that_lacks_labels_asks_at_its_boundary()
    {
        var classifier = Context.BinaryClassification.Trainers.LagrangianLogisticRegression().Fit(Pool);
        float[] p = [.. classifier.Transform(Pool).GetColumn<float>("Probability")];
        var batch = Next(classifier, count: 40, lacksLabels: true);
        Assert.All(batch.Planned, row => Assert.InRange(p[row], 0.4, 0.6));
    }

    private static Batch Next(ITransformer classifier, int count, bool lacksLabels = false)
    {
        var host = ((IHostEnvironment)Context).Register("planner");
        var planner = new BatchPlanner(host, Pool, new BitArray(Rows, true), null, new BatchSettings { Seed = 3 });
        return planner.Next([], [], count, double.PositiveInfinity, null, classifier, lacksLabels);
    }

    private sealed class Row
    {
        [VectorType(1)]
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }
}
