using System.Text.RegularExpressions;
using LagrangeMLNet.Documents;
using Xunit;

namespace LagrangeMLNet.Acceptance;

/// <summary>What documents show is compiled, run or looked up, so that none can go stale unseen.</summary>
public sealed partial class DocumentTests
{
    /// <summary>Documents whose fragments are run too; others need a native library, or minutes.</summary>
    private static readonly string[] Run =
    [
        "README.md", "docs/linear.md", "docs/options.md", "docs/planned-rows.md", "docs/campaigns.md", "docs/reports.md",
        "docs/coming-from.md", "docs/how-it-works.md", "docs/trees.md", "docs/decisions.md",
    ];

    private static readonly string[] s_languages = ["", "csharp", "sh", "text", "xml"];

    private static readonly IReadOnlyList<DocumentBlock> Blocks =
        [.. DocumentBlock.Documents(Repository.Root).SelectMany(document => DocumentBlock.In(Repository.Root, document))];

    /// <summary>But those about Microsoft's AutoML, which the tests of that package compile: not every mirror has it.</summary>
    private static IEnumerable<DocumentBlock> CSharp => Blocks.Where(block =>
        block.Language == "csharp" && !block.Document.Contains("MicrosoftAutoML") && block.Document != "docs/microsoft-automl.md");

    public static TheoryData<string> Programs => [.. CSharp.Where(block => block.IsProgram).Select(block => block.ToString())];

    /// <summary>Packages whose comments' examples are compiled here.</summary>
    public static TheoryData<string> Packages => [.. PackageTests.Packages];

    [Fact]
    public void A_block_says_what_it_is() =>
        AssertNone(Blocks.Where(block => !s_languages.Contains(block.Language))
            .Select(block => $"{block}: no test knows '{block.Language}'"));

    [Theory]
    [MemberData(nameof(Programs))]
    public void Programs_compile(string place) =>
        AssertNone(ExampleCompiler.ErrorsOfProgram(CSharp.Single(block => block.ToString() == place)));

    [Fact]
    public void Fragments_compile() => AssertNone(ExampleCompiler.ErrorsOfFragments(CSharp.Where(block => !block.IsProgram)));

    [Fact]
    public void Fragments_run()
    {
        using var folder = new TemporaryFolder();
        var fragments = CSharp.Where(block => !block.IsProgram && Run.Contains(block.Document)).ToList();
        // Beside the tests, whose list of dependencies it runs with.
        string name = typeof(DocumentTests).Assembly.GetName().Name!, assembly = Path.Combine(AppContext.BaseDirectory, "Examples.dll");
        AssertNone(ExampleCompiler.Emit(fragments, assembly));
        var run = Repository.DotnetIn(
            folder["."], "exec", "--depsfile", Path.Combine(AppContext.BaseDirectory, $"{name}.deps.json"),
            "--runtimeconfig", Path.Combine(AppContext.BaseDirectory, $"{name}.runtimeconfig.json"), assembly);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.All(fragments, block => Assert.Contains($"== {block}", run.Output));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Examples_in_comments_compile(string package) => AssertNone(ExampleCompiler.ErrorsOfFragments(
        DocumentBlock.InComments(Repository.PathOf("src", package, "bin", Repository.Configuration, "net10.0", $"{package}.xml"))));

    /// <summary>The front door: every method that extends a catalog, and every class of options that one takes.</summary>
    [Fact]
    public void Front_door_has_examples()
    {
        var missing = PackageTests.Packages.Select(package => package.Data).SelectMany(package =>
        {
            var path = Repository.PathOf("src", package, "bin", Repository.Configuration, "net10.0", $"{package}.xml");
            var shown = DocumentBlock.InComments(path).Select(block => block.Document).ToHashSet();
            var open = new[] { "Shipped", "Unshipped" }
                .SelectMany(kind => File.ReadLines(Repository.PathOf("src", package, $"PublicAPI.{kind}.txt"))).ToHashSet();
            return FrontDoor().Matches(File.ReadAllText(path)).Select(member => member.Groups["name"].Value)
                .Where(name => !shown.Contains(name) && (name[0] == 'M' || open.Contains(name[2..])));
        });
        AssertNone(missing);
    }

    [Fact]
    public void Commands_name_what_exists() => AssertNone(
        Blocks.Where(block => block.Language is "" or "sh").SelectMany(block => block.Code
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (Line: line, Problem: DocumentCommand.ProblemOf(line)))
            .Where(line => line.Problem is not null)
            .Select(line => $"{block}: {line.Problem}: {line.Line}")));

    [Fact]
    public void Commands_in_the_text_name_what_exists() => AssertNone(
        DocumentBlock.Documents(Repository.Root).SelectMany(document => CommandInText().Matches(Text(document))
            .Select(match => match.Groups["command"].Value.ReplaceLineEndings(" "))
            .Select(command => (Command: command, Problem: DocumentCommand.ProblemOf(command)))
            .Where(command => command.Problem is not null)
            .Select(command => $"{document}: {command.Problem}: {command.Command}")));

    [Fact]
    public void Links_lead_somewhere() => AssertNone(
        DocumentBlock.Documents(Repository.Root).SelectMany(document => Link().Matches(Text(document))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://") && !target.StartsWith('#'))
            .Select(target => target.Split('#')[0])
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(Repository.PathOf(document))!, target)))
            // What docfx makes: the reference.
            .Where(target => !target.Contains("api/"))
            .Select(target => $"{document}: {target}")));

    [Fact]
    public void The_readme_is_one_page() => Assert.InRange(File.ReadAllLines(Repository.PathOf("README.md")).Length, 60, 130);

    private static string Text(string document) => File.ReadAllText(Repository.PathOf(document));

    private static void AssertNone(IEnumerable<string> problems)
    {
        var found = problems.ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [GeneratedRegex("""<member name="(?<name>M:Microsoft\.ML\.[^"]+|T:LagrangeMLNet\.(?!AutoML\.Candidates)[^"]+Options)">""")]
    private static partial Regex FrontDoor();

    [GeneratedRegex(@"(?<!`)`(?<command>(dotnet (run|build|test|tool|docfx|pack)|bash) [^`]+)`(?!`)")]
    private static partial Regex CommandInText();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
