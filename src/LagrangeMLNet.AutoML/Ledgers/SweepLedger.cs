using System.Globalization;
using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Sweeps;
using Microsoft.Data.Sqlite;

namespace LagrangeMLNet.AutoML.Ledgers;

/// <summary>
/// A SQLite file with a row for each trial and subset, written as soon as it is finished. One process has it at a time; what was written
/// survives the end of the process at any moment. Safe to use from several threads.
/// </summary>
internal sealed class SweepLedger : IDisposable
{
    private const string InMemory = ":memory:";

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly bool _isNew;
    private string? _fingerprint;
    private long _lastTrial = -1;
    private bool _isClosed;

    private SweepLedger(string path, SqliteConnection connection, bool isNew) => (_path, _connection, _isNew) = (path, connection, isNew);

    /// <summary>Makes a ledger; in memory where there is no path. <see cref="Bind"/> has to follow.</summary>
    /// <exception cref="ArgumentException">The path is a folder's, or none.</exception>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public static SweepLedger Create(string? path)
    {
        if (path is null)
            return Open(InMemory, SqliteOpenMode.Memory, isNew: true);
        path = FullPath(path);
        if (File.Exists(path) && new FileInfo(path).Length > 0)
            LedgerErrors.Exists(path);
        return Open(path, SqliteOpenMode.ReadWriteCreate, isNew: !File.Exists(path));
    }

    /// <summary>Opens a ledger that a sweep wrote. <see cref="Bind"/> has to follow.</summary>
    /// <exception cref="ArgumentException">The path is a folder's, or none.</exception>
    /// <exception cref="IOException">There is no such file, it cannot be written, or another process has it.</exception>
    /// <exception cref="InvalidOperationException">The file is damaged, no ledger, or was changed.</exception>
    public static SweepLedger Resume(string path)
    {
        path = FullPath(path);
        if (!File.Exists(path))
            LedgerErrors.Missing(path);
        var ledger = Open(path, SqliteOpenMode.ReadWrite, isNew: false);
        try
        {
            // A process that was killed while it made its ledger leaves a file with nothing in it.
            if (ledger.Scalar("PRAGMA page_count") is not 0L)
                ledger.Check();
            else if (new FileInfo(path).Length > 0)
                LedgerErrors.Damaged(path, "it is cut off");
            return ledger;
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    /// <summary>Says which sweep the ledger is of; a new one is written for it.</summary>
    /// <param name="fingerprint">All that the sweep's trials depend on.</param>
    /// <exception cref="InvalidOperationException">It is the ledger of a sweep over other data or settings.</exception>
    public void Bind(string fingerprint)
    {
        if (_fingerprint is null)
            Found(fingerprint);
        else if (_fingerprint != fingerprint)
            LedgerErrors.OtherSweep(_path, _fingerprint, fingerprint);
    }

    /// <summary>What is written of a trial on a subset; null if nothing is.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="rung">The subset.</param>
    /// <param name="rows">Rows that the subset has.</param>
    /// <param name="compared">Rows that trials are compared on.</param>
    /// <exception cref="InvalidOperationException">What is written is of another trial or other rows: the ledger was changed.</exception>
    public LedgerRow? Find(Trial trial, int rung, int rows, int compared)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            StoredRung? row = null;
            Read(found => row = found, "WHERE trial = $trial AND rung = $rung", ("$trial", trial.Number), ("$rung", rung));
            if (row is null)
                return null;
            string where = string.Create(CultureInfo.InvariantCulture, $"row {trial.Number}/{rung} (trial/rung) of table rung");
            if (row.Options != trial.Options || row.Candidate != trial.Name || row.Seed != trial.Seed)
            {
                LedgerErrors.Changed(
                    _path, where, "candidate, options, seed", $"{row.Candidate}, {row.Options}, {row.Seed}",
                    $"{trial.Name}, {trial.Options}, {trial.Seed}, which this sweep proposes");
            }

            if (row.Rows != rows)
                LedgerErrors.Changed(_path, where, "rows", Invariant(row.Rows), Invariant(rows));
            if (row.RowLosses is { } losses && losses.Length / sizeof(float) != compared)
                LedgerErrors.Changed(
                    _path, where, "row_losses", $"{losses.Length / sizeof(float)} losses", $"{compared}, one for each row compared on");
            return row.ToRow();
        }
    }

    /// <summary>Writes a row; nothing happens once the ledger is closed, or where the row is there already.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="rung">The subset.</param>
    /// <param name="rows">Rows learnt from.</param>
    /// <param name="result">What was reached; null where the trial failed.</param>
    /// <param name="state">What has become of the trial; null where it goes on.</param>
    /// <param name="reason">Why; null where there is nothing to explain.</param>
    /// <exception cref="IOException">The file cannot be written: the disk is full, for instance.</exception>
    public void Append(Trial trial, int rung, int rows, RungResult? result, SweepTrialState? state, string? reason)
    {
        var row = StoredRung.Of(trial, rung, rows, result, state, reason);
        lock (_lock)
        {
            if (_isClosed)
                return;
            Execute(
                $"""
                INSERT OR IGNORE INTO rung ({StoredRung.Columns}) VALUES
                ($trial, $rung, $candidate, $options, $seed, $rows, $loss, $error, $ticks, $outcome, $reason, $losses, $seal)
                """,
                ("$trial", row.Trial), ("$rung", row.Rung), ("$candidate", row.Candidate), ("$options", row.Options), ("$seed", row.Seed),
                ("$rows", row.Rows), ("$loss", row.Loss), ("$error", row.StandardError), ("$ticks", row.Ticks), ("$outcome", row.Outcome),
                ("$reason", row.Reason), ("$losses", row.RowLosses), ("$seal", LedgerSeal.Of(_fingerprint!, row)));
        }
    }

    /// <summary>
    /// Trials that were overdue when a trial was proposed, and so not waited for; null where the ledger does not hold its proposal.
    /// </summary>
    /// <param name="trial">Number of the trial that was proposed.</param>
    public IReadOnlyList<int>? FindOverdue(int trial)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (trial > _lastTrial)
                return null;
            // Nothing is written where all had ended.
            return Guard(() =>
            {
                using var command = Command("SELECT without FROM overdue WHERE trial = $trial", ("$trial", trial));
                return Numbers(trial, command.ExecuteScalar());
            });
        }
    }

    /// <summary>Writes which trials were not waited for when one was proposed.</summary>
    /// <param name="trial">Number of the trial that is proposed.</param>
    /// <param name="without">Numbers of the trials.</param>
    /// <exception cref="IOException">The file cannot be written: the disk is full, for instance.</exception>
    public void KeepOverdue(int trial, IEnumerable<int> without)
    {
        lock (_lock)
        {
            if (!_isClosed)
                Execute(
                    "INSERT OR REPLACE INTO overdue VALUES ($trial, $without)", ("$trial", trial), ("$without", string.Join(' ', without)));
        }
    }

    /// <summary>Whether the ledger is a file, which outlives the process.</summary>
    public bool IsKept => _path != InMemory;

    /// <summary>Writes the model of the best trial so far in the place of the one before.</summary>
    /// <param name="trial">Number of the trial, of which the subset is written.</param>
    /// <param name="rung">The subset that the model learnt on.</param>
    /// <param name="bytes">The saved model.</param>
    /// <exception cref="IOException">The file cannot be written: the disk is full, for instance.</exception>
    public void KeepModel(int trial, int rung, byte[] bytes)
    {
        lock (_lock)
        {
            if (!_isClosed && SealOf(trial, rung) is { } seal)
            {
                Execute(
                    "INSERT OR REPLACE INTO model VALUES (0, $trial, $rung, $bytes, $seal)",
                    ("$trial", trial), ("$rung", rung), ("$bytes", bytes), ("$seal", LedgerSeal.OfModel(seal, bytes)));
            }
        }
    }

    /// <summary>The model that was written of a trial on a subset; null if there is none.</summary>
    /// <param name="trial">Number of the trial.</param>
    /// <param name="rung">The subset.</param>
    /// <exception cref="InvalidOperationException">The model is not the one that was written: the ledger was changed.</exception>
    public byte[]? FindModel(int trial, int rung)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return Model() is { } model && model.Trial == trial && model.Rung == rung ? model.Bytes : null;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _connection.Dispose();
            // A sweep that did not come to its first trial leaves nothing behind.
            if (_isNew && _fingerprint is null && IsKept && File.Exists(_path) && new FileInfo(_path).Length == 0)
                File.Delete(_path);
        }
    }

    /// <summary>The path as a plain file's: neither a URI nor a name that SQLite keeps in memory.</summary>
    private static string FullPath(string path)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full) || Path.EndsInDirectorySeparator(full))
            LedgerErrors.Folder(path);
        if (!Directory.Exists(Path.GetDirectoryName(full)))
            LedgerErrors.NoFolder(path, Path.GetDirectoryName(full)!);
        return full;
    }

    /// <summary>Checks everything in the file before anything is made of it.</summary>
    private void Check()
    {
        if (Convert.ToInt64(Scalar("PRAGMA application_id"), CultureInfo.InvariantCulture) != LedgerSchema.ApplicationId)
            LedgerErrors.Foreign(_path);
        if (Scalar("PRAGMA quick_check") is not "ok")
            LedgerErrors.Damaged(_path, "its pages do not fit together");
        if (!LedgerSchema.IsLedger(Texts(LedgerSchema.Listing)))
            LedgerErrors.OtherSchema(_path);
        // Takes the lock that is then kept until the ledger is closed.
        Execute("BEGIN IMMEDIATE; UPDATE sweep SET fingerprint = fingerprint; COMMIT;");
        string[] fingerprints = [.. Texts("SELECT fingerprint FROM sweep")];
        if (fingerprints.Length != 1)
            LedgerErrors.Damaged(_path, $"table sweep has {fingerprints.Length} rows with a text instead of 1");
        _fingerprint = fingerprints[0];
        Read(row => _lastTrial = Math.Max(_lastTrial, row.Trial), "");
        _ = Model();
        if (Scalar("SELECT max(trial) FROM overdue") is long last)
            _lastTrial = Math.Max(_lastTrial, last);
    }

    /// <summary>Writes the tables, all or none: the process may be killed in between.</summary>
    private void Found(string fingerprint)
    {
        Execute($"BEGIN IMMEDIATE; {LedgerSchema.Creation}");
        Execute("INSERT INTO sweep VALUES ($fingerprint); COMMIT;", ("$fingerprint", fingerprint));
        _fingerprint = fingerprint;
    }

    private static SweepLedger Open(string path, SqliteOpenMode mode, bool isNew)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 1 };
        var ledger = new SweepLedger(path, new SqliteConnection(settings.ToString()), isNew);
        try
        {
            ledger.Guard(() =>
            {
                ledger._connection.Open();
                return true;
            });
            // What a file says of itself is not trusted (sqlite.org/security.html).
            ledger.Execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA locking_mode = EXCLUSIVE");
            ledger.Execute("BEGIN IMMEDIATE; ROLLBACK");
            return ledger;
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    private void Read(Action<StoredRung> take, string condition, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command($"SELECT {StoredRung.Columns} FROM rung {condition}", parameters);
        Guard(() =>
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
                take(StoredRung.Read(reader, _path, _fingerprint!));
            return true;
        });
    }

    private (long Trial, long Rung, byte[] Bytes)? Model()
    {
        using var command = Command("SELECT trial, rung, bytes, seal FROM model");
        return Guard<(long, long, byte[])?>(() =>
        {
            using var reader = command.ExecuteReader();
            if (!reader.Read())
                return null;
            if (reader.GetValue(0) is not long trial || reader.GetValue(1) is not long rung || reader.GetValue(2) is not byte[] bytes
                || reader.GetValue(3) is not byte[] seal || SealOf(trial, rung) is not { } ofTrial
                || !seal.AsSpan().SequenceEqual(LedgerSeal.OfModel(ofTrial, bytes)))
            {
                LedgerErrors.Changed(
                    _path, "the row of table model", "bytes",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"a model that is not the one of trial {reader.GetValue(0)} on rung {reader.GetValue(1)}"),
                    "the model that this sweep wrote");
                return null;
            }

            return (trial, rung, bytes);
        });
    }

    private byte[]? SealOf(long trial, long rung) => Guard(() =>
    {
        using var command = Command("SELECT seal FROM rung WHERE trial = $trial AND rung = $rung", ("$trial", trial), ("$rung", rung));
        return command.ExecuteScalar() as byte[];
    });

    private int[] Numbers(int trial, object? text)
    {
        var numbers = new List<int>();
        foreach (string part in (text as string ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number >= trial)
                LedgerErrors.Changed(_path, $"row {trial} of table overdue", "without", $"'{part}'", $"a number of a trial before {trial}");
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private List<string> Texts(string query)
    {
        using var command = Command(query);
        return Guard(() =>
        {
            var texts = new List<string>();
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                if (reader.GetValue(0) is string text)
                    texts.Add(text);
            }

            return texts;
        });
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

    private static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);

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
