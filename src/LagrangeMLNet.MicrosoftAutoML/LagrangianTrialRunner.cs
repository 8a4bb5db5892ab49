using Microsoft.ML.AutoML;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>Runs one trial of an experiment, on a thread that can be left behind.</summary>
internal sealed class LagrangianTrialRunner(TrialRace race, IServiceProvider provider) : ITrialRunner
{
    private readonly ExperimentParts _parts = new(provider);

    public async Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct)
    {
        // The experiment's token ends the whole experiment; a trial ends by one that is linked to it.
        var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var fit = new TrialFit(race, _parts, settings, ended);
        var registration = ended.Token.Register(fit.Cancel);
        // On the pool: a trainer of trees hands small pieces of work to it, and a thread of the pool does them itself.
        var work = Task.Run(fit.Run, CancellationToken.None);
        _ = work.ContinueWith(
            done =>
            {
                _ = done.Exception;
                registration.Dispose();
                ended.Dispose();
            },
            TaskScheduler.Default);
        try
        {
            var (result, trial) = await work.WaitAsync(ct).ConfigureAwait(false);
            race.End(trial, _parts.Settings);
            return result;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            if (fit.Failed(e) is { } failed)
                return failed;
            throw;
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
    }

    public void Dispose()
    {
        // The context is the trial's own; what was made with it lives on in the result.
    }
}
