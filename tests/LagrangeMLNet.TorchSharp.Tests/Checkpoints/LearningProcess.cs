using System.Diagnostics;
using System.Text.Json;
using LagrangeMLNet.Trainers;
using Xunit;

namespace LagrangeMLNet.TorchTests.Checkpoints;

/// <summary>A fit in a process of its own.</summary>
internal static class LearningProcess
{
    /// <summary>Runs a fit to its end, or kills it.</summary>
    /// <param name="options">What to learn with.</param>
    /// <param name="rows">Number of made rows.</param>
    /// <param name="slots">Number of features.</param>
    /// <param name="killAt">Number of states of learning that are waited for before the process is killed; null to let it end.</param>
    /// <param name="kibibytes">Address space of the process at most, in KiB; null for no limit.</param>
    /// <param name="temporary">The process's folder for temporary files; null for the usual one.</param>
    /// <returns>What it printed, and its exit code.</returns>
    public static (string[] Lines, int Code) Run(
        LagrangianNetworkRegressionTrainer.Options options, int rows, int slots, int? killAt = null, long? kibibytes = null,
        string? temporary = null)
    {
        string[] arguments = [ProgramPath(), JsonSerializer.Serialize(options), $"{rows}", $"{slots}"];
        var start = kibibytes is { } limit
            ? new ProcessStartInfo("sh", ["-c", $"ulimit -v {limit}; exec dotnet \"$@\"", "sh", .. arguments])
            : new ProcessStartInfo("dotnet", arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        start.Environment["OMP_NUM_THREADS"] = "1";
        if (temporary is not null)
            start.Environment["TMPDIR"] = start.Environment["TEMP"] = start.Environment["TMP"] = temporary;
        // Otherwise the collector reserves addresses by the hundreds of gigabytes.
        if (kibibytes is not null)
            start.Environment["DOTNET_GCRegionRange"] = "0x40000000";
        using var process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var lines = new List<string>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            lines.Add(line);
            // On Linux and macOS this is SIGKILL: no handler runs, no buffer is flushed.
            if (lines.Count == killAt)
                process.Kill();
        }

        process.WaitForExit();
        Assert.True(process.ExitCode == 0 || killAt is not null || kibibytes is not null, errors.Result);
        return ([.. lines], process.ExitCode);
    }

    private static string ProgramPath()
    {
        // .../tests/LagrangeMLNet.TorchSharp.Tests/bin/CONFIGURATION/FRAMEWORK/ -> .../tests/NetworkProcess/bin/CONFIGURATION/FRAMEWORK/
        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string framework = Path.GetFileName(here), configuration = Path.GetFileName(Path.GetDirectoryName(here)!);
        string path = Path.GetFullPath(
            Path.Combine(here, "..", "..", "..", "..", "NetworkProcess", "bin", configuration, framework, "NetworkProcess.dll"));
        Assert.True(File.Exists(path), $"{path} has not been built.");
        return path;
    }
}
