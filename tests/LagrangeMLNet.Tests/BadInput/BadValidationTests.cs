using LagrangeMLNet.Tests.Trainers;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.Tests.BadInput;

/// <summary>Bad validation data gets the same clear errors as bad training data, and sound but useless data spoils no model.</summary>
public class BadValidationTests
{
    private readonly MLContext _context = new(seed: 0);

    /// <summary>Task and shape.</summary>
    public static TheoryData<string, string> Fits
    {
        get
        {
            var fits = new TheoryData<string, string>();
            foreach (string task in TrainerCase.Names.Select(row => row.Data))
                foreach (string shape in new[] { BadSample.Tall, BadSample.Wide, BadSample.Sparse })
                    fits.Add(task, shape);
            return fits;
        }
    }

    [Theory]
    [MemberData(nameof(Fits))]
    public void No_rows(string task, string shape) => Check(task, shape, s => s.Rows.Clear(), Expected.Error("validation", "no rows"));

    [Theory]
    [MemberData(nameof(Fits))]
    public void All_rows_missing(string task, string shape) =>
        Check(task, shape, s => s.SetColumn(0, _ => float.NaN), Expected.Error("validation", "'Features'"));

    [Theory]
    [MemberData(nameof(Fits))]
    public void Infinite_feature(string task, string shape) =>
        Check(task, shape, s => s.Rows[7].Features[2] = float.NegativeInfinity, Expected.Error("'Features'", "row 7", "slot 2"));

    [Theory]
    [MemberData(nameof(Fits))]
    public void Negative_weight(string task, string shape) =>
        Check(task, shape, s => s.Rows[7].Weight = -1, Expected.Error("'Weight'", "row 7"), weighted: true);

    [Theory]
    [MemberData(nameof(Fits))]
    public void All_weights_zero(string task, string shape) =>
        Check(task, shape, s => s.SetWeights(_ => 0), Expected.Error("'Weight'"), weighted: true);

    [Theory]
    [MemberData(nameof(Fits))]
    public void A_missing_feature(string task, string shape) =>
        Check(task, shape, s => s.Rows[7].Features[2] = float.NaN, Expected.Sound());

    [Theory]
    [MemberData(nameof(Fits))]
    public void One_row(string task, string shape) => Check(task, shape, s => s.Fill(1, seed: 9), Expected.Sound());

    [Theory]
    [MemberData(nameof(Fits))]
    public void Features_of_1e30(string task, string shape) =>
        Check(task, shape, s => s.SetFeatures((row, slot) => 1e30f * s.Rows[row].Features[slot]), Expected.Sound());

    [Theory]
    [MemberData(nameof(Fits))]
    public void Labels_that_have_nothing_to_do_with_features(string task, string shape) =>
        Check(task, shape, s => s.SetLabels(row => s.LabelOf((row % 3) - 1)), Expected.Sound());

    private void Check(string task, string shape, Action<BadSample> spoil, Expected expected, bool weighted = false)
    {
        BadSample train = BadSample.Of(task, shape), validation = BadSample.Of(task, shape);
        if (weighted)
            foreach (var sample in new[] { train, validation })
                sample.SetWeights(_ => 1);
        validation.Fill(30, seed: 8);
        spoil(validation);
        Fitting.Check(_context, train, expected, (trainer, view) => ((dynamic)trainer).Fit(view, validation.View(_context)));
    }
}
