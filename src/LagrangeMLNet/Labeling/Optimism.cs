namespace LagrangeMLNet.Labeling;

/// <summary>
/// How much of a model's loss on new rows it has not on rows that it has learnt from. This optimism of the training loss (Efron, Journal of
/// the American Statistical Association 81 (1986)) is about twice what more labels can take away; the rest is noise, and what the model's
/// form cannot hold, which no choice of rows changes.
/// </summary>
/// <remarks>
/// Where optimism is most of the loss, any labels can be fitted: a classifier is unsure where it has not learnt yet, and margin sampling
/// asks there. Where it is not, a classifier is unsure where the labels themselves are mixed, and only rows from there bend a model that is
/// not of the right form.
/// </remarks>
internal static class Optimism
{
    /// <summary>Optimism is most of the loss from here.</summary>
    private const double Most = 0.5;

    /// <summary>What a measurement weighs beside the next one: models grow better, and the latest batches are the largest.</summary>
    private const double Memory = 0.8;

    /// <summary>Whether most of the loss on new rows is optimism. False as long as no model has met new rows.</summary>
    /// <param name="learnt">Mean loss on random rows that the model has learnt from. Unit: nat / observation.</param>
    /// <param name="seen">Mean losses on random rows before they were learnt from.</param>
    public static bool IsMostOfTheLoss(double learnt, IReadOnlyList<LabelingMeasurement> seen)
    {
        double sum = 0, rows = 0;
        foreach (var (velocity, own) in seen)
        {
            // What was measured before anything was learnt is no model's loss.
            if (velocity.Time == 0)
                continue;
            sum = (Memory * sum) + (own * velocity.Velocity);
            rows = (Memory * rows) + own;
        }

        return rows > 0 && learnt < (1 - Most) * sum / rows;
    }
}
