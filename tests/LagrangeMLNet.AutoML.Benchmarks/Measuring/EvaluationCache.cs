using System.Runtime.InteropServices;
using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.AutoML.Trials;
using Microsoft.Data.Sqlite;

namespace LagrangeMLNet.AutoML.Benchmarks.Measuring;

/// <summary>
/// A file of all fits done so far, with their losses and processor times: rules that ask for the same fit get the same measurement, and a
/// benchmark that was cut off goes on.
/// </summary>
internal sealed class EvaluationCache : IDisposable
{
    private readonly SqliteConnection _connection;

    public EvaluationCache(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        using var command = _connection.CreateCommand();
        command.CommandText = """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = OFF;
            CREATE TABLE IF NOT EXISTS evaluation (key TEXT PRIMARY KEY, ticks INTEGER NOT NULL, failure TEXT, losses BLOB);
            """;
        command.ExecuteNonQuery();
    }

    public (TrialRun Run, bool IsFound) Find(string key, int rung, int rows)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT ticks, failure, losses FROM evaluation WHERE key = $key";
        command.Parameters.AddWithValue("$key", key);
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            return (new TrialRun(null, null, null), false);
        if (!reader.IsDBNull(1))
            return (new TrialRun(null, null, reader.GetString(1)), true);
        float[] losses = MemoryMarshal.Cast<byte, float>((byte[])reader[2]).ToArray();
        return (new TrialRun(RungResult.Of(rung, rows, losses, new TimeSpan(reader.GetInt64(0))), null, null), true);
    }

    public void Add(string key, TrialRun run)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "INSERT OR IGNORE INTO evaluation VALUES ($key, $ticks, $failure, $losses)";
        command.Parameters.AddWithValue("$key", key);
        command.Parameters.AddWithValue("$ticks", run.Result?.Point.Duration.Ticks ?? 0);
        command.Parameters.AddWithValue("$failure", (object?)run.Failure ?? DBNull.Value);
        command.Parameters.AddWithValue("$losses", run.Result is { } result ? MemoryMarshal.AsBytes(result.RowLosses.AsSpan()).ToArray() : DBNull.Value);
        command.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();
}
