using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Personalizer.Tests;

/// <summary>
/// Kills the service, as a process of its own, while callers call it, and counts what was acknowledged and is not in its file.
/// </summary>
internal static class Durability
{
    private const string Listening = "Now listening on: ";
    private const int Callers = 4;

    /// <summary>One life of a service: calls, until it is killed after a number of answers.</summary>
    /// <param name="program">Path of Personalizer.dll.</param>
    /// <param name="folder">Folder of its events, which earlier lives may have filled.</param>
    /// <param name="answers">Answers after which it is killed, in the midst of others.</param>
    /// <param name="life">Number of the life, for identifiers.</param>
    /// <returns>Acknowledged decisions and rewards, and those of them that are lost.</returns>
    public static async Task<(int Acknowledged, int Lost)> KillAsync(string program, string folder, int answers, int life)
    {
        using var service = Start(program, folder);
        try
        {
            string address = await ListenAsync(service);
            using var client = new HttpClient { BaseAddress = new Uri(address) };
            var decisions = new List<(string Id, string Action, double Probability, bool IsRewarded)>();
            int answered = 0;
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(CallAsync));
            await service.WaitForExitAsync();
            return (answered, decisions.Count(decision => !IsStored(folder, decision)));

            async Task CallAsync(int caller)
            {
                try
                {
                    for (int i = 0; ; i++)
                    {
                        string id = FormattableString.Invariant($"{life}-{caller}-{i}");
                        using var ranked = await client.PostAsync(
                            "/personalizer/v1.0/rank",
                            new StringContent(SampleRequest.Body(id), System.Text.Encoding.UTF8, "application/json"));
                        var answer = await ranked.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
                        string action = answer.GetProperty("rewardActionId").GetString()!;
                        double probability = answer.GetProperty("ranking")[0].GetProperty("probability").GetDouble();
                        int place = Note((id, action, probability, false));
                        using var rewarded = await client.PostAsJsonAsync($"/personalizer/v1.0/events/{id}/reward", new { value = 0.75 });
                        rewarded.EnsureSuccessStatusCode();
                        lock (decisions)
                            decisions[place] = (id, action, probability, true);
                        Count();
                    }
                }
                catch (HttpRequestException)
                {
                    // The end, in the midst of a call: whether that one is there is anyone's guess.
                }
            }

            int Note((string, string, double, bool) decision)
            {
                int place;
                lock (decisions)
                {
                    place = decisions.Count;
                    decisions.Add(decision);
                }

                Count();
                return place;
            }

            void Count()
            {
                if (Interlocked.Increment(ref answered) == answers)
                    service.Kill(); // SIGKILL: nothing of it runs on.
            }
        }
        finally
        {
            if (!service.HasExited)
            {
                service.Kill();
                await service.WaitForExitAsync();
            }
        }
    }

    /// <summary>Whether the file is whole.</summary>
    public static string Check(string folder)
    {
        using var connection = Open(folder);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return (string)command.ExecuteScalar()!;
    }

    public static Process Start(string program, string folder, params string[] arguments) => Process.Start(new ProcessStartInfo(
        "dotnet", [program, "--url", "http://127.0.0.1:0", "--data", folder, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    public static async Task<string> ListenAsync(Process service)
    {
        string? heard;
        do
            heard = await service.StandardOutput.ReadLineAsync();
        while (heard is not null && !heard.Contains(Listening, StringComparison.Ordinal));
        return heard is null
            ? throw new InvalidOperationException(await service.StandardError.ReadToEndAsync())
            : heard[(heard.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..];
    }

    private static bool IsStored(string folder, (string Id, string Action, double Probability, bool IsRewarded) decision)
    {
        using var connection = Open(folder);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT taken, probabilities, reward FROM events WHERE id = $id";
        command.Parameters.AddWithValue("$id", decision.Id);
        using var reader = command.ExecuteReader();
        if (!reader.Read() || (decision.IsRewarded && (reader.IsDBNull(2) || reader.GetDouble(2) != 0.75)))
            return false;
        int taken = reader.GetInt32(0);
        return decision.Action == (taken == 0 ? "news" : "sport")
            && BitConverter.ToDouble(reader.GetFieldValue<byte[]>(1), taken * sizeof(double)) == decision.Probability;
    }

    private static SqliteConnection Open(string folder)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "events.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
