using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LagrangeMLNet.Benchmarks.Peers;

namespace LagrangeMLNet.Benchmarks.FirstFits;

/// <summary>Runs first fits in a process of their own: this program, started anew with the command <c>fits</c>.</summary>
internal static class FitProcess
{
    /// <param name="set">Name of the set.</param>
    /// <param name="rows">Rows of the table to keep; null for all.</param>
    /// <param name="role">Which side.</param>
    /// <param name="fits">How many fits.</param>
    /// <param name="folder">Folder of real data, or null.</param>
    /// <exception cref="InvalidOperationException">The process failed.</exception>
    public static FitTimes Run(string set, long? rows, PeerRole role, int fits, string? folder)
    {
        List<string> arguments = [typeof(FitProcess).Assembly.Location, "fits", "--sets", set, "--side", role.ToString(), "--runs", Text(fits)];
        if (rows is { } kept)
            arguments.AddRange(["--rows", Text(kept)]);
        if (folder is not null)
            arguments.AddRange(["--data", folder]);
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<FitTimes>(output)!
            : throw new InvalidOperationException($"{role} on {set} failed: {errors.Result}{output}");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
