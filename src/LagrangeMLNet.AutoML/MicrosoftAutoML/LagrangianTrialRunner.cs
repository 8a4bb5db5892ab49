using LagrangeMLNet.Interop;
using Microsoft.ML;
using Microsoft.ML.AutoML;

namespace LagrangeMLNet.AutoML.MicrosoftAutoML;

/// <summary>Runs one trial of an experiment, on a thread of its own that can be left behind.</summary>
internal sealed class LagrangianTrialRunner(TrialRace race, IServiceProvider provider) : ITrialRunner
{
    private readonly MLContext _context = ExperimentErrors.Required<MLContext>(provider, "mlContext.Auto().CreateExperiment");
    private readonly SweepablePipeline _pipeline = ExperimentErrors.Required<SweepablePipeline>(provider, "SetPipeline");
    private readonly IDatasetManager _data = ExperimentErrors.Required<IDatasetManager>(provider, "SetDataset");
    private readonly IEvaluateMetricManager _metric = ExperimentErrors.Required<IEvaluateMetricManager>(
        provider, "SetBinaryClassificationMetric, SetMulticlassClassificationMetric or SetRegressionMetric");

    public async Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct)
    {
        // The experiment's token ends the whole experiment; a trial ends by one that is linked to it.
        var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var registration = ended.Token.Register(() => MLNetInternals.CancelExecution(_context));
        var fit = new TrialFit(race, _context, _pipeline, _data, _metric, settings, ended);
        var work = Task.Factory.StartNew(fit.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
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
            return await work.WaitAsync(ct).ConfigureAwait(false);
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
