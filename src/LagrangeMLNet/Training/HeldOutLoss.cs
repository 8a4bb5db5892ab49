namespace LagrangeMLNet.Training;

/// <summary>A mean loss measured on rows that were not learnt from.</summary>
/// <param name="Mean">Mean loss, in the units of training.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Rows">Number of rows.</param>
internal readonly record struct HeldOutLoss(double Mean, double StandardError, long Rows)
{
    /// <summary>Over the rows that the models held out, each one's own.</summary>
    public static HeldOutLoss Of(ReadOnlySpan<ModelSums> models)
    {
        double weight = 0, loss = 0, squares = 0;
        long rows = 0;
        foreach (ref readonly var sums in models)
        {
            weight += sums.HeldOutWeight;
            loss += sums.HeldOutLoss;
            squares += sums.HeldOutSquares;
            rows += sums.HeldOutRows;
        }

        double mean = loss / weight;
        return new HeldOutLoss(mean, Math.Sqrt(Math.Max(0, (squares / weight) - (mean * mean)) / Math.Max(1, rows)), rows);
    }
}
