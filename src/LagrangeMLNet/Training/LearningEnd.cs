using System.Globalization;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>The end of a fit: the model on features as given, unless a constant explains the rows better, and the report.</summary>
internal sealed class LearningEnd(
    Likelihood likelihood, TrainingData data, Prior prior, LearningPath path, TrainingSettings settings, Workers workers,
    List<string> remarks)
{
    // What single precision may cost a mean loss, and fewer determined parameters than anyone could see in a model.
    private const double Rounding = 1e-4;
    private const double LeastParameters = 0.05;

    /// <param name="result">The fit.</param>
    /// <param name="constant">θ of the model that explains all rows alike.</param>
    /// <param name="skipped">Number of rows left out.</param>
    /// <param name="method">How the penalty was chosen, in words.</param>
    /// <param name="selection">How a sample was chosen, or null.</param>
    public LearningOutcome Finish(FisherResult result, double[] constant, long skipped, string method, DataSelectionReport? selection)
    {
        var theta = result.Theta;
        var reason = path.IsSpent ? StopReason.BudgetSpent : StopReason.Decelerated;
        if (path.BestIfRisen is { } best)
            (theta, reason) = (best, StopReason.Rising);
        if (result.Damping > 0)
            remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"The Fisher matrix is singular (features repeat or determine each other): "
                + $"damped by {result.Damping:G2} of its mean diagonal."));
        if (result.IsUnfinished)
            remarks.Add("Learning ended at the largest number of steps while they still gained a little: "
                + "the weights may change beyond the tolerance with a stronger penalty or features in other units.");
        var model = data.Model(theta, likelihood.Outputs);
        var pass = LanePass.Single(likelihood, data.Positions, data.Observations, settings.Seed, workers);
        double least = ConstantModel.MeanLoss(likelihood, data.Rows, data.Observations, ConstantModel.Biases(likelihood, data, constant));
        // In the single precision that the model is kept in.
        if (!model.IsFinite || !(pass.MeanLoss(data.Rows, data.Parameters(model)) <= least + (Rounding * (1 + Math.Abs(least))))
            || (likelihood.Link == Link.Log && RateCheck.IsExceeded(data, model)))
        {
            (model, reason) = (data.Model(constant, likelihood.Outputs), StopReason.Diverged);
            double weight = data.Observations.Weight;
            var sums = new PassSums(0, false) { Rows = data.Rows.Rows, Weight = weight, Loss = least * weight };
            result = result with { Theta = constant, Sums = sums, EffectiveParameters = 0 };
            remarks.Add("Learning diverged: no finite weights explain the data better than a constant, which is what the model predicts.");
        }
        else if (prior.IsChosen && !data.Observations.HasOneClass && result.EffectiveParameters < LeastParameters)
        {
            remarks.Add("The features tell nothing about the label that could not be chance: the model is next to a constant.");
        }

        model.CentreOutputs();
        path.End(reason);
        return new LearningOutcome(model, new LearningReport
        {
            Path = path.States,
            StopReason = reason,
            Floor = path.States[^1].Floor,
            FloorStandardError = path.States[^1].FloorStandardError,
            Rows = selection?.SelectedRows ?? data.Rows.Rows,
            SkippedRows = skipped,
            HeldOutRows = path.HeldOutRows,
            Features = data.Layout.Slots,
            L1Regularization = settings.L1Regularization ?? 0,
            L2Regularization = settings.L2Regularization ?? (prior.Strength / data.Observations.WeightScale),
            RegularizationWasChosen = prior.IsChosen,
            RegularizationMethod = method,
            EffectiveParameters = result.EffectiveParameters,
            LikelihoodParameter = likelihood.Parameter(data.Observations.LabelScale),
            TrainingLoss = path.Nats(result.Sums.MeanLoss),
            UnfinishedShare = reason is StopReason.Decelerated or StopReason.BudgetSpent ? path.UnfinishedShare : double.NaN,
            Passes = path.Passes,
            DataSelection = selection,
            Remarks = remarks,
        });
    }
}
