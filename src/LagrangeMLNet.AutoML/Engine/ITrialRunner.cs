using LagrangeMLNet.AutoML.Trials;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>Does the work of a trial on one subset.</summary>
internal interface ITrialRunner
{
    /// <summary>Fits and scores.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="rung">The subset.</param>
    /// <param name="watch">Watches the fit; null where nothing does.</param>
    /// <param name="limit">Time that it may take, beside what the options allow; null where only those bound it.</param>
    /// <param name="token">Set when the search ends.</param>
    /// <returns>The result and the fitted model; or why there is none.</returns>
    /// <exception cref="OperationCanceledException">The sweep ends.</exception>
    Task<TrialRun> RunAsync(Trial trial, int rung, FitWatch? watch, TimeSpan? limit, CancellationToken token);

    /// <summary>Why no trial should be started any more; null while one can.</summary>
    string? ReasonNotToStart();
}
