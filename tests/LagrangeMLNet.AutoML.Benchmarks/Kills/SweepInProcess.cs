using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SweepProcess;

namespace LagrangeMLNet.AutoML.Benchmarks.Kills;

/// <summary>A sweep in a process of its own, and what its ledger holds.</summary>
/// <param name="ledger">File of the ledger.</param>
/// <param name="trials">Most trials.</param>
internal sealed class SweepInProcess(string ledger, int trials)
{
    /// <summary>Runs the sweep, or goes on with it where it has a ledger, until it is done or killed.</summary>
    /// <param name="killAfter">Time after which the process is killed (SIGKILL: no handler runs); null for never.</param>
    /// <returns>Whether the process was killed; it may have ended before.</returns>
    /// <exception cref="InvalidOperationException">The process ended by itself with an error.</exception>
    public bool Run(TimeSpan? killAfter = null)
    {
        string program = typeof(SweepRow).Assembly.Location;
        var start = new ProcessStartInfo(
            "dotnet", [program, File.Exists(ledger) ? "resume" : "start", ledger, trials.ToString(CultureInfo.InvariantCulture), "default"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        bool isKilled = killAfter is { } time && !process.WaitForExit(time);
        if (isKilled)
            process.Kill();
        process.WaitForExit();
        Task.WaitAll(output, errors);
        return isKilled || process.ExitCode == 0
            ? isKilled
            : throw new InvalidOperationException($"The sweep ended with code {process.ExitCode}: {errors.Result}");
    }

    /// <summary>All that the ledger says of each trial on each rung, but how long it took; nothing where there is no ledger yet.</summary>
    public string[] Rungs()
    {
        if (!File.Exists(ledger))
            return [];
        using var connection = new SqliteConnection($"Data Source={ledger};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'rung'";
        if (command.ExecuteScalar() is not 1L)
            return [];
        command.CommandText = """
            SELECT format('%d %d %s %s %d %d %.17g %.17g %s %s %s',
                trial, rung, candidate, options, seed, rows, loss, standard_error, outcome, reason, hex(row_losses))
            FROM rung ORDER BY trial, rung
            """;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return [.. rows];
    }
}
