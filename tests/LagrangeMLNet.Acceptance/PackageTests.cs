using System.IO.Compression;
using System.Xml.Linq;
using Xunit;

namespace LagrangeMLNet.Acceptance;

public sealed class PackageTests
{
    /// <summary>Every package of the solution: all folders of src but what is none and what needs what not every mirror has.</summary>
    public static TheoryData<string> Packages => [.. Directory.GetDirectories(Repository.PathOf("src")).Select(folder => Path.GetFileName(folder)!)
        .Where(name => name is not ("LagrangeMLNet.MicrosoftAutoML" or "LagrangeMLNet.Experiments")).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void PackageCanBePublished(string name)
    {
        using var folder = new TemporaryFolder();
        var project = Repository.PathOf("src", name, $"{name}.csproj");
        var pack = Repository.Dotnet("pack", project, "--no-build", "-c", Repository.Configuration, "-o", folder["."], "--nologo");
        Assert.True(pack.ExitCode == 0, pack.Output);

        using var package = ZipFile.OpenRead(Assert.Single(folder.Files("*.nupkg")));
        var files = package.Entries.Select(entry => entry.FullName).ToArray();
        Assert.Contains("README.md", files);
        Assert.Contains("icon.png", files);
        Assert.Contains($"lib/net10.0/{name}.dll", files);
        Assert.Contains($"lib/net10.0/{name}.xml", files);
        Assert.Contains($"runtimes/linux-x64/lib/net10.0/{name}.dll", files);
        if (name == "LagrangeMLNet.Reporting")
            Assert.Contains("LICENSE-DejaVu.txt", files);

        using var symbols = ZipFile.OpenRead(Assert.Single(folder.Files("*.snupkg")));
        Assert.Contains($"lib/net10.0/{name}.pdb", symbols.Entries.Select(entry => entry.FullName));

        using (var readme = new StreamReader(package.GetEntry("README.md")!.Open()))
            Assert.StartsWith($"# {name}\n", readme.ReadToEnd().ReplaceLineEndings("\n"));

        using var nuspec = package.GetEntry($"{name}.nuspec")!.Open();
        var metadata = XDocument.Load(nuspec).Root!.Elements().Single();
        Assert.Equal("MIT", Text(metadata, "license"));
        Assert.Equal("README.md", Text(metadata, "readme"));
        Assert.Equal("icon.png", Text(metadata, "icon"));
        Assert.Matches(@"^(0\.[2-9]|[1-9])", Text(metadata, "version"));
        Assert.All(["description", "authors", "tags", "copyright"], element => Assert.NotEmpty(Text(metadata, element)));
        Assert.Equal("git", metadata.Elements().Single(element => element.Name.LocalName == "repository").Attribute("type")!.Value);
        var needed = metadata.Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .Select(element => $"{element.Attribute("id")!.Value} {element.Attribute("version")!.Value}");
        Assert.Equal(DirectDependencies(project, Text(metadata, "version")), needed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("cpu", true)]
    [InlineData("cuda-linux", true)]
    [InlineData("cuda", false)]
    [InlineData("gpu", false)]
    public void Only_known_backends_of_Torch_are_built(string backend, bool isKnown)
    {
        var result = Repository.Dotnet(
            "msbuild", Repository.PathOf("tests", "NetworkProcess", "NetworkProcess.csproj"), "-t:CollectPackageReferences",
            $"-p:TorchBackend={backend}", "-nologo");
        Assert.Equal(isKnown, result.ExitCode == 0);
        if (!isKnown)
            Assert.Contains($"TorchBackend is '{backend}'; allowed is cpu, cuda-windows or cuda-linux.", result.Output);
    }

    [Fact]
    public void What_not_every_mirror_has_is_in_no_solution_of_the_others()
    {
        Assert.DoesNotContain("MicrosoftAutoML", File.ReadAllText(Repository.PathOf("LagrangeMLNet.sln")));
        Assert.All(
            Directory.GetFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories).Where(path => !path.Contains("MicrosoftAutoML")),
            path => Assert.DoesNotContain("Microsoft.ML.AutoML", File.ReadAllText(path)));
    }

    /// <summary>What a project names itself and does not keep to itself: a dependency that another one brings is that one's to name.</summary>
    private static IEnumerable<string> DirectDependencies(string project, string version)
    {
        var versions = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);
        var own = XDocument.Load(project);
        var packages = own.Descendants("PackageReference").Where(package => package.Attribute("PrivateAssets")?.Value != "all")
            .Select(package => package.Attribute("Include")!.Value).Select(id => $"{id} {versions[id]}");
        var projects = own.Descendants("ProjectReference")
            .Select(reference => $"{Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)} [{version}]");
        return packages.Concat(projects).Order(StringComparer.Ordinal);
    }

    private static string Text(XElement metadata, string name) =>
        metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value ?? "";
}
