using System.IO.Compression;
using System.Xml.Linq;
using Xunit;

namespace LagrangeMLNet.Acceptance;

public sealed class PackageTests
{
    [Theory]
    [InlineData("LagrangeMLNet", "Microsoft.ML System.Numerics.Tensors")]
    [InlineData(
        "LagrangeMLNet.AutoML",
        "LagrangeMLNet LightGBM Microsoft.Data.Sqlite Microsoft.ML Microsoft.ML.FastTree Microsoft.ML.LightGbm System.Numerics.Tensors")]
    [InlineData(
        "LagrangeMLNet.Reporting",
        "HarfBuzzSharp.NativeAssets.Linux LagrangeMLNet Microsoft.ML ScottPlot SkiaSharp SkiaSharp.HarfBuzz "
        + "SkiaSharp.NativeAssets.Linux.NoDependencies Spectre.Console System.Numerics.Tensors")]
    [InlineData("LagrangeMLNet.Tables", "Microsoft.ML Sep System.Numerics.Tensors")]
    [InlineData(
        "LagrangeMLNet.TorchSharp",
        "Google.Protobuf LagrangeMLNet Microsoft.ML Microsoft.ML.OnnxRuntime.Managed Microsoft.ML.OnnxTransformer SharpZipLib SkiaSharp "
        + "System.Numerics.Tensors TorchSharp")]
    public void PackageCanBePublished(string name, string dependencies)
    {
        using var folder = new TemporaryFolder();
        var project = Repository.PathOf("src", name, $"{name}.csproj");
        var pack = Repository.Dotnet("pack", project, "--no-build", "-c", Repository.Configuration, "-o", folder["."], "--nologo");
        Assert.True(pack.ExitCode == 0, pack.Output);

        using var package = ZipFile.OpenRead(Assert.Single(folder.Files("*.nupkg")));
        var files = package.Entries.Select(entry => entry.FullName).ToArray();
        Assert.Contains("README.md", files);
        Assert.Contains($"lib/net10.0/{name}.dll", files);
        Assert.Contains($"lib/net10.0/{name}.xml", files);
        if (name == "LagrangeMLNet.Reporting")
            Assert.Contains("LICENSE-DejaVu.txt", files);

        using var symbols = ZipFile.OpenRead(Assert.Single(folder.Files("*.snupkg")));
        Assert.Contains($"lib/net10.0/{name}.pdb", symbols.Entries.Select(entry => entry.FullName));

        using var nuspec = package.GetEntry($"{name}.nuspec")!.Open();
        var metadata = XDocument.Load(nuspec).Root!.Elements().Single();
        Assert.Equal("MIT", Text(metadata, "license"));
        Assert.Equal("README.md", Text(metadata, "readme"));
        Assert.All(["description", "authors", "tags", "copyright"], element => Assert.NotEmpty(Text(metadata, element)));
        Assert.Equal("git", metadata.Elements().Single(element => element.Name.LocalName == "repository").Attribute("type")!.Value);
        var needed = metadata.Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .Select(element => element.Attribute("id")!.Value);
        Assert.Equal(dependencies, string.Join(' ', needed.Order(StringComparer.Ordinal)));
    }

    private static string Text(XElement metadata, string name) =>
        metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value ?? "";
}
