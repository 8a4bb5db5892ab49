using System.Runtime.ExceptionServices;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>
/// Runs work over rows on several threads. Rows are split into a fixed number of parts whatever the number of threads, so that sums over
/// parts, taken in the parts' order, are the same bits with one thread and with many.
/// </summary>
internal sealed class PoolPasses(int threads, Action checkAlive)
{
    /// <summary>Parts of a pass: enough to keep threads busy to the end.</summary>
    public const int Parts = 16;

    private const int TilesBetweenChecks = 32;

    public Action CheckAlive => checkAlive;

    /// <summary>Runs <paramref name="work"/> on each tile, with the number of the part that it belongs to.</summary>
    public void Run(IRowSource source, int parts, Action<int, Tile> work)
    {
        foreach (var tiles in source.Batches())
            For(parts, part =>
            {
                int start = (int)((long)tiles.Count * part / parts), end = (int)((long)tiles.Count * (part + 1) / parts);
                for (int i = start; i < end; i++)
                {
                    if ((i - start) % TilesBetweenChecks == 0)
                        checkAlive();
                    work(part, tiles[i]);
                }
            });
    }

    /// <summary>Runs <paramref name="work"/> on the ranges [start, end) of 0 … <paramref name="total"/> − 1.</summary>
    public void Ranges(int total, int parts, Action<int, int, int> work) =>
        For(parts, part => work(part, (int)((long)total * part / parts), (int)((long)total * (part + 1) / parts)));

    /// <summary>Runs <paramref name="work"/> once for each part.</summary>
    public void For(int parts, Action<int> work)
    {
        checkAlive();
        if (threads == 1 || parts == 1)
        {
            for (int part = 0; part < parts; part++)
                work(part);
            return;
        }

        try
        {
            Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions.FirstOrDefault(e => e is OperationCanceledException) ?? failures.InnerExceptions[0]);
        }
    }
}
