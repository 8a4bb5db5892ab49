using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Personalizer.Storage;

/// <summary>
/// Events in a SQLite file with a write-ahead log: what was acknowledged survives the death of the process, and with
/// <c>synchronous=FULL</c> that of the machine.
/// </summary>
internal sealed class EventStore : IDisposable
{
    private const int Version = 1;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS events(
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, time INTEGER NOT NULL, closes INTEGER NOT NULL,
            request TEXT NOT NULL, taken INTEGER NOT NULL, baseline INTEGER NOT NULL, probabilities BLOB NOT NULL,
            predicted_taken REAL NOT NULL, predicted_baseline REAL NOT NULL, active INTEGER NOT NULL, apprentice INTEGER NOT NULL,
            reward REAL, rewards INTEGER NOT NULL DEFAULT 0, late INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE IF NOT EXISTS documents(kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY(kind, id));
        """;

    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly SqliteConnection _connection;
    private readonly WriteQueue _writes;

    private EventStore(string path, TimeProvider clock, bool survivesPowerLoss)
    {
        (_path, _clock) = (path, clock);
        _connection = Connect(SqliteOpenMode.ReadWriteCreate);
        try
        {
            long version = Convert.ToInt64(Scalar("PRAGMA user_version"), null);
            if (version > Version)
                throw new InvalidDataException($"'{path}' was written by a later version of this service ({version}).");
            Scalar("PRAGMA journal_mode=WAL");
            Scalar(survivesPowerLoss ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            Scalar($"{Schema} PRAGMA user_version={Version};");
        }
        catch (SqliteException e)
        {
            _connection.Dispose();
            throw new InvalidDataException($"'{path}' holds no events: {e.Message} Name another folder with --data.", e);
        }

        _writes = new WriteQueue(_connection);
    }

    /// <summary>Opens the store of a folder, or begins one.</summary>
    /// <exception cref="InvalidDataException">The file is no store of events.</exception>
    public static EventStore Open(string folder, TimeProvider clock, bool survivesPowerLoss)
    {
        Directory.CreateDirectory(folder);
        return new EventStore(Path.Combine(Path.GetFullPath(folder), "events.db"), clock, survivesPowerLoss);
    }

    /// <summary>Stores a decision; where there is one of the same identifier, that is returned with its request instead.</summary>
    public Task<(string Request, StoredDecision Decision)?> AddAsync(NewEvent added) => _writes.Add(() =>
    {
        long now = Now();
        using var insert = Command(
            """
            INSERT INTO events(
                id, time, closes, request, taken, baseline, probabilities, predicted_taken, predicted_baseline, active, apprentice)
            VALUES (
                $id, $time, $closes, $request, $taken, $baseline, $probabilities, $predictedTaken, $predictedBaseline, $active, $apprentice)
            ON CONFLICT(id) DO NOTHING
            """,
            ("$id", added.Id),
            ("$time", now),
            ("$closes", now + (long)added.Wait.TotalMilliseconds),
            ("$request", added.Request),
            ("$taken", added.Decision.Taken),
            ("$baseline", added.Decision.Baseline),
            ("$probabilities", MemoryMarshal.AsBytes<double>(added.Decision.Probabilities).ToArray()),
            ("$predictedTaken", added.Decision.PredictedTaken),
            ("$predictedBaseline", added.Decision.PredictedBaseline),
            ("$active", added.IsActive),
            ("$apprentice", added.IsApprentice));
        if (insert.ExecuteNonQuery() == 1)
            return default((string, StoredDecision)?);
        using var select = Command($"SELECT {Columns}, request FROM events WHERE id = $id", ("$id", added.Id));
        using var reader = select.ExecuteReader();
        reader.Read();
        var stored = Read(reader);
        return (stored.Request!, stored.Decision);
    });

    /// <summary>Adds a reward to an event; one that comes after the wait is counted and changes nothing.</summary>
    /// <param name="id">Identifier of the event.</param>
    /// <param name="value">The reward.</param>
    /// <param name="sums">Whether rewards of one event add up; else the earliest counts.</param>
    /// <returns>Whether there is such an event.</returns>
    public Task<bool> RewardAsync(string id, double value, bool sums) => _writes.Add(() =>
    {
        using var update = Command(
            $"""
            UPDATE events SET
                reward = CASE WHEN closes < $now THEN reward WHEN reward IS NULL THEN $value ELSE reward {(sums ? "+ $value" : "")} END,
                rewards = rewards + (closes >= $now), late = late + (closes < $now)
            WHERE id = $id
            """,
            ("$id", id),
            ("$value", value),
            ("$now", Now()));
        return update.ExecuteNonQuery() == 1;
    });

    /// <summary>Says that the decision of an event was used; after its wait that is too late.</summary>
    /// <returns>Whether there is such an event.</returns>
    public Task<bool> ActivateAsync(string id) => _writes.Add(() =>
    {
        using var update = Command(
            "UPDATE events SET active = active OR closes >= $now WHERE id = $id", ("$id", id), ("$now", Now()));
        return update.ExecuteNonQuery() == 1;
    });

    /// <summary>Removes all events, or those decided before a time.</summary>
    public Task<int> DeleteAsync(DateTimeOffset? before) => _writes.Add(() =>
    {
        using var delete = Command(
            "DELETE FROM events WHERE time < $before", ("$before", before?.ToUnixTimeMilliseconds() ?? long.MaxValue));
        return delete.ExecuteNonQuery();
    });

    /// <summary>Keeps a document: the configuration, an evaluation.</summary>
    public Task<int> KeepAsync(string kind, string id, string? body) => _writes.Add(() =>
    {
        using var write = body is null
            ? Command("DELETE FROM documents WHERE kind = $kind AND id = $id", ("$kind", kind), ("$id", id))
            : Command("INSERT OR REPLACE INTO documents VALUES ($kind, $id, $body)", ("$kind", kind), ("$id", id), ("$body", body));
        return write.ExecuteNonQuery();
    });

    /// <summary>All documents of a kind.</summary>
    public IReadOnlyList<string> Documents(string kind)
    {
        using var connection = Connect(SqliteOpenMode.ReadOnly);
        using var select = Command(connection, "SELECT body FROM documents WHERE kind = $kind ORDER BY rowid", ("$kind", kind));
        using var reader = select.ExecuteReader();
        var bodies = new List<string>();
        while (reader.Read())
            bodies.Add(reader.GetString(0));
        return bodies;
    }

    /// <summary>The time of the first and the last event; null without events.</summary>
    public (DateTimeOffset First, DateTimeOffset Last)? Span()
    {
        using var connection = Connect(SqliteOpenMode.ReadOnly);
        using var select = Command(connection, "SELECT MIN(time), MAX(time) FROM events");
        using var reader = select.ExecuteReader();
        reader.Read();
        return reader.IsDBNull(0) ? null : (Time(reader.GetInt64(0)), Time(reader.GetInt64(1)));
    }

    /// <summary>The number of the last event; 0 without one.</summary>
    public long LastNumber()
    {
        using var connection = Connect(SqliteOpenMode.ReadOnly);
        using var select = Command(connection, "SELECT COALESCE(MAX(number), 0) FROM events");
        return (long)select.ExecuteScalar()!;
    }

    /// <summary>Events in the order of their numbers.</summary>
    /// <param name="after">Only those of a greater number.</param>
    /// <param name="from">Only those decided at this time or later.</param>
    /// <param name="to">Only those decided at this time or before.</param>
    /// <param name="requestsAfter">Requests are read from this number on.</param>
    public IEnumerable<StoredEvent> ReadAfter(
        long after, DateTimeOffset? from = null, DateTimeOffset? to = null, long requestsAfter = 0)
    {
        using var connection = Connect(SqliteOpenMode.ReadOnly);
        using var select = Command(
            connection,
            $"SELECT {Columns}, CASE WHEN number > $requests THEN request END FROM events "
                + "WHERE number > $after AND time BETWEEN $from AND $to ORDER BY number",
            ("$after", after),
            ("$requests", requestsAfter),
            ("$from", from?.ToUnixTimeMilliseconds() ?? long.MinValue),
            ("$to", to?.ToUnixTimeMilliseconds() ?? long.MaxValue));
        using var reader = select.ExecuteReader();
        while (reader.Read())
            yield return Read(reader);
    }

    public void Dispose()
    {
        _writes.Dispose();
        _connection.Dispose();
    }

    private const string Columns =
        "number, time, closes, taken, baseline, probabilities, predicted_taken, predicted_baseline, active, apprentice, reward";

    private static StoredEvent Read(SqliteDataReader reader) => new(
        reader.GetInt64(0),
        Time(reader.GetInt64(1)),
        Time(reader.GetInt64(2)),
        reader.IsDBNull(11) ? null : reader.GetString(11),
        new StoredDecision(
            reader.GetInt32(3),
            reader.GetInt32(4),
            MemoryMarshal.Cast<byte, double>(reader.GetFieldValue<byte[]>(5)).ToArray(),
            reader.GetDouble(6),
            reader.GetDouble(7)),
        reader.GetBoolean(8),
        reader.GetBoolean(9),
        reader.IsDBNull(10) ? null : reader.GetDouble(10));

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private SqliteConnection Connect(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = _path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private object? Scalar(string text)
    {
        using var command = Command(text);
        return command.ExecuteScalar();
    }

    private SqliteCommand Command(string text, params ReadOnlySpan<(string Name, object Value)> parameters) =>
        Command(_connection, text, parameters);

    private static SqliteCommand Command(
        SqliteConnection connection, string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
