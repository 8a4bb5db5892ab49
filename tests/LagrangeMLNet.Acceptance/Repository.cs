using System.Diagnostics;

namespace LagrangeMLNet.Acceptance;

/// <summary>The clone that these tests run in, and its commands as real processes.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release, whichever these tests were built in: the last folder but one of …/bin/Release/net10.0/.</summary>
    public static string Configuration { get; } =
        new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static CommandResult QuickStart(params string[] arguments) => Sample("QuickStart", arguments);

    public static CommandResult AutoMLSweep(params string[] arguments) => Sample("AutoMLSweep", arguments);

    public static CommandResult PlanTheLabels(params string[] arguments) => Sample("PlanTheLabels", arguments);

    public static CommandResult Dotnet(params string[] arguments) => DotnetIn(Root, arguments);

    public static CommandResult DotnetIn(string folder, params string[] arguments) => DotnetWith(folder, new Dictionary<string, string>(), arguments);

    /// <summary>With further environment variables.</summary>
    public static CommandResult DotnetWith(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // LightGBM's threads wait in a busy loop by default, and these tests share the machine.
        start.Environment["OMP_WAIT_POLICY"] = "passive";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandResult(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    public static CommandResult Sample(string name, string[] arguments) =>
        Dotnet([PathOf("samples", name, "bin", Configuration, "net10.0", $"{name}.dll"), .. arguments]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LagrangeMLNet.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("These tests run inside a clone of the repository.");
    }
}

/// <summary>What a command left behind.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error);
