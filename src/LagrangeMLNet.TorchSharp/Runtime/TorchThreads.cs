using TorchSharp;

namespace LagrangeMLNet.Runtime;

/// <summary>
/// Torch's threads while a network is trained; what was set before is set again afterwards. Threads meet after every operation, and whoever
/// arrives first waits in a busy loop: where operations are short that costs more than it saves, and where other processes hold the cores,
/// each meeting waits until the last thread has been given one again.
/// </summary>
internal sealed class TorchThreads : IDisposable
{
    /// <summary>Multiplications of a matrix product for each thread that takes part in it.</summary>
    private const long Share = 1L << 27;

    private static readonly Lock s_lock = new();
    private static int _before;
    private static int _fits;

    /// <param name="threads">Number of threads.</param>
    public TorchThreads(int threads)
    {
        lock (s_lock)
        {
            // Fits may overlap: what was set before the first of them is set again after the last.
            if (_fits++ == 0)
                _before = torch.get_num_threads();
            torch.set_num_threads(threads);
        }
    }

    /// <summary>
    /// The number set; where none is set, as many as the largest matrix product of a step has work for, and there are cores.
    /// </summary>
    /// <param name="set">What the caller set, or null.</param>
    /// <param name="multiplications">Multiplications of the largest matrix product of a step.</param>
    public static int Choose(int? set, long multiplications) =>
        set ?? (int)Math.Clamp(multiplications / Share, 1, Environment.ProcessorCount);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (s_lock)
        {
            if (--_fits == 0)
                torch.set_num_threads(_before);
        }
    }
}
