namespace LagrangeMLNet.Training;

/// <summary>What a fit to a uniform sample is expected to cost.</summary>
internal static class UniformFit
{
    /// <param name="result">The fit.</param>
    /// <param name="path">Knows what a loss is in nats.</param>
    /// <param name="rows">Number of rows of the sample.</param>
    /// <param name="allWeight">Σw of all rows.</param>
    public static DataSelectionReport ToReport(FisherResult result, LearningPath path, long rows, double allWeight)
    {
        double weight = result.Sums.Weight, scatter = result.Dispersion * result.EffectiveParameters;
        double expected = result.Sums.MeanLoss + (scatter / weight), slope = path.NatsPerLoss(expected);
        return new DataSelectionReport
        {
            IsPlanned = false,
            CandidateRows = rows,
            SelectedRows = rows,
            PilotRows = 0,
            Corrections = 0,
            ExpectedExcess = scatter / 2 * ((1 / weight) - (1 / allWeight)) * slope,
            ExpectedLoss = path.Nats(expected),
            ExpectedLossStandardError = result.Sums.StandardError * slope,
            HeldOutRows = 0,
            HeldOutLoss = double.NaN,
            HeldOutLossStandardError = double.NaN,
            IsConfirmed = null,
        };
    }
}
