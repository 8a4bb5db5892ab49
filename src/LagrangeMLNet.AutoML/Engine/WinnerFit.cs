using System.Globalization;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.AutoML.Trials;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>
/// Fits the best trial's pipeline again, measures it on rows that no trial has seen, and fits it to all rows. A trial of which that cannot
/// be done in the time left, or whose scores are not finite there, is not the winner: the next best takes its place. Where the time is over
/// or the caller asks for the end, the best trial's own model is the result.
/// </summary>
internal sealed class WinnerFit(
    TrialData data, TrialRunner runner, ModelAssembly assembly, BestModels models, SweepBudget budget, SweepOptions options)
{
    private readonly List<PassedOver> _passedOver = [];

    /// <summary>Finds the winner.</summary>
    /// <param name="outcomes">What came of the search.</param>
    /// <exception cref="OperationCanceledException">The caller asked for the end, and there is no model of any trial.</exception>
    /// <exception cref="InvalidOperationException">
    /// No trial can be fitted again, and none has a model of its own that gives finite scores.
    /// </exception>
    public Winner Find(SweepOutcomes outcomes)
    {
        (TrialOutcome Outcome, double Loss, double Error)? measured = null;
        TrialOutcome[] ranked = [.. TrialOutcome.Rank(outcomes.All)];
        try
        {
            foreach (var outcome in InTime(ranked))
            {
                if (runner.ReasonNotToStart() is not null && outcome != ranked[0])
                    break;
                if (Try(outcome, (loss, error) => measured = (outcome, loss, error)) is { } winner)
                    return winner;
            }
        }
        catch (OperationCanceledException) when (budget.All.IsCancellationRequested)
        {
        }

        return Own(outcomes, measured);
    }

    /// <summary>
    /// Trials in the order in which they are tried, each only where it is expected to end in its share of the time left then.
    /// </summary>
    private IEnumerable<TrialOutcome> InTime(TrialOutcome[] ranked)
    {
        if (budget.Left is not { } whole)
            return ranked;
        // Where none is expected to end in time, what is left is the best one's.
        return ranked.Any(outcome => Expected(outcome) <= TimeForWinner.Allowed(whole)) ? Fitting() : ranked.Take(1);

        IEnumerable<TrialOutcome> Fitting()
        {
            foreach (var outcome in ranked)
            {
                if (budget.All.IsCancellationRequested)
                    yield break;
                if (budget.Left is { } left && Expected(outcome) > TimeForWinner.Allowed(left))
                    _passedOver.Add(
                        new PassedOver(
                            outcome, $"its fits to all rows would take about {Text(Expected(outcome))}, and {Text(left)} were left"));
                else
                    yield return outcome;
            }
        }

        TimeSpan Expected(TrialOutcome outcome) => TimeForWinner.Expected(outcome.Last!, data.Plan);
    }

    private Winner? Try(TrialOutcome outcome, Action<double, double> onMeasured)
    {
        try
        {
            bool isTimed = options.MaximumDuration is not null;
            TimeSpan? allowed = isTimed ? TimeForWinner.Allowed(budget.Left!.Value) : null;
            // Of a trial that may take so long for its rows, a fit to more rows may take as much longer, twice over.
            double rows = 2.0 * data.Plan.Usable / outcome.Last!.Point.Rows;
            TimeSpan? most = isTimed || options.MaximumTrialDuration is not { } trial ? null
                : trial < TimeSpan.MaxValue / rows ? trial * rows : TimeSpan.MaxValue;
            long start = options.TimeProvider.GetTimestamp();
            var (loss, error) = runner.Await(
                outcome.Trial, (context, token) => Measure(context, outcome.Trial, token), allowed ?? most, budget.All);
            onMeasured(loss, error);
            var left = allowed - options.TimeProvider.GetElapsedTime(start);
            var model = runner.Await(
                outcome.Trial,
                (context, token) => Refit(context, outcome.Trial, token),
                left < TimeSpan.Zero ? TimeSpan.Zero : left ?? most,
                budget.All);
            return new Winner(outcome, model, loss, error, IsRefitted: true, _passedOver);
        }
        catch (Exception e) when (!budget.All.IsCancellationRequested)
        {
            _passedOver.Add(new PassedOver(outcome, e is TimeoutException
                ? "its fit did not end in the time that it could be given"
                : $"{e.GetType().Name}: {e.Message}"));
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new OperationCanceledException("The sweep ended.", e, budget.All);
        }
    }

    private Winner Own(SweepOutcomes outcomes, (TrialOutcome Outcome, double Loss, double Error)? measured)
    {
        if (models.Find(outcomes.All) is not { } own)
        {
            budget.All.ThrowIfCancellationRequested();
            SweepErrors.NoWinner(_passedOver.Select(one => one.ToString()));
            return null;
        }

        if (measured is { } known && known.Outcome == own.Outcome)
            return new Winner(own.Outcome, own.Model, known.Loss, known.Error, IsRefitted: false, _passedOver);
        // A caller who asks for the end does not wait for scores; one whose time is over gets a model that is known to give some.
        if (options.CancellationToken.IsCancellationRequested)
            return new Winner(own.Outcome, own.Model, double.NaN, double.NaN, IsRefitted: false, _passedOver);
        try
        {
            var test = new RowSubsetView(data.Label.View, data.Plan.Test);
            var (loss, error) = MomentsOf(
                own.Model, new FittedRows(own.Model, test, test, data.Weights.Relative(data.Plan.Test, [data.Plan.Test])));
            return new Winner(own.Outcome, own.Model, loss, error, IsRefitted: false, _passedOver);
        }
        catch (InvalidDataException e)
        {
            SweepErrors.NoWinner(
                [.. _passedOver.Select(one => one.ToString()), $"trial {own.Outcome.Trial.Number}'s own model: {e.Message}"]);
            return null;
        }
    }

    private (double Mean, double StandardError) Measure(MLContext context, Trial trial, CancellationToken token)
    {
        var rows = data.Fit(data.Plan.TrainingAndValidation(), data.Plan.Test);
        var (model, isCopy) = runner.Fit(context, trial, rows.Training, token);
        var moments = MomentsOf(model, rows);
        new TransformerPair(rows.Featuriser, model, isCopy).Release();
        return moments;
    }

    private ITransformer Refit(MLContext context, Trial trial, CancellationToken token)
    {
        var rows = data.Fit(data.Plan.All(), data.Plan.Test);
        var (model, isCopy) = runner.Fit(context, trial, rows.Training, token);
        _ = MomentsOf(model, rows);
        return assembly.Finish(new TransformerPair(rows.Featuriser, model, isCopy));
    }

    /// <exception cref="InvalidDataException">A score, or a loss, is not finite.</exception>
    private (double Mean, double StandardError) MomentsOf(ITransformer model, FittedRows rows)
    {
        float[] losses = data.LossesOf(model, rows);
        if (Array.FindIndex(losses, loss => !float.IsFinite(loss)) is var row and >= 0)
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture, $"A row's loss is {losses[row]}, which is not a finite number."));
        return RungResult.Moments(losses.Length, i => losses[i]);
    }

    private static string Text(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}

/// <summary>What the sweep returns, before it is written down.</summary>
/// <param name="Outcome">The trial.</param>
/// <param name="Model">Its model.</param>
/// <param name="Loss">Mean loss on the test rows; NaN where the caller asked for the end before it was measured.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="IsRefitted">Whether the model has learnt from all rows.</param>
/// <param name="PassedOver">Better trials whose place it took.</param>
internal sealed record Winner(
    TrialOutcome Outcome, ITransformer Model, double Loss, double Error, bool IsRefitted, IReadOnlyList<PassedOver> PassedOver);

/// <summary>A trial that is not the winner although its loss was the best, and why.</summary>
internal sealed record PassedOver(TrialOutcome Outcome, string Reason)
{
    public override string ToString() => $"trial {Outcome.Trial.Number} ({Outcome.Trial.Name}): {Reason}";
}
