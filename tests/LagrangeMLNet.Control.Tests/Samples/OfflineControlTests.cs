using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Samples;

/// <summary>The sample as a process of its own.</summary>
public class OfflineControlTests
{
    [Fact]
    public void Learns_two_policies_and_draws_their_evaluation_beside_the_truth()
    {
        var folder = Directory.CreateTempSubdirectory("OfflineControl");
        try
        {
            var (code, output, error) = Run("--steps", "4000", "--output", folder.FullName);
            Assert.True(code == 0, error);
            foreach (string name in new[] { "inventory", "cartpole" })
            {
                Assert.True(File.Exists(Path.Combine(folder.FullName, $"{name}.zip")));
                byte[] picture = File.ReadAllBytes(Path.Combine(folder.FullName, $"{name}.png"));
                Assert.True(picture.AsSpan(1, 3).SequenceEqual("PNG"u8));
            }

            Assert.Equal(2, Regex.Count(output, @"(?m)^Value by (StationaryDoublyRobust|DoublyRobust): "));
            var truths = Regex.Matches(output, @"learnt policy (-?[\d.]+), logging policy (-?[\d.]+)\.");
            Assert.Equal(2, truths.Count);
            // Pessimism: never far below the policy that was logged.
            Assert.All(truths, truth => Assert.True(Number(truth.Groups[1]) > 0.9 * Number(truth.Groups[2]), truth.Value));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Options_that_cannot_be_used_are_named()
    {
        var (code, _, error) = Run("--steps", "many");
        Assert.Equal(1, code);
        Assert.Contains("'many' is no whole number from 300 on", error);
        Assert.Contains("'--colour' is not an option", Run("--colour", "red").Error);
        Assert.Contains("Usage: dotnet run -c Release --project samples/OfflineControl", Run("--help").Output);
    }

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string framework = Path.GetFileName(here), configuration = Path.GetFileName(Path.GetDirectoryName(here)!);
        string sample = Path.GetFullPath(Path.Combine(
            here, "..", "..", "..", "..", "..", "samples", "OfflineControl", "bin", configuration, framework, "OfflineControl.dll"));
        using var process = Process.Start(new ProcessStartInfo("dotnet", [sample, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }
}
