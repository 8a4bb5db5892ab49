using System.Runtime.InteropServices;
using TorchSharp;

namespace LagrangeMLNet.Runtime;

/// <summary>
/// Whether TorchSharp's native library can be loaded, told in one sentence: which library, which version, what to install. Without it the
/// first use of <c>torch</c> ends in a type-initializer stack that names none of these.
/// </summary>
public static class TorchRuntime
{
    /// <summary>Version of libtorch that the referenced TorchSharp is built for.</summary>
    private const string LibtorchVersion = "2.10.0";

    /// <summary>Symbol version of libstdc++ that TorchSharp's Linux library needs: GCC 13.</summary>
    private const string StandardLibrarySymbol = "GLIBCXX_3.4.32";

    private static readonly Lazy<string?> s_problem = new(Load);

    /// <summary>What is missing and what to install, in one sentence; null if TorchSharp can be used. The answer is found once.</summary>
    public static string? Problem => s_problem.Value;

    /// <summary>Whether TorchSharp can be used in this process.</summary>
    public static bool IsAvailable => Problem is null;

    /// <summary>Does nothing if TorchSharp can be used. Called by everything here that uses it.</summary>
    /// <exception cref="NotSupportedException">It cannot; the message is <see cref="Problem"/>.</exception>
    public static void EnsureAvailable()
    {
        if (Problem is { } problem)
            throw new NotSupportedException(problem);
    }

    /// <summary>Says in one sentence what the operating system's loader complained of.</summary>
    /// <param name="complaint">The loader's message.</param>
    /// <param name="isMissing">Whether the file was not found at all.</param>
    internal static string Explain(string complaint, bool isMissing)
    {
        if (complaint.Contains(StandardLibrarySymbol, StringComparison.Ordinal))
        {
            return $"TorchSharp cannot load: its library needs a libstdc++.so.6 with {StandardLibrarySymbol} (GCC 13 or later), and this " +
                "machine's is older; install libstdc++6 of Debian 13 or Ubuntu 24.04 or later (on Debian 12, tests/libstdc++.sh does it).";
        }

        string package = $"libtorch-cpu-{RuntimeIdentifier()}";
        return isMissing
            ? $"TorchSharp cannot load: libtorch {LibtorchVersion} was not found beside the application; reference the package " +
                $"{package} {LibtorchVersion} (or TorchSharp-cuda-windows or TorchSharp-cuda-linux) in the application's project."
            : $"TorchSharp cannot load: libtorch {LibtorchVersion} ({package}) was found, but the system refused it: "
                + $"{FirstSentence(complaint)}";
    }

    private static string? Load()
    {
        // As TorchSharp does it: libtorch first, so that LibTorchSharp finds it loaded. A TorchSharp that is at work has loaded both.
        bool hasTorch = TryLoad("torch_cpu", out string torchComplaint);
        if (TryLoad("LibTorchSharp", out string complaint))
            return null;
        bool isMissing = !hasTorch && !complaint.Contains(StandardLibrarySymbol, StringComparison.Ordinal) && IsMissing(torchComplaint);
        return Explain(hasTorch || isMissing ? complaint : $"{complaint} {torchComplaint}", isMissing);
    }

    private static bool IsMissing(string complaint) =>
        complaint.Contains("No such file", StringComparison.OrdinalIgnoreCase)
        || complaint.Contains("not found", StringComparison.OrdinalIgnoreCase)
        || complaint.Contains("could not be found", StringComparison.OrdinalIgnoreCase)
        || complaint.Contains("0x8007007E", StringComparison.OrdinalIgnoreCase);

    private static bool TryLoad(string name, out string complaint)
    {
        complaint = "";
        try
        {
            NativeLibrary.Load(name, typeof(torch).Assembly, null);
            return true;
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            complaint = error.Message;
            return false;
        }
    }

    private static string RuntimeIdentifier()
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }

    /// <summary>The line of a loader's message that says why; the others name places where nothing was.</summary>
    private static string FirstSentence(string complaint)
    {
        string[] lines = complaint.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.FirstOrDefault(line => !line.Contains("No such file", StringComparison.Ordinal)
            && !line.StartsWith("Unable to load", StringComparison.Ordinal)) ?? lines.FirstOrDefault() ?? complaint;
    }
}
