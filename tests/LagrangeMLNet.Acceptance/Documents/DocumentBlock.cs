using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LagrangeMLNet.Documents;

/// <summary>A piece of code in a document of the project: a fenced block, or an example in a documentation comment.</summary>
/// <param name="Document">Path from the repository's root, or the member that the comment belongs to.</param>
/// <param name="Line">Line of the document on which the code begins, from 1.</param>
/// <param name="Language">What stands behind the fence; empty for none.</param>
/// <param name="Code">The code, lines separated by \n.</param>
internal sealed partial record DocumentBlock(string Document, int Line, string Language, string Code)
{
    /// <summary>A program of its own brings its using directives; a fragment uses the names in <see cref="ExampleCompiler"/>.</summary>
    public bool IsProgram => Regex.IsMatch(Code, @"^using [\w.]+;", RegexOptions.Multiline);

    /// <summary>All documents of a repository, as paths from its root.</summary>
    public static IEnumerable<string> Documents(string root) =>
        Directory.EnumerateFiles(root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateDirectories(Path.Combine(root, "src"))
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md")))
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>The fenced blocks of a document.</summary>
    /// <exception cref="InvalidDataException">A fence is not closed.</exception>
    public static IEnumerable<DocumentBlock> In(string root, string document)
    {
        string[] lines = File.ReadAllText(Path.Combine(root, document)).ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (Fence().Match(lines[i]) is not { Success: true } fence)
                continue;
            int end = Array.FindIndex(lines, i + 1, line => line.Trim() == "```");
            if (end < 0)
                throw new InvalidDataException($"{document}, line {i + 1}: the block is not closed.");
            int indent = fence.Groups["indent"].Length;
            yield return new DocumentBlock(
                document, i + 2, fence.Groups["language"].Value,
                string.Concat(lines[(i + 1)..end].Select(line => line.Length > indent ? $"{line[indent..]}\n" : "\n")));
            i = end;
        }
    }

    /// <summary>The examples in the documentation comments of an assembly.</summary>
    /// <param name="path">The XML file that the compiler wrote.</param>
    public static IEnumerable<DocumentBlock> InComments(string path) =>
        from member in XDocument.Load(path, LoadOptions.PreserveWhitespace).Descendants("member")
        from code in member.Elements("example").Elements("code")
        select new DocumentBlock(member.Attribute("name")!.Value, 1, "csharp", $"{code.Value.ReplaceLineEndings("\n").Trim()}\n");

    public override string ToString() => $"{Document}, line {Line}";

    [GeneratedRegex(@"^(?<indent>\s*)```(?<language>[\w#+-]*)\s*$")]
    private static partial Regex Fence();
}
