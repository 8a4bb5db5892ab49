using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using LagrangeMLNet.Documents;
using Xunit;

namespace LagrangeMLNet.Acceptance;

public sealed class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.PathOf("README.md")).ReplaceLineEndings("\n");
    private static readonly string Benchmarks = File.ReadAllText(Repository.PathOf("docs", "benchmarks.md")).ReplaceLineEndings("\n");

    /// <summary>A stranger's way: the packages from a feed, a new console project, the program pasted, <c>dotnet run</c>.</summary>
    [Fact]
    public void Program_runs_from_the_packages()
    {
        using var folder = new TemporaryFolder();
        string feed = Directory.CreateDirectory(folder["feed"]).FullName;
        var pack = Repository.Dotnet(
            "pack", Repository.PathOf("src", "LagrangeMLNet", "LagrangeMLNet.csproj"),
            "--no-build", "-c", Repository.Configuration, "-o", feed, "--nologo");
        Assert.True(pack.ExitCode == 0, pack.Output);
        string version = Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(feed, "*.nupkg")))["LagrangeMLNet.".Length..];
        string present = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        // What our package needs is here already, as these tests were built with it; ours goes into a folder of its own.
        folder.Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <fallbackPackageFolders><clear /><add key="present" value="{present}" /></fallbackPackageFolders>
              <packageSources><clear /><add key="feed" value="feed" /></packageSources>
            </configuration>
            """);
        folder.Write("Pasted.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="LagrangeMLNet" Version="{version}" /></ItemGroup>
            </Project>
            """);
        folder.Write("Program.cs", Assert.Single(DocumentBlock.In(Repository.Root, "README.md"), block => block.IsProgram).Code);

        string compiled = folder["compiled.txt"];
        var names = new Dictionary<string, string> { ["DOTNET_JitStdOutFile"] = compiled, ["DOTNET_JitDisasmSummary"] = "1" };
        var build = Repository.DotnetIn(folder["."], "build", "-p:NuGetAudit=false", "--nologo");
        Assert.True(build.ExitCode == 0, build.Output);
        var run = Repository.DotnetWith(folder["."], names, "exec", folder["bin/Debug/net10.0/Pasted.dll"]);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("End: Decelerated after", run.Output);
        Assert.Matches(@"AUC 0\.[89]\d\d, log-loss 0\.\d\d\d bits", run.Output);
        Assert.Contains("3 rows scored by the loaded model", run.Output);
        // What the runtime had to compile: of the engine next to nothing, as the package brings it compiled.
        if (OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && Avx2.IsSupported)
            Assert.DoesNotContain(File.ReadLines(compiled), line => line.Contains("LagrangeMLNet.Training.NaturalDescent:Run") && line.Contains("Tier0"));
    }

    [Theory]
    [InlineData("dotnet run -c Release --project samples/QuickStart")]
    [InlineData("bash tests/run.sh")]
    public void Commands_are_the_ones_that_are_tested(string command) => Assert.Contains($"```\n{command}\n```", Readme);

    [Fact]
    public void Continuous_integration_calls_the_test_command() =>
        Assert.Contains("bash tests/run.sh", File.ReadAllText(Repository.PathOf(".ci", "run")));

    [Fact]
    public void Measured_table_has_its_place()
    {
        Assert.Equal(2, Benchmarks.Split("<!-- benchmark:start -->").Length);
        Assert.Equal(2, Benchmarks.Split("<!-- benchmark:end -->").Length);
        Assert.Contains("dotnet run -c Release --project tests/LagrangeMLNet.Benchmarks -- peers --readme docs/benchmarks.md", Benchmarks);
    }

    /// <summary>The README shows some rows of the table that the benchmark wrote, and has no figure of its own.</summary>
    [Fact]
    public void Measured_rows_are_those_of_the_benchmark()
    {
        var rows = Readme.Split("## Measured")[1].Split("\n## ")[0].Split('\n').Where(line => line.StartsWith('|')).ToList();
        Assert.InRange(rows.Count, 5, 10);
        Assert.All(rows, row => Assert.Contains($"\n{row}\n", Benchmarks));
    }
}
