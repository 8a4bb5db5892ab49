using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Personalizer.Tests;

namespace LagrangeMLNet.Control.Benchmarks.Commands;

/// <summary>
/// samples/Personalizer as a process of its own: how long callers wait at 500 calls a second, half of them rank and half reward, while
/// policies are learnt and go live; and what is lost of what it acknowledged when it is killed at 20 moments. Calls are sent when they are
/// due, whether earlier ones were answered or not; how late they were sent, which this process is to blame for, is printed too.
/// </summary>
internal static class ServiceCommand
{
    private const int CallsPerSecond = 500;
    private const int WarmUpSeconds = 30;
    private const int Seconds = 20;
    private const int Kills = 20;
    private const string LoadFile = "/proc/loadavg";

    private static readonly string[] Subjects = ["politics", "sport", "culture", "science", "travel"];

    public static async Task RunAsync(CommandLine line)
    {
        foreach (string durability in new[] { "process", "power" })
            await MeasureAsync(durability, line.Seeds[0]);
        await KillAsync(line.Seeds[0]);
    }

    private static async Task MeasureAsync(string durability, int seed)
    {
        string folder = Directory.CreateTempSubdirectory("personalizer-").FullName;
        using var service = Durability.Start(ProgramPath(), folder, "--durability", durability);
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri(await Durability.ListenAsync(service)) };
            await ConfigureAsync(client);
            var calls = new Calls(client, seed);
            await calls.SendAsync(WarmUpSeconds);
            var before = await client.GetFromJsonAsync<JsonElement>("/learning");
            service.Refresh();
            var processorBefore = service.TotalProcessorTime;
            var (waits, lateness) = await calls.SendAsync(Seconds);
            service.Refresh();
            double processor = (service.TotalProcessorTime - processorBefore).TotalMilliseconds / waits.Length;
            var after = await client.GetFromJsonAsync<JsonElement>("/learning");
            Array.Sort(waits);
            Array.Sort(lateness);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"durability {durability}: {waits.Length} calls in {Seconds} s, {calls.Failed} failed; policy live: "
                + $"{after.GetProperty("isPolicyLive")}, policies learnt meanwhile: "
                + $"{after.GetProperty("policies").GetArrayLength() - before.GetProperty("policies").GetArrayLength()}; "
                + $"p50 {At(waits, 0.5):F2} ms, p99 {At(waits, 0.99):F2} ms, p99.9 {At(waits, 0.999):F2} ms, largest {waits[^1]:F2} ms, "
                + $"{processor:F2} ms of processor time a call, learning included; "
                + $"sent late by (p99) {At(lateness, 0.99):F2} ms; processes that want the machine's {Environment.ProcessorCount} cores: "
                + $"{(File.Exists(LoadFile) ? File.ReadAllText(LoadFile).Split(' ')[0] : "unknown")}"));
        }
        finally
        {
            service.Kill();
            await service.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Events ripen, and policies are learnt, within the measurement.</summary>
    private static async Task ConfigureAsync(HttpClient client)
    {
        using var response = await client.PutAsJsonAsync("/personalizer/v1.0/configurations/service", new
        {
            rewardWaitTime = "PT5S",
            defaultReward = 0,
            rewardAggregation = "earliest",
            explorationPercentage = 0.2,
            modelExportFrequency = "PT5S",
            logRetentionDays = -1,
        });
        response.EnsureSuccessStatusCode();
    }

    private static async Task KillAsync(int seed)
    {
        string folder = Directory.CreateTempSubdirectory("personalizer-").FullName;
        try
        {
            var random = new Random(seed);
            int acknowledged = 0, lost = 0, spoilt = 0;
            for (int life = 0; life < Kills; life++)
            {
                var (answered, missing) = await Durability.KillAsync(ProgramPath(), folder, random.Next(1, 2_000), life);
                (acknowledged, lost) = (acknowledged + answered, lost + missing);
                spoilt += Durability.Check(folder) == "ok" ? 0 : 1;
            }

            Console.WriteLine($"killed at {Kills} moments: {acknowledged} answers acknowledged, {lost} lost, {spoilt} files spoilt");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];

    private static string ProgramPath()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        string configuration = folder.Parent!.Name;
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LagrangeMLNet.sln")))
            folder = folder.Parent;
        return Path.Combine(
            folder?.FullName ?? throw new ArgumentException("The service is measured inside a clone of the repository."),
            "samples",
            "Personalizer",
            "bin",
            configuration,
            "net10.0",
            "Personalizer.dll");
    }

    /// <summary>Callers of five subjects, who are shown one of five articles, and whose rewards follow ranks.</summary>
    private sealed class Calls(HttpClient client, int seed)
    {
        private readonly Random _random = new(seed);
        private int _failed;
        private int _number;

        public int Failed => _failed;

        /// <returns>Milliseconds from sending each call to its answer, and from when each pair was due to its sending.</returns>
        public async Task<(double[] Waits, double[] Lateness)> SendAsync(int seconds)
        {
            int pairs = seconds * CallsPerSecond / 2;
            var waits = new double[2 * pairs];
            var lateness = new double[pairs];
            var sent = new List<Task>();
            long start = Stopwatch.GetTimestamp();
            for (int pair = 0; pair < pairs; pair++)
            {
                long due = start + (pair * 2L * Stopwatch.Frequency / CallsPerSecond);
                while (Stopwatch.GetTimestamp() < due)
                    await Task.Delay(1);
                lateness[pair] = Stopwatch.GetElapsedTime(due).TotalMilliseconds;
                sent.Add(PairAsync(waits, 2 * pair, Subjects[_random.Next(5)], _random.NextDouble(), _number++));
            }

            await Task.WhenAll(sent);
            return (waits, lateness);
        }

        private async Task PairAsync(double[] waits, int place, string subject, double draw, int number)
        {
            string id = $"load-{number}";
            string body = JsonSerializer.Serialize(new
            {
                contextFeatures = new object[] { new { subject }, new { device = number % 2 == 0 ? "phone" : "desktop" } },
                actions = Subjects.Select(
                    own => new { id = $"{own}-article", features = new object[] { new { subject = own, length = own.Length } } }),
                eventId = id,
            });
            long start = Stopwatch.GetTimestamp();
            using var ranked = await PostAsync("/personalizer/v1.0/rank", body);
            waits[place] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            string shown = (await ranked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("rewardActionId").GetString()!;
            int value = draw < (shown.StartsWith(subject, StringComparison.Ordinal) ? 0.6 : 0.1) ? 1 : 0;
            start = Stopwatch.GetTimestamp();
            using var rewarded = await PostAsync($"/personalizer/v1.0/events/{id}/reward", $$"""{"value":{{value}}}""");
            waits[place + 1] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        private async Task<HttpResponseMessage> PostAsync(string path, string body)
        {
            var response = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
            if (!response.IsSuccessStatusCode)
                Interlocked.Increment(ref _failed);
            return response;
        }
    }
}
