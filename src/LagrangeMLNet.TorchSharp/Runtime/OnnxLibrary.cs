using System.Runtime.InteropServices;

namespace LagrangeMLNet.Runtime;

/// <summary>
/// Whether the ONNX runtime's native library can be loaded: networks are scored by it, so it is looked for before they are trained.
/// </summary>
internal static class OnnxLibrary
{
    private static readonly Lazy<string?> s_problem = new(() =>
        NativeLibrary.TryLoad("onnxruntime", typeof(Microsoft.ML.OnnxRuntime.InferenceSession).Assembly, null, out _) ? null
            : "The ONNX runtime cannot load: its native library was not found beside the application; reference the package "
                + "Microsoft.ML.OnnxRuntime (or Microsoft.ML.OnnxRuntime.Gpu) in the application's project.");

    /// <summary>What is missing and what to install, in one sentence; null if networks can be scored. The answer is found once.</summary>
    public static string? Problem => s_problem.Value;

    /// <summary>Does nothing if networks can be scored.</summary>
    /// <exception cref="NotSupportedException">They cannot; the message is <see cref="Problem"/>.</exception>
    public static void EnsureAvailable()
    {
        if (Problem is { } problem)
            throw new NotSupportedException(problem);
    }
}
