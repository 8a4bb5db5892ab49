using System.Globalization;
using LagrangeMLNet.Sweeps;
using Microsoft.ML.AutoML;
using Microsoft.ML.Runtime;

namespace LagrangeMLNet.AutoML.MicrosoftAutoML;

/// <summary>Tells the log and the caller how an experiment goes.</summary>
internal sealed class TrialMonitor(TrialRace race, IServiceProvider provider) : IMonitor
{
    private readonly IChannel? _log = provider.GetService(typeof(IChannel)) as IChannel;
    private readonly AutoMLExperiment.AutoMLExperimentSettings? _settings =
        provider.GetService(typeof(AutoMLExperiment.AutoMLExperimentSettings)) as AutoMLExperiment.AutoMLExperimentSettings;

    private int _finished;

    public void ReportRunningTrial(TrialSettings settings) => Log($"Trial {settings.TrialId} begins");

    public void ReportCompletedTrial(TrialResult result) => Ended(result.TrialSettings.TrialId, null);

    public void ReportBestTrial(TrialResult result) => Log($"Trial {result.TrialSettings.TrialId} is the best so far: metric {result.Metric:G6}");

    public void ReportFailTrial(TrialSettings settings, Exception? exception = null) => Ended(settings.TrialId, exception);

    private void Ended(int number, Exception? error)
    {
        _finished++;
        var trial = race.Of(number) ?? new SweepTrial(number, "", "{}", [], SweepTrialState.Failed, error?.Message);
        Log(trial.State switch
        {
            SweepTrialState.Complete => $"Trial {number}, {trial.Candidate}: loss {trial.Loss:G6}",
            SweepTrialState.Pruned => $"Trial {number}, {trial.Candidate}: ended with loss {trial.Loss:G6}, as {trial.Reason}",
            _ => $"Trial {number}, {trial.Candidate}: failed, {trial.Reason}",
        });
        int most = _settings?.MaxModels ?? int.MaxValue;
        var elapsed = race.Clock.Elapsed;
        race.Progress?.Report(new SweepProgress(SweepPhase.Searching, _finished, most, elapsed, Remaining(most, elapsed), trial, race.Best));
    }

    private TimeSpan Remaining(int most, TimeSpan elapsed)
    {
        double left = (_settings?.MaxExperimentTimeInSeconds ?? double.MaxValue) - elapsed.TotalSeconds;
        double trials = elapsed.TotalSeconds / _finished * Math.Max(0.0, most - _finished);
        return TimeSpan.FromSeconds(Math.Clamp(Math.Min(left, trials), 0, TimeSpan.MaxValue.TotalSeconds / 2));
    }

    private void Log(FormattableString message) =>
        _log?.Info(MessageSensitivity.Unknown, message.ToString(CultureInfo.InvariantCulture));
}
