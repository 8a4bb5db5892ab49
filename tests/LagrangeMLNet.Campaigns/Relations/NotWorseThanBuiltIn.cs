using System.Globalization;
using LagrangeMLNet.Campaigns.Problems;
using LagrangeMLNet.Campaigns.Subjects;
using Microsoft.ML;

namespace LagrangeMLNet.Campaigns.Relations;

/// <summary>
/// Never worse than the built-in trainer at its defaults by more than 2 % of what there is to learn. One small problem tells little: a
/// strength that is wrong may be lucky, by as much as the statistical error of an efficient fit, which is allowed here.
/// </summary>
internal sealed class NotWorseThanBuiltIn : IRelation
{
    private const double Share = 0.02;
    private const double StandardErrors = 5;

    // The built-in trainers take their time.
    public double Frequency => 0.2;

    public string Name => "held-out loss ≤ the built-in trainer's";

    public bool Concerns(Subject subject) => subject.IsDefault;

    public bool Fits(Problem train) => train.Rows is >= 30 and <= 20_000 && train.Weights is null && train.Offsets is null;

    public string? Violation(Trial trial)
    {
        var train = trial.Train;
        var model = trial.Subject.Fit(trial.Context, train);
        var loss = new Loss(train);
        double[] ours = loss.Of(model.Predict(trial.Test), trial.Test);
        double[] theirs = loss.Of(new FittedModel(BuiltIn(trial.Context, train), train.View().Schema, 0).Predict(trial.Test), trial.Test);
        double constant = Loss.Mean(loss.OfConstant(trial.Test), trial.Test);
        double learnable = Math.Max(0, constant - Math.Min(Loss.Mean(ours, trial.Test), Loss.Mean(theirs, trial.Test)));
        var (excess, error) = Excess.Of(ours, theirs, trial.Test);
        double statistical = Math.Min(train.Rows, (train.Task == ProblemTask.Multiclass ? train.Classes : 1) * (train.Slots + 1.0)) / (2.0 * train.Rows);
        double allowed = (Share * learnable) + (StandardErrors * error) + statistical;
        return !(excess > allowed)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{excess:G3} nats worse than the built-in trainer, {allowed:G3} allowed ({learnable:G3} to learn)");
    }

    private static ITransformer BuiltIn(MLContext context, Problem train)
    {
        var view = train.View();
        return train.Task switch
        {
            ProblemTask.Binary => context.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(view),
            ProblemTask.Multiclass => context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(view),
            ProblemTask.Counts => context.Regression.Trainers.LbfgsPoissonRegression().Fit(view),
            // On features in units of their own it does not converge: its users normalise.
            _ => context.Transforms.NormalizeMinMax("Features").Append(context.Regression.Trainers.Sdca(maximumNumberOfIterations: 50)).Fit(view),
        };
    }
}
