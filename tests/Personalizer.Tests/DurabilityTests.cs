using Xunit;

namespace Personalizer.Tests;

/// <summary>The service as a process of its own.</summary>
public sealed class DurabilityTests
{
    private static string Program => Path.Combine(AppContext.BaseDirectory, "Personalizer.dll");

    [Fact]
    public async Task Killed_in_the_midst_of_calls_it_has_lost_nothing_that_it_acknowledged()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(7);
        for (int life = 0; life < 3; life++)
        {
            int answers = random.Next(1, 400);
            var (acknowledged, lost) = await Durability.KillAsync(Program, folder.Path, answers, life);
            Assert.InRange(acknowledged, answers, answers + 8);
            Assert.Equal(0, lost);
            Assert.Equal("ok", Durability.Check(folder.Path));
        }
    }

    [Theory]
    [InlineData("give a key with --key-file", "--url", "http://0.0.0.0:0")]
    [InlineData("--exploration is 'bold'", "--exploration", "bold")]
    [InlineData("'--colour' with 'red' is not an option", "--colour", "red")]
    [InlineData("at least 16 are needed", "--key-file", "/dev/null")]
    public async Task Says_what_it_cannot_start_with(string message, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        using var service = Durability.Start(Program, folder.Path, arguments);
        string error = await service.StandardError.ReadToEndAsync();
        await service.WaitForExitAsync();
        Assert.Equal(1, service.ExitCode);
        Assert.Contains(message, error);
        Assert.DoesNotContain("   at ", error);
    }

    [Fact]
    public async Task A_file_that_is_no_store_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "events.db");
        await File.WriteAllTextAsync(file, new string('x', 5_000));
        using var service = Durability.Start(Program, folder.Path);
        string error = await service.StandardError.ReadToEndAsync();
        await service.WaitForExitAsync();
        Assert.Equal(1, service.ExitCode);
        Assert.Contains("holds no events", error);
        Assert.Equal(new string('x', 5_000), await File.ReadAllTextAsync(file));
    }
}
