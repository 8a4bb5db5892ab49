namespace LagrangeMLNet.AutoML.Engine;

/// <summary>
/// Threads of the pool for trials, beside those that the process had. Trials run on the pool because a trainer of trees hands small pieces
/// of work to it and waits for each: a thread of the pool does them itself, another one would send each to another processor and back. A
/// pool grows slowly, and timers and ends of trials need its threads too.
/// </summary>
internal sealed class PoolThreads : IDisposable
{
    private readonly int _added;

    public PoolThreads(int trials)
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        _added = ThreadPool.SetMinThreads(workers + trials, ports) ? trials : 0;
    }

    public void Dispose()
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(1, workers - _added), ports);
    }
}
