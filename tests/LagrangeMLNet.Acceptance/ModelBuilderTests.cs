using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace LagrangeMLNet.Acceptance;

public sealed class ModelBuilderTests
{
    private const string Listening = "Now listening on: ";

    [Fact]
    public async Task WhatTheConsoleTrainsTheWebServesWithTheSameScore()
    {
        using var folder = new TemporaryFolder();
        string output = "";
        using (var console = Start("RepairCost_Console", folder))
        {
            output = await console.StandardOutput.ReadToEndAsync();
            await console.WaitForExitAsync();
            Assert.Equal(0, console.ExitCode);
        }

        string line = output.Split('\n').First(text => text.StartsWith("Predicted Cost: ", StringComparison.Ordinal));
        float expected = float.Parse(line.Split(": ")[1], CultureInfo.InvariantCulture);
        Assert.InRange(expected, 350, 380);
        Assert.Contains("Hours", output);

        using var web = Start("RepairCost_WebApi", folder, "--urls", "http://127.0.0.1:0");
        try
        {
            string? heard;
            do
                heard = await web.StandardOutput.ReadLineAsync();
            while (heard is not null && !heard.Contains(Listening, StringComparison.Ordinal));
            Assert.NotNull(heard);
            using var client = new HttpClient { BaseAddress = new Uri(heard[(heard.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]) };
            using var response = await client.PostAsJsonAsync("/predict", new { hours = 3.5f, age = 7f, workshop = "Harbour" });
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(expected, answer.GetProperty("score").GetSingle());
            var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
            Assert.True(document.GetProperty("paths").GetProperty("/predict").TryGetProperty("post", out _));
        }
        finally
        {
            web.Kill();
            await web.WaitForExitAsync();
        }
    }

    private static Process Start(string name, TemporaryFolder folder, params string[] arguments) => Process.Start(new ProcessStartInfo(
        "dotnet",
        [Repository.PathOf("samples", "ModelBuilder", name, "bin", Repository.Configuration, "net10.0", $"{name}.dll"), .. arguments])
    {
        WorkingDirectory = folder[""],
        RedirectStandardOutput = true,
    })!;
}
