namespace LagrangeMLNet.Training;

/// <summary>What <see cref="SubsampleLearner"/> found, and how well it is expected to do.</summary>
/// <param name="Result">The fit; its sums are over the rows that the sample stands for.</param>
/// <param name="Check">Sums at the fit over the rows held out.</param>
/// <param name="SelectedRows">Rows of the sample, the pilot's among them.</param>
/// <param name="PilotRows">Rows of the pilot.</param>
/// <param name="Corrections">How often the gradient was corrected.</param>
/// <param name="Scatter">Twice the statistical error of a fit to all candidates, summed over them.</param>
/// <param name="Selection">Excess loss that the selection among them costs, summed over them.</param>
/// <param name="IsAstray">Whether the weighted sample's fit was kept because the corrected one explains other rows worse.</param>
internal sealed record SubsampleFit(
    FisherResult Result, PassSums Check, long SelectedRows, long PilotRows, int Corrections, double Scatter, double Selection,
    bool IsAstray)
{
    /// <summary>Standard errors beyond which a difference is no luck.</summary>
    public const double StandardErrors = 3;

    /// <param name="path">Knows what a loss is in nats.</param>
    /// <param name="candidates">Number of candidates.</param>
    /// <param name="allWeight">Σw of all rows, those not looked at included.</param>
    public DataSelectionReport ToReport(LearningPath path, long candidates, double allWeight)
    {
        double weight = Result.Sums.Weight;
        // On their own rows the parameters explain Scatter/2 too much, on others as much too little (Takeuchi 1976).
        double expected = Result.Sums.MeanLoss + (Scatter / weight);
        double excess = (Scatter / 2 * ((1 / weight) - (1 / allWeight))) + (Selection / weight);
        double slope = path.NatsPerLoss(expected);
        double error = Result.Sums.StandardError * slope, checkError = Check.StandardError * path.NatsPerLoss(Check.MeanLoss);
        double loss = path.Nats(expected), checkLoss = path.Nats(Check.MeanLoss);
        return new DataSelectionReport
        {
            IsPlanned = true,
            CandidateRows = candidates,
            SelectedRows = SelectedRows,
            PilotRows = PilotRows,
            Corrections = Corrections,
            ExpectedExcess = excess * slope,
            ExpectedLoss = loss,
            ExpectedLossStandardError = error,
            HeldOutRows = Check.Rows,
            HeldOutLoss = checkLoss,
            HeldOutLossStandardError = checkError,
            IsConfirmed = checkLoss <= loss + (StandardErrors * Math.Sqrt((error * error) + (checkError * checkError))),
        };
    }
}
