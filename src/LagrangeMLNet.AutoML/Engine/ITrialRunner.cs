namespace LagrangeMLNet.AutoML.Engine;

/// <summary>Does the work of a trial on one rung.</summary>
internal interface ITrialRunner
{
    /// <summary>Fits and scores.</summary>
    /// <returns>The result and the fitted model; or why there is none.</returns>
    /// <exception cref="OperationCanceledException">The sweep ends.</exception>
    Task<TrialRun> RunAsync(Trial trial, int rung, FitWatch? watch, CancellationToken token);

    /// <summary>Why no trial should be started any more; null while one can.</summary>
    string? ReasonNotToStart();
}
