using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.ML;
using SweepProcess;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

public sealed class LedgerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lagrange-ledger-");

    private string Ledger => Path.Combine(_folder.FullName, "sweep.ledger");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void A_sweep_that_was_killed_goes_on_to_the_same_ledger(int linesBeforeKill)
    {
        string whole = Path.Combine(_folder.FullName, "whole.ledger");
        Assert.Equal(0, Sweep("start", whole, killAfter: null));

        Assert.NotEqual(0, Sweep("start", Ledger, linesBeforeKill));
        string[] kept = Dump(Ledger);
        Assert.InRange(kept.Length, linesBeforeKill, Dump(whole).Length - 1);
        Assert.Equal(0, Sweep("resume", Ledger, killAfter: null));

        Assert.Equal(Dump(whole), Dump(Ledger));
        Assert.Subset(Dump(Ledger).ToHashSet(), kept.ToHashSet());
    }

    [Fact]
    public void A_sweep_that_was_killed_while_it_made_its_ledger_begins()
    {
        File.WriteAllBytes(Ledger, []);
        var resumed = new MLContext(1).Sweep().BinaryClassification(Samples.Options(3)).Resume(Ledger, Samples.Rows(), Samples.Label);
        Assert.Equal(Samples.Trials(Samples.Run(Samples.Options(3))), Samples.Trials(resumed));
        Assert.NotEmpty(Dump(Ledger));
    }

    [Fact]
    public void A_resumed_sweep_may_have_more_trials_and_repeats_none()
    {
        var options = Samples.Options(5);
        options.LedgerPath = Ledger;
        Samples.Run(options);
        string[] before = Dump(Ledger);

        var longer = Samples.Options(8);
        var resumed = new MLContext(1).Sweep().BinaryClassification(longer).Resume(Ledger, Samples.Rows(), Samples.Label);

        Assert.Equal(Samples.Trials(Samples.Run(Samples.Options(8))), Samples.Trials(resumed));
        Assert.Equal(before, Dump(Ledger)[..before.Length]);
    }

    [Fact]
    public void A_resumed_sweep_that_is_cancelled_at_once_has_the_best_model()
    {
        var options = Samples.Options(5);
        options.LedgerPath = Ledger;
        var whole = Samples.Run(options);

        using var cancel = new CancellationTokenSource();
        var again = Samples.Options(5);
        again.CancellationToken = cancel.Token;
        again.Progress = new RecordedProgress(report =>
        {
            if (report.Phase == LagrangeMLNet.Sweeps.SweepPhase.Refitting)
                cancel.Cancel();
        });
        var resumed = new MLContext(1).Sweep().BinaryClassification(again).Resume(Ledger, Samples.Rows(), Samples.Label);

        Assert.Equal((whole.Best.Number, false), (resumed.Best.Number, resumed.IsRefitted));
        var rows = Samples.Rows(50);
        var scores = Microsoft.ML.Data.ColumnCursorExtensions.GetColumn<float>(resumed.Model.Transform(rows), "Probability").ToArray();
        Assert.InRange(scores.Distinct().Count(), 40, 50);
    }

    [Fact]
    public void A_ledger_is_never_written_over()
    {
        File.WriteAllText(Ledger, "my diary");
        var options = Samples.Options();
        options.LedgerPath = Ledger;
        Assert.Contains("is there already", Assert.Throws<IOException>(() => Samples.Run(options)).Message);
        Assert.Equal("my diary", File.ReadAllText(Ledger));
    }

    [Fact]
    public void What_is_no_ledger_is_refused()
    {
        Assert.Contains("There is no ledger", Assert.Throws<FileNotFoundException>(Resume).Message);

        File.WriteAllText(Ledger, new string('x', 5000));
        Assert.Contains("damaged or no ledger", Assert.Throws<InvalidOperationException>(Resume).Message);
        File.Delete(Ledger);

        using (var other = new SqliteConnection($"Data Source={Ledger};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "CREATE TABLE friends (name TEXT)";
            command.ExecuteNonQuery();
        }

        Assert.Contains("not a ledger of a sweep", Assert.Throws<InvalidOperationException>(Resume).Message);
    }

    [Fact]
    public void A_damaged_ledger_is_refused()
    {
        Write();
        byte[] bytes = File.ReadAllBytes(Ledger);
        bytes.AsSpan(4096, bytes.Length - 4096).Fill(0xAB);
        File.WriteAllBytes(Ledger, bytes);
        Assert.Contains("damaged", Assert.Throws<InvalidOperationException>(Resume).Message);
    }

    [Fact]
    public void A_ledger_of_other_rows_or_settings_is_refused()
    {
        Write();
        var experiment = new MLContext(1).Sweep().BinaryClassification(Samples.Options());
        var error = Assert.Throws<InvalidOperationException>(() => experiment.Resume(Ledger, Samples.Rows(500), Samples.Label));
        Assert.Contains("is of another sweep", error.Message);
        Assert.Contains("1000 rows", error.Message);
        Assert.Contains("500 rows", error.Message);
    }

    [Fact]
    public void A_ledger_in_use_is_refused()
    {
        Write();
        using var other = new SqliteConnection($"Data Source={Ledger};Pooling=False");
        other.Open();
        using var command = other.CreateCommand();
        command.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE sweep SET fingerprint = fingerprint; COMMIT";
        command.ExecuteNonQuery();
        Assert.Contains("in use by another process", Assert.Throws<IOException>(Resume).Message);
    }

    [Fact]
    public void A_ledger_that_cannot_be_made_is_named()
    {
        var options = Samples.Options();
        options.LedgerPath = Path.Combine(_folder.FullName, "nowhere", "sweep.ledger");
        Assert.Contains("cannot be written", Assert.Throws<IOException>(() => Samples.Run(options)).Message);
    }

    [Fact]
    public void A_full_disk_is_told_and_what_was_finished_is_kept()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux(), "A limit on the size of files stands for the full disk; this system's shell has none.");
        string whole = Path.Combine(_folder.FullName, "whole.ledger");
        Assert.Equal(0, Sweep("start", whole, killAfter: null));

        // The write past 48 KiB fails instead of ending the process; the runtime's own memory is no file.
        string command = $"trap '' XFSZ; ulimit -f 48; exec dotnet '{typeof(SweepRow).Assembly.Location}' start '{Ledger}' 20 > /dev/null";
        var start = new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardError = true };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(1, process.ExitCode);
        Assert.Contains($"The ledger '{Ledger}' cannot be written", error);
        Assert.Contains("resume it", error);

        string[] kept = Dump(Ledger);
        Assert.InRange(kept.Length, 0, Dump(whole).Length - 1);
        Assert.Equal(0, Sweep("resume", Ledger, killAfter: null));
        Assert.Equal(Dump(whole), Dump(Ledger));
    }

    private void Write()
    {
        var options = Samples.Options(3);
        options.LedgerPath = Ledger;
        Samples.Run(options);
    }

    private void Resume() => new MLContext(1).Sweep().BinaryClassification(Samples.Options()).Resume(Ledger, Samples.Rows(), Samples.Label);

    /// <summary>Runs a sweep in a process of its own and kills it without warning after some lines.</summary>
    private static int Sweep(string what, string ledger, int? killAfter)
    {
        string program = typeof(SweepRow).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, what, ledger, "20"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        for (int lines = 0; process.StandardOutput.ReadLine() is not null;)
        {
            if (++lines == killAfter)
                process.Kill();
        }

        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>All rows but how long they took.</summary>
    private static string[] Dump(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
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
