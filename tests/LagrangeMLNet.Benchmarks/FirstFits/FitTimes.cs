using System.Runtime;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Peers;

namespace LagrangeMLNet.Benchmarks.FirstFits;

/// <summary>The first fits of a process, of one side on one set.</summary>
/// <param name="Rows">Training rows.</param>
/// <param name="Seconds">Wall-clock seconds of each fit, in order.</param>
/// <param name="CompilationSeconds">Seconds that all threads spent compiling during the first of them.</param>
/// <param name="CompiledMethods">Methods compiled during the first of them.</param>
/// <param name="Loss">Held-out loss of the last.</param>
internal sealed record FitTimes(long Rows, double[] Seconds, double CompilationSeconds, int CompiledMethods, double Loss)
{
    /// <summary>Fits in this process; nothing has been fitted in it before.</summary>
    /// <param name="set">The set, read into the cache before.</param>
    /// <param name="role">Which side.</param>
    /// <param name="fits">How many fits.</param>
    /// <exception cref="ArgumentException">The set's task has no such side.</exception>
    public static FitTimes Measure(DataSet set, PeerRole role, int fits)
    {
        var side = Fields.Of(set).Competitors.FirstOrDefault(competitor => competitor.Role == role)
            ?? throw new ArgumentException($"Set '{set.Name}' has no side {role}.");
        var seconds = new double[fits];
        Fitted? fitted = null;
        double compilation = 0;
        int methods = 0;
        for (var i = 0; i < fits; i++)
        {
            var before = (Time: JitInfo.GetCompilationTime(), Methods: JitInfo.GetCompiledMethodCount());
            seconds[i] = FitClock.Time(() => fitted = side.Fit(set.Train));
            if (i == 0)
            {
                compilation = (JitInfo.GetCompilationTime() - before.Time).TotalSeconds;
                methods = (int)(JitInfo.GetCompiledMethodCount() - before.Methods);
            }
        }

        return new FitTimes(
            set.TrainSize.Rows, seconds, compilation, methods, ScoredRows.Measure(set.Task, fitted!.Score(set.Test)).Loss);
    }
}
