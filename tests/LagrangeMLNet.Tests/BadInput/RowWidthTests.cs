using LagrangeMLNet.Tests.Trainers;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tests.BadInput;

/// <summary>
/// ML.NET passes on arrays of any length as vectors of the size that a class declares. A row that is too short has no values to learn from,
/// and must not be given those that the memory happened to hold.
/// </summary>
public class RowWidthTests
{
    private readonly MLContext _context = new(seed: 0);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 2)]
    [InlineData(1999, 3)]
    [InlineData(3, 5)]
    [InlineData(1999, 9)]
    public void A_row_of_another_width_is_named(int row, int width)
    {
        var data = View(row, width);
        string expected = $"Column 'Features', row {row}: found {width} features, expected 4";
        Assert.Contains(expected, Error(() => _context.Regression.Trainers.Lagrangian().Fit(data)));
        Assert.Contains(expected, Error(() => _context.Regression.Trainers.Lagrangian(
            new LagrangianRegressionTrainer.Options { MaximumMemoryInMegabytes = 1 }).Fit(View(-1, 4), data)));
        Assert.Contains(expected, Error(() => _context.Data.SelectPlannedRows(data, 10)));
        Assert.Contains(expected, Error(() => _context.Data.OpenLabelingCampaign(data, path: null)));
    }

    [Fact]
    public void A_row_without_an_array_is_named() => Assert.Contains(
        "row 7: found 0 features, expected 4", Error(() => _context.Regression.Trainers.Lagrangian().Fit(View(7, null))));

    [Fact]
    public void A_share_that_draws_no_row_is_remarked_upon()
    {
        var trainer = TrainerCase.Regression.Trainer(
            _context, options => (options.LabelColumnName, options.DataSelection) = ("Label", new UniformSelection(1e-9)));
        trainer.Fit(View(-1, 4));
        var report = TrainerCase.ReportOf(trainer)!;
        Assert.Equal(2000, report.Rows);
        Assert.Contains("Data selection: a share of 1E-09 drew none of the 2000 rows. All of them were learnt from.", report.Remarks);
    }

    private static string Error(Action action) => Assert.Throws<InvalidOperationException>(action).Message;

    /// <summary>2,000 rows of 4 features, one of which has another number of them.</summary>
    private IDataView View(int odd, int? width)
    {
        var random = new Random(1);
        return _context.Data.LoadFromEnumerable(Enumerable.Range(0, 2000).Select(row => new Row
        {
            Label = row % 7,
            Features = row != odd ? Values(4) : width is { } found ? Values(found) : null,
        }).ToList());

        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => 0.1f + random.NextSingle())];
    }

    private sealed class Row
    {
        public float Label { get; set; }

        [VectorType(4)]
        public float[]? Features { get; set; }
    }
}
