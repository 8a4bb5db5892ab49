using System.Globalization;
using LagrangeMLNet.Campaigns.Problems;
using LagrangeMLNet.Campaigns.Subjects;

namespace LagrangeMLNet.Campaigns.Relations;

/// <summary>On rows not learnt from, too, up to what chance does.</summary>
internal sealed class NotWorseThanConstantOnNewRows : IRelation
{
    // Beyond this many standard errors chance is no excuse: once in a million.
    private const double StandardErrors = 5;

    public string Name => "held-out loss ≤ a constant's";

    public bool Concerns(Subject subject) => subject.IsDefault;

    public bool Fits(Problem train) => train.Rows >= 30;

    public string? Violation(Trial trial)
    {
        var model = trial.Subject.Fit(trial.Context, trial.Train);
        var (excess, error) = Excess.Of(
            new Loss(trial.Train).Of(model.Predict(trial.Test), trial.Test), new Loss(trial.Train).OfConstant(trial.Test), trial.Test);
        double allowed = (StandardErrors * error) + ((trial.Train.Classes + model.EffectiveParameters) / trial.Train.Rows);
        return !(excess > allowed)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{excess:G3} nats worse than a constant on new rows, {allowed:G3} allowed");
    }
}
