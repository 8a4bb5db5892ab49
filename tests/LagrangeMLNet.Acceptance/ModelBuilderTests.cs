using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Xunit;

namespace LagrangeMLNet.Acceptance;

public sealed class ModelBuilderTests
{
    private const string Listening = "Now listening on: ";

    /// <summary>What callers send, and the field that an answer has to name.</summary>
    private static readonly (string Body, string Field)[] BadRequests =
    [
        ("""{"hours":1e38,"age":7,"workshop":"Harbour"}""", "hours"),
        ("""{"hours":3.5,"age":1e999,"workshop":"Harbour"}""", "age"),
        ("""{"hours":-1e39,"age":7,"workshop":"Harbour"}""", "hours"),
        ("""{"hours":"Infinity","age":7,"workshop":"Harbour"}""", "hours"),
        ("""{"hours":"NaN","age":7,"workshop":"Harbour"}""", "hours"),
        ("""{"hours":null,"age":7,"workshop":"Harbour"}""", "hours"),
        ("""{"hours":3.5,"workshop":"Harbour"}""", "age"),
        ("""{"hours":3.5,"age":7,"workshop":12}""", "workshop"),
        ("""{"hours":3.5,"age":7}""", "workshop"),
        ("""[1]""", "body"),
        ("""{"hours":""", "body"),
        ("", "body"),
    ];

    [Fact]
    public async Task WhatTheConsoleTrainsTheWebServesWithTheSameScore()
    {
        using var folder = new TemporaryFolder();
        string output = "";
        using (var console = Start("RepairCost_Console", folder["."]))
        {
            output = await console.StandardOutput.ReadToEndAsync();
            await console.WaitForExitAsync();
            Assert.Equal(0, console.ExitCode);
        }

        string line = output.Split('\n').First(text => text.StartsWith("Predicted Cost: ", StringComparison.Ordinal));
        float expected = float.Parse(line.Split(": ")[1], CultureInfo.InvariantCulture);
        Assert.InRange(expected, 350, 380);
        Assert.Contains("Hours", output);

        // The model lies in another folder than the one that the service is started in: in one above it.
        string below = Directory.CreateDirectory(folder["services/web"]).FullName;
        using var web = Start("RepairCost_WebApi", below, "--urls", "http://127.0.0.1:0");
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
            Assert.Contains("/predict", await client.GetStringAsync("/"));
            foreach (var (body, field) in BadRequests)
                await AssertRefusedAsync(client, body, field);
        }
        finally
        {
            web.Kill();
            await web.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task WithoutAModelTheWebSaysWhatToDoAndEnds()
    {
        using var folder = new TemporaryFolder();
        using var web = Start("RepairCost_WebApi", folder["."], "--urls", "http://127.0.0.1:0");
        string error = await web.StandardError.ReadToEndAsync();
        await web.WaitForExitAsync();
        Assert.Equal(1, web.ExitCode);
        Assert.Contains("Run RepairCost_Console first", error);
        Assert.DoesNotContain("   at ", error);
    }

    private static async Task AssertRefusedAsync(HttpClient client, string body, string field)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/predict", content);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{body}: {response.StatusCode}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), $"{body}: {problem}");
    }

    private static Process Start(string name, string folder, params string[] arguments) => Process.Start(new ProcessStartInfo(
        "dotnet",
        [Repository.PathOf("samples", "ModelBuilder", name, "bin", Repository.Configuration, "net10.0", $"{name}.dll"), .. arguments])
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = name == "RepairCost_WebApi",
    })!;
}
