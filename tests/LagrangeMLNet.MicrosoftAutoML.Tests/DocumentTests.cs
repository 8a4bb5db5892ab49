using LagrangeMLNet.Acceptance;
using LagrangeMLNet.Documents;
using Xunit;

namespace LagrangeMLNet.MicrosoftAutoML.Tests;

/// <summary>The documents about this package show what compiles.</summary>
public sealed class DocumentTests
{
    private const string Package = "LagrangeMLNet.MicrosoftAutoML";

    private static readonly IReadOnlyList<DocumentBlock> Blocks =
        [.. new[] { "docs/microsoft-automl.md", $"src/{Package}/README.md" }.SelectMany(document => DocumentBlock.In(Repository.Root, document))
            .Where(block => block.Language == "csharp")];

    public static TheoryData<string> Programs => [.. Blocks.Where(block => block.IsProgram).Select(block => block.ToString())];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Programs_compile(string place) =>
        AssertNone(ExampleCompiler.ErrorsOfProgram(Blocks.Single(block => block.ToString() == place)));

    [Fact]
    public void Fragments_compile()
    {
        var comments = DocumentBlock.InComments(Path.Combine(AppContext.BaseDirectory, $"{Package}.xml")).ToList();
        Assert.NotEmpty(comments);
        AssertNone(ExampleCompiler.ErrorsOfFragments(
            [.. Blocks.Where(block => !block.IsProgram), .. comments],
            "global using LagrangeMLNet.MicrosoftAutoML; global using Microsoft.ML.AutoML;"));
    }

    private static void AssertNone(IReadOnlyList<string> problems) => Assert.True(problems.Count == 0, string.Join('\n', problems));
}
