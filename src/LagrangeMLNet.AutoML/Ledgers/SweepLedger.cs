using System.Runtime.InteropServices;
using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.Sweeps;
using Microsoft.Data.Sqlite;

namespace LagrangeMLNet.AutoML.Ledgers;

/// <summary>
/// A SQLite file with a row for each trial and rung, written as soon as it is finished. One process has it at a time; what was written
/// survives the end of the process at any moment. Safe to use from several threads.
/// </summary>
internal sealed class SweepLedger : IDisposable
{
    /// <summary>Marks a SQLite file as a ledger: "LMLS".</summary>
    private const int ApplicationId = 0x4C4D4C53;

    private const string InMemory = ":memory:";

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private readonly string _path;
    private bool _isClosed;

    private SweepLedger(string path, SqliteConnection connection) => (_path, _connection) = (path, connection);

    /// <summary>Makes a ledger; in memory where there is no path.</summary>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public static SweepLedger Create(string? path, string fingerprint)
    {
        if (path is not null && File.Exists(path) && new FileInfo(path).Length > 0)
            LedgerErrors.Exists(path);
        var ledger = Open(path ?? InMemory, SqliteOpenMode.ReadWriteCreate);
        try
        {
            ledger.Found(fingerprint);
            return ledger;
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    /// <summary>Opens a ledger that a sweep with the same fingerprint wrote.</summary>
    /// <exception cref="IOException">There is no such file, or another process has it.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, no ledger, or one of a sweep over other data or settings.</exception>
    public static SweepLedger Resume(string path, string fingerprint)
    {
        if (!File.Exists(path))
            LedgerErrors.Missing(path);
        var ledger = Open(path, SqliteOpenMode.ReadWrite);
        try
        {
            // A process that was killed while it made its ledger leaves a file with nothing in it.
            if (ledger.Scalar("PRAGMA page_count") is 0L)
                ledger.Found(fingerprint);
            if (Convert.ToInt64(ledger.Scalar("PRAGMA application_id"), null) != ApplicationId)
                LedgerErrors.Foreign(path);
            if (ledger.Scalar("PRAGMA quick_check") is not "ok")
                LedgerErrors.Damaged(path, "its pages do not fit together");
            // Takes the lock that is then kept until the ledger is closed.
            ledger.Execute("BEGIN IMMEDIATE; UPDATE sweep SET fingerprint = fingerprint; COMMIT;");
            string found = ledger.Scalar("SELECT fingerprint FROM sweep") as string ?? "";
            if (found != fingerprint)
                LedgerErrors.OtherSweep(path, found, fingerprint);
            return ledger;
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    /// <summary>What is written of a trial on a rung; null if nothing is.</summary>
    /// <exception cref="InvalidDataException">What is written is of other options: the ledger was changed by hand.</exception>
    public LedgerRow? Find(Trial trial, int rung)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return Guard(() =>
            {
                using var command = Command(
                    "SELECT options, rows, loss, standard_error, ticks, reason, row_losses, candidate, outcome FROM rung WHERE trial = $trial AND rung = $rung",
                    ("$trial", trial.Number), ("$rung", rung));
                using var reader = command.ExecuteReader();
                if (!reader.Read())
                    return null;
                if (reader.GetString(0) != trial.Options || reader.GetString(7) != trial.Name)
                    LedgerErrors.Damaged(_path, $"trial {trial.Number} is not the one that this sweep proposes");
                if (reader.GetString(8) == "failed")
                    return new LedgerRow(null, reader.GetString(5));
                if (reader.IsDBNull(2))
                    return new LedgerRow(null, null, reader.GetString(5));
                var point = new SweepRung(rung, reader.GetInt32(1), reader.GetDouble(2), reader.GetDouble(3), new TimeSpan(reader.GetInt64(4)));
                return new LedgerRow(new RungResult(point, MemoryMarshal.Cast<byte, float>((byte[])reader[6]).ToArray()), null);
            });
        }
    }

    /// <summary>Writes a row; nothing happens once the ledger is closed, or where the row is there already.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="rung">The rung.</param>
    /// <param name="rows">Rows learnt from.</param>
    /// <param name="result">What was reached; null where the trial failed.</param>
    /// <param name="outcome">What becomes of the trial: goes on, complete, pruned, failed.</param>
    /// <param name="reason">Why; null where there is nothing to explain.</param>
    /// <exception cref="IOException">The file cannot be written: the disk is full, for instance.</exception>
    public void Append(Trial trial, int rung, int rows, RungResult? result, string outcome, string? reason)
    {
        lock (_lock)
        {
            if (_isClosed)
                return;
            Execute(
                """
                INSERT OR IGNORE INTO rung VALUES
                ($trial, $rung, $candidate, $options, $seed, $rows, $loss, $error, $ticks, $outcome, $reason, $losses)
                """,
                ("$trial", trial.Number), ("$rung", rung), ("$candidate", trial.Name), ("$options", trial.Options), ("$seed", trial.Seed),
                ("$rows", rows), ("$loss", result?.Point.Loss), ("$error", Finite(result?.Point.StandardError)),
                ("$ticks", result?.Point.Duration.Ticks ?? 0), ("$outcome", outcome), ("$reason", reason),
                ("$losses", result is null ? null : MemoryMarshal.AsBytes(result.RowLosses.AsSpan()).ToArray()));
        }
    }

    /// <summary>Whether the ledger is a file, which outlives the process.</summary>
    public bool IsKept => _path != InMemory;

    /// <summary>Writes the model of the best trial so far in the place of the one before.</summary>
    /// <param name="trial">Number of the trial.</param>
    /// <param name="rung">The rung that the model learnt on.</param>
    /// <param name="bytes">The saved model.</param>
    /// <exception cref="IOException">The file cannot be written: the disk is full, for instance.</exception>
    public void KeepModel(int trial, int rung, byte[] bytes)
    {
        lock (_lock)
        {
            if (!_isClosed)
                Execute("INSERT OR REPLACE INTO model VALUES (0, $trial, $rung, $bytes)", ("$trial", trial), ("$rung", rung), ("$bytes", bytes));
        }
    }

    /// <summary>The model that was written of a trial on a rung; null if there is none.</summary>
    /// <param name="trial">Number of the trial.</param>
    /// <param name="rung">The rung.</param>
    public byte[]? FindModel(int trial, int rung)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return Guard(() =>
            {
                using var command = Command("SELECT bytes FROM model WHERE trial = $trial AND rung = $rung", ("$trial", trial), ("$rung", rung));
                return command.ExecuteScalar() as byte[];
            });
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _connection.Dispose();
        }
    }

    /// <summary>Writes the tables, all or none: the process may be killed in between.</summary>
    private void Found(string fingerprint)
    {
        Execute($"""
            BEGIN IMMEDIATE;
            PRAGMA application_id = {ApplicationId};
            CREATE TABLE sweep (fingerprint TEXT NOT NULL);
            CREATE TABLE rung (
                trial INTEGER NOT NULL, rung INTEGER NOT NULL, candidate TEXT NOT NULL, options TEXT NOT NULL, seed INTEGER NOT NULL,
                rows INTEGER NOT NULL, loss REAL, standard_error REAL, ticks INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT,
                row_losses BLOB, PRIMARY KEY (trial, rung));
            CREATE TABLE model (id INTEGER PRIMARY KEY CHECK (id = 0), trial INTEGER NOT NULL, rung INTEGER NOT NULL, bytes BLOB NOT NULL);
            """);
        Execute("INSERT INTO sweep VALUES ($fingerprint); COMMIT;", ("$fingerprint", fingerprint));
    }

    private static SweepLedger Open(string path, SqliteOpenMode mode)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = path == InMemory ? SqliteOpenMode.Memory : mode,
            Pooling = false,
            DefaultTimeout = 1,
        };
        var ledger = new SweepLedger(path, new SqliteConnection(settings.ToString()));
        try
        {
            ledger.Guard(() =>
            {
                ledger._connection.Open();
                return true;
            });
            ledger.Execute("PRAGMA locking_mode = EXCLUSIVE");
            return ledger;
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    private void Execute(string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(text, parameters);
        Guard(() => command.ExecuteNonQuery());
    }

    private object? Scalar(string text)
    {
        using var command = Command(text);
        return Guard(() => command.ExecuteScalar());
    }

    private SqliteCommand Command(string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    /// <summary>SQLite has no infinity that it would give back as one everywhere.</summary>
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : value is null ? null : 0;

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException e)
        {
            LedgerErrors.Rethrow(_path, e);
            throw;
        }
    }
}
