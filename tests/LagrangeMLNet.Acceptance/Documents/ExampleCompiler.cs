using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace LagrangeMLNet.Documents;

/// <summary>
/// Compiles what documents show. A program is compiled as it stands, with the implicit usings of a console project; fragments become the
/// methods of one program, where they see the names of <see cref="ExampleNames"/>.
/// </summary>
internal static class ExampleCompiler
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>Everything that the tests themselves run on: the framework and all that their project references.</summary>
    private static readonly Lazy<IReadOnlyList<MetadataReference>> s_references = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>The errors in a program, as the compiler words them.</summary>
    public static IReadOnlyList<string> ErrorsOfProgram(DocumentBlock program) =>
        Errors(Compilation([Parsed(ImplicitUsings), Parsed(program.Code, program)]));

    /// <summary>The errors in fragments, each with its document.</summary>
    /// <param name="fragments">The fragments.</param>
    /// <param name="usings">Using directives beside those of <see cref="ExampleNames"/>.</param>
    public static IReadOnlyList<string> ErrorsOfFragments(IEnumerable<DocumentBlock> fragments, string usings = "") =>
        Errors(Program([.. fragments], usings));

    /// <summary>Writes a program that runs fragments one after the other, each under a heading.</summary>
    /// <param name="fragments">The fragments.</param>
    /// <param name="path">The assembly to write.</param>
    /// <returns>The errors; where there are any, nothing is written.</returns>
    public static IReadOnlyList<string> Emit(IReadOnlyList<DocumentBlock> fragments, string path)
    {
        using var assembly = new MemoryStream();
        EmitResult result = Program(fragments).Emit(assembly);
        if (!result.Success)
            return Worded(result.Diagnostics);
        File.WriteAllBytes(path, assembly.ToArray());
        return [];
    }

    private static CSharpCompilation Program(IReadOnlyList<DocumentBlock> fragments, string usings = "")
    {
        var run = new StringBuilder();
        List<SyntaxTree> trees = [Parsed(ImplicitUsings), Parsed($"{ExampleNames.Usings}\n{usings}"), Parsed(ExampleNames.Source)];
        for (int i = 0; i < fragments.Count; i++)
        {
            string method = $"static class Example{i}\n{{\npublic static void Run()\n{{\n#line 1\n{fragments[i].Code}}}\n}}\n";
            trees.Add(Parsed(method, fragments[i]));
            run.AppendLine($"Console.WriteLine(\"== {fragments[i]}\"); Example{i}.Run();");
        }

        trees.Add(Parsed($"Console.WriteLine(\"Examples\");\n{run}"));
        return Compilation(trees);
    }

    private static SyntaxTree Parsed(string code, DocumentBlock? origin = null) =>
        CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.Latest), origin?.ToString() ?? "");

    private static CSharpCompilation Compilation(IEnumerable<SyntaxTree> trees) => CSharpCompilation.Create(
        "Examples", trees, s_references.Value,
        new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

    private static IReadOnlyList<string> Errors(CSharpCompilation compilation) => Worded(compilation.GetDiagnostics());

    private static IReadOnlyList<string> Worded(IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(Worded)];

    private static string Worded(Diagnostic diagnostic)
    {
        int line = diagnostic.Location.GetMappedLineSpan().StartLinePosition.Line;
        return $"{diagnostic.Location.SourceTree?.FilePath} + {line}: {diagnostic.Id} {diagnostic.GetMessage()}";
    }
}
