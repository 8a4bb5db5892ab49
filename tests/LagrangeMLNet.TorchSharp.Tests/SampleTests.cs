using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace LagrangeMLNet.TorchTests;

public sealed partial class SampleTests : TorchTest
{
    [Fact]
    public async Task The_sample_stops_by_itself_with_a_good_model()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LagrangeMLNet.sln")))
            folder = folder.Parent!;
        string configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;
        string program = Path.Combine(folder.FullName, "samples", "TrainAModule", "bin", configuration, "net10.0", "TrainAModule.dll");
        var start = new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, await error);
        Assert.Matches("stopped: (Decelerated|Rising) after", output);
        Match accuracy = Accuracy().Match(output);
        Assert.True(accuracy.Success, output);
        Assert.True(double.Parse(accuracy.Groups[1].Value, CultureInfo.InvariantCulture) > 90, output);
    }

    [GeneratedRegex(@"accuracy: (\d+\.\d) %")]
    private static partial Regex Accuracy();
}
