using System.Globalization;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Training;
using Xunit;

namespace LagrangeMLNet.Tests.Training;

/// <summary>A report that is written to a console can be read.</summary>
public class LearningReportTests
{
    [Fact]
    public void It_is_four_lines_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator) = (",", ".");
        CultureInfo.CurrentCulture = german;
        try
        {
            string[] lines = $"{Report}".Split('\n');
            Assert.Equal(
                [
                    "End: Decelerated after 2.6 passes, 42,050 row visits; 16,000 rows (12 more left out), 108 features",
                    "Loss in nats per row: 0.30981 on the rows learnt from, floor 0.3109 ± 0.0004",
                    "Regularization: L2 = 0.1234 (chosen by the trainer: evidence); 71.5 effective parameters",
                    "Remarks: Column 'a\\u001Bb' is constant. All is well.",
                ],
                lines);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static LearningReport Report => new()
    {
        Path = [new LearningState(0, 42_050, 0, 0.31, 0, 0.3109, 0.0004, 0, StopReason.Decelerated)],
        StopReason = StopReason.Decelerated,
        Floor = 0.3109,
        FloorStandardError = 0.0004,
        Rows = 16_000,
        SkippedRows = 12,
        HeldOutRows = 0,
        Features = 108,
        L1Regularization = 0,
        L2Regularization = 0.1234,
        RegularizationWasChosen = true,
        RegularizationMethod = "evidence",
        EffectiveParameters = 71.5,
        TrainingLoss = 0.30981,
        Passes = 2.63,
        Remarks = ["Column 'a\u001bb' is constant.", "All is well."],
    };
}
