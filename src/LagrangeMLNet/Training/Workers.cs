using System.Runtime.ExceptionServices;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Training;

/// <summary>
/// Runs work on tiles on a fixed number of threads. Each worker gets a fixed, contiguous share of the tiles, so that sums over workers,
/// taken in the workers' order, do not depend on the moment.
/// </summary>
internal sealed class Workers(int count, Action checkAlive)
{
    private const int TilesBetweenChecks = 4;

    public int Count { get; } = count;

    /// <summary>Runs <paramref name="work"/> for each worker with its number and its tiles.</summary>
    public void Run<TState>(IReadOnlyList<Tile> tiles, TState state, Action<TState, int, Tile> work)
    {
        For(worker =>
        {
            int start = (int)((long)tiles.Count * worker / Count), end = (int)((long)tiles.Count * (worker + 1) / Count);
            for (int i = start; i < end; i++)
            {
                if ((i - start) % TilesBetweenChecks == 0)
                    checkAlive();
                work(state, worker, tiles[i]);
            }
        });
    }

    /// <summary>Runs <paramref name="work"/> on each item.</summary>
    public void ForEach<T>(IReadOnlyList<T> items, Action<T> work) => For(worker =>
    {
        for (int i = worker; i < items.Count; i += Count)
        {
            checkAlive();
            work(items[i]);
        }
    });

    /// <summary>Runs <paramref name="work"/> on the ranges of 0 … <paramref name="total"/> − 1: worker, start, length.</summary>
    public void ForRanges(int total, Action<int, int, int> work) => For(worker =>
    {
        int start = (int)((long)total * worker / Count);
        work(worker, start, (int)((long)total * (worker + 1) / Count) - start);
    });

    /// <summary>Runs <paramref name="work"/> once for each worker.</summary>
    public void For(Action<int> work)
    {
        checkAlive();
        if (Count == 1)
        {
            work(0);
            return;
        }

        try
        {
            Parallel.For(0, Count, new ParallelOptions { MaxDegreeOfParallelism = Count }, work);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions.FirstOrDefault(e => e is OperationCanceledException) ?? failures.InnerExceptions[0]);
        }
    }
}
