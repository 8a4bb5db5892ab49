using System.Runtime.ExceptionServices;

namespace LagrangeMLNet.Numerics;

/// <summary>
/// Runs work on items, such as tiles of rows. A fixed number of workers, which the data decides and not the machine, get a fixed,
/// contiguous share of the items each; sums over workers are taken in the workers' order. So they do not depend on the moment, nor on the
/// number of threads, which share the workers among them.
/// </summary>
internal sealed class Workers
{
    private const int ItemsBetweenChecks = 4;

    private readonly int _threads;
    private readonly Action _checkAlive;
    private readonly Companion[] _companions;

    /// <param name="count">Number of workers: shares of the work with sums of their own.</param>
    /// <param name="threads">Most threads that run them.</param>
    /// <param name="checkAlive">Throws when the surroundings ask for an end.</param>
    public Workers(int count, int threads, Action checkAlive)
    {
        (Count, _threads, _checkAlive) = (count, Math.Min(count, threads), checkAlive);
        _companions = new Companion[_threads - 1];
        for (int i = 0; i < _companions.Length; i++)
            _companions[i] = new Companion(i + 1, RunThread);
    }

    public int Count { get; }

    /// <summary>Runs <paramref name="work"/> on each item, with the number of the worker whose share it is in.</summary>
    public void Run<TItem, TState>(IReadOnlyList<TItem> items, TState state, Action<TState, int, TItem> work)
    {
        For(worker =>
        {
            int start = (int)((long)items.Count * worker / Count), end = (int)((long)items.Count * (worker + 1) / Count);
            for (int i = start; i < end; i++)
            {
                if ((i - start) % ItemsBetweenChecks == 0)
                    _checkAlive();
                work(state, worker, items[i]);
            }
        });
    }

    /// <summary>Runs <paramref name="work"/> on each item.</summary>
    public void ForEach<T>(IReadOnlyList<T> items, Action<T> work) => For(worker =>
    {
        for (int i = worker; i < items.Count; i += Count)
        {
            _checkAlive();
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
    /// <remarks>The calling thread runs the first ones. Not to be called from within <paramref name="work"/>.</remarks>
    public void For(Action<int> work)
    {
        _checkAlive();
        foreach (var companion in _companions)
            companion.Begin(work);
        Exception? failure = null;
        try
        {
            RunThread(work, 0);
        }
        catch (Exception e)
        {
            failure = e;
        }

        foreach (var companion in _companions)
        {
            var other = companion.End();
            if (failure is null || (other is OperationCanceledException && failure is not OperationCanceledException))
                failure = other ?? failure;
        }

        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>A thread's contiguous share of the workers.</summary>
    private void RunThread(Action<int> work, int thread)
    {
        int end = Count * (thread + 1) / _threads;
        for (int worker = Count * thread / _threads; worker < end; worker++)
            work(worker);
    }

    /// <summary>
    /// A thread of the pool that waits a moment for the next piece of work before it goes back: a pass over little data is over sooner than
    /// the pool wakes a thread. If the pool gives none in time, the caller does the work itself.
    /// </summary>
    private sealed class Companion(int thread, Action<Action<int>, int> run) : IThreadPoolWorkItem
    {
        private const int Absent = 0, Called = 1, Waiting = 2, Busy = 3;

        // Turns of SpinWait, some 50 µs on an idle machine; on a busy one the thread gives way.
        private const int LongestWait = 400;

        private int _state = Absent;
        private Action<int>? _work;
        private Exception? _failure;

        public void Begin(Action<int> work)
        {
            (_work, _failure) = (work, null);
            if (Interlocked.CompareExchange(ref _state, Busy, Waiting) == Waiting)
                return;
            Volatile.Write(ref _state, Called);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        /// <summary>Returns when the work is done, with the exception that ended it, if one did.</summary>
        public Exception? End()
        {
            if (Interlocked.CompareExchange(ref _state, Absent, Called) == Called)
            {
                Do();
            }
            else
            {
                for (var wait = default(SpinWait); Volatile.Read(ref _state) == Busy;)
                    wait.SpinOnce(sleep1Threshold: -1);
            }

            _work = null;
            return _failure;
        }

        public void Execute()
        {
            if (Interlocked.CompareExchange(ref _state, Busy, Called) != Called)
                return;
            do
            {
                Do();
                Volatile.Write(ref _state, Waiting);
            }
            while (IsCalledAgain());
        }

        private bool IsCalledAgain()
        {
            var wait = default(SpinWait);
            for (int i = 0; i < LongestWait; i++)
            {
                if (Volatile.Read(ref _state) == Busy)
                    return true;
                wait.SpinOnce(sleep1Threshold: -1);
            }

            return Interlocked.CompareExchange(ref _state, Absent, Waiting) == Busy;
        }

        private void Do()
        {
            try
            {
                run(_work!, thread);
            }
            catch (Exception e)
            {
                _failure = e;
            }
        }
    }
}
