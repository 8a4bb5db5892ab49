using System.Globalization;
using LagrangeMLNet.Design;
using LagrangeMLNet.Mechanics;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.Tests.Trainers;

/// <summary>What is reported and logged reads the same wherever the program runs.</summary>
public sealed class CultureTests : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public CultureTests()
    {
        // As in much of Europe; made by hand, for machines that know no culture but the invariant one.
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NegativeSign) = (",", "\u2212");
        CultureInfo.CurrentCulture = culture;
    }

    public void Dispose() => CultureInfo.CurrentCulture = _before;

    [Fact]
    public void Errors_have_a_decimal_point()
    {
        Assert.Contains("Found 1.5.", Message(() => new StoppingRule { Tolerance = 1.5 }));
        Assert.Contains("at time -2.5,", Message(() => new StoppingRule().Observe(default, new Observation(-2.5, 1))));
        Assert.Contains("is -1.5; allowed", Message(() => new MLContext().Data.SelectPlannedRows(
            SampleRow.View(new MLContext(), 15), new PlannedRowsOptions { Count = 3, Ridge = -1.5 })));

        static string Message(Func<object> action) => Assert.ThrowsAny<ArgumentException>(() => { _ = action(); }).Message;
    }

    [Fact]
    public void Remarks_and_log_have_a_decimal_point()
    {
        var context = new MLContext(seed: 0);
        var log = new List<string>();
        context.Log += (_, message) => log.Add(message.RawMessage);
        var rows = SampleRow.Make(100).ToList();
        foreach (var row in rows)
            row.B = row.A;
        var trainer = TrainerCase.MaximumEntropy.Trainer(context, options => options.L2Regularization = 0);
        trainer.Fit(SampleRow.Prepare(context, context.Data.LoadFromEnumerable(rows)));
        Assert.Contains(TrainerCase.ReportOf(trainer)!.Remarks, remark => remark.Contains("singular") && remark.Contains("E-0"));

        // Too few rows for the evidence: the strength is chosen by held-out loss, and each look is logged.
        TrainerCase.Regression.Trainer(context).Fit(SampleRow.View(context, 15));
        Assert.Contains(log, message => message.StartsWith("L2 strength"));
        Assert.DoesNotContain(log, message => message.Contains('\u2212') || System.Text.RegularExpressions.Regex.IsMatch(message, @"\d,\d"));
    }
}
