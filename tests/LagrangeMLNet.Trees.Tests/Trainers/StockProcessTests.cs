using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.TreesTests.Trainers;

/// <summary>A saved model is scored in a process that has never heard of LagrangeMLNet, and the bits agree.</summary>
public class StockProcessTests
{
    private static readonly string[] Bounds = ["StandardDeviation", "LowerBound", "UpperBound"];

    [Theory]
    [MemberData(nameof(TreeCase.Names), MemberType = typeof(TreeCase))]
    public void Scores_are_bit_equal_in_a_process_that_references_only_Microsoft_ML_and_FastTree(string name)
    {
        var context = new MLContext(seed: 0);
        IDataView data = TreeRow.View(context, TreeRow.Make(400));
        ITransformer model = TreeCase.Of(name).Learn(context, data, options => options.NumberOfRounds = 20).Model;
        DirectoryInfo directory = Directory.CreateTempSubdirectory("TreeScorer");
        try
        {
            string modelPath = Path.Combine(directory.FullName, "model.zip"), dataPath = Path.Combine(directory.FullName, "data.idv");
            context.Model.Save(model, data.Schema, modelPath);
            using (FileStream stream = File.Create(dataPath))
                context.Data.SaveAsBinary(data, stream);

            string[] lines = Run(ScorerPath(), modelPath, dataPath);

            float[] expected = Scores.Of(model, data);
            int outputs = expected.Length / lines.Length;
            Assert.Equal(expected.Select(BitConverter.SingleToUInt32Bits), Bits(line => line[..outputs]));
            if (name == "interval")
                for (int column = 0; column < 3; column++)
                    Assert.Equal(
                        model.Transform(data).GetColumn<float>(Bounds[column]).Select(BitConverter.SingleToUInt32Bits),
                        Bits(line => [line[1 + column]]));

            IEnumerable<uint> Bits(Func<string[], string[]> part) => lines.SelectMany(line => part(line.Split(' ')))
                .Select(bits => uint.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_stranger_has_no_LagrangeMLNet_beside_it() =>
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(ScorerPath())!, "LagrangeMLNet*", SearchOption.AllDirectories));

    private static string ScorerPath()
    {
        // .../tests/LagrangeMLNet.Trees.Tests/bin/CONFIGURATION/FRAMEWORK/ -> .../tests/TreeScorer/bin/CONFIGURATION/FRAMEWORK/
        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string framework = Path.GetFileName(here), configuration = Path.GetFileName(Path.GetDirectoryName(here)!);
        string path = Path.GetFullPath(Path.Combine(here, "..", "..", "..", "..", "TreeScorer", "bin", configuration, framework,
            "TreeScorer.dll"));
        Assert.True(File.Exists(path), $"{path} has not been built.");
        return path;
    }

    private static string[] Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
