using System.Text.RegularExpressions;

namespace LagrangeMLNet.Acceptance;

/// <summary>Whether a command that a document shows can be meant: the project, script and command that it names exist.</summary>
internal static partial class DocumentCommand
{
    /// <summary>What is wrong with a command; null if nothing is.</summary>
    public static string? ProblemOf(string command)
    {
        var words = command.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [] => null,
            ["dotnet", "run", ..] => Project(words),
            ["dotnet", "build" or "pack" or "test" or "restore", var target, ..] =>
                target.StartsWith('-') || IsThere(target) ? null : $"no project {target}",
            ["bash", var script, ..] => IsThere(script) ? null : $"no script {script}",
            ["dotnet", "docfx", var file, ..] => IsThere(file) || file == "serve" ? null : $"no file {file}",
            ["dotnet", "add" or "new" or "tool" or "format" or "exec" or "nuget", ..] => null,
            ["cd" or "apt-get" or "export" or "git", ..] => null,
            [".ci/run", ..] => IsThere(".ci/run") ? null : "no .ci/run",
            _ => "not a command that is known here",
        };
    }

    private static string? Project(string[] words)
    {
        int at = Array.IndexOf(words, "--project");
        if (at < 0)
            return null; // The reader's own project.
        if (at + 1 >= words.Length || !IsThere(words[at + 1]))
            return "no such project";
        int dashes = Array.IndexOf(words, "--");
        if (dashes < 0 || dashes + 1 >= words.Length)
            return null;
        var sources = Sources(Repository.PathOf(words[at + 1]));
        var arguments = words[(dashes + 1)..];
        bool hasCommands = sources.Contains("-- <command> [options]");
        if (hasCommands && !Regex.IsMatch(sources, $@"(?m)^\s{{6,}}{Regex.Escape(arguments[0])}\s{{2,}}\S"))
            return $"no command {arguments[0]}";
        var unknown = arguments.FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal) && !sources.Contains(word));
        return unknown is null ? null : $"no option {unknown}";
    }

    private static string Sources(string project) => string.Concat(
        Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(project, path).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Select(File.ReadAllText));

    private static bool IsThere(string path) => Path.Exists(Repository.PathOf(path));
}
