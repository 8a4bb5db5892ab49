using Microsoft.ML.AutoML;

namespace LagrangeMLNet.MicrosoftAutoML.Benchmarks;

/// <summary>Counts trials, and prints them where asked to.</summary>
internal sealed class TrialPrinter(SweepablePipeline pipeline, bool isPrinting) : IMonitor
{
    public int Count { get; private set; }

    public void ReportRunningTrial(TrialSettings settings)
    {
    }

    public void ReportCompletedTrial(TrialResult result)
    {
        Count++;
        Print(result.TrialSettings, $"{result.Metric:F4} in {result.DurationInMilliseconds:F0} ms");
    }

    public void ReportBestTrial(TrialResult result)
    {
    }

    public void ReportFailTrial(TrialSettings settings, Exception? exception = null)
    {
        Count++;
        Print(settings, $"failed, {exception?.Message}");
    }

    private void Print(TrialSettings settings, string end)
    {
        if (isPrinting)
            Console.WriteLine($"  {settings.TrialId} {pipeline.ToString(settings.Parameter)}: {end}");
    }
}
