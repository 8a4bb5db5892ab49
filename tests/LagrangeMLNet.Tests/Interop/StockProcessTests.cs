using System.Diagnostics;
using System.Globalization;
using LagrangeMLNet.Tests.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Interop;

/// <summary>A saved model is scored in a process that has never heard of LagrangeMLNet, and the bits agree.</summary>
public class StockProcessTests
{
    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void Scores_are_bit_equal_in_a_process_that_references_only_Microsoft_ML(string name)
    {
        var context = new MLContext(seed: 0);
        var data = SampleRow.View(context);
        var model = TrainerCase.Of(name).Trainer(context).Fit(data);

        var directory = Directory.CreateTempSubdirectory("StockScorer");
        try
        {
            string modelPath = Path.Combine(directory.FullName, "model.zip");
            string dataPath = Path.Combine(directory.FullName, "data.idv");
            context.Model.Save(model, data.Schema, modelPath);
            using (var stream = File.Create(dataPath))
                context.Data.SaveAsBinary(data, stream);

            string[] lines = Run(ScorerPath(), modelPath, dataPath);

            var expected = Scores(context, model.Transform(data)).ToArray();
            Assert.Equal(expected.Length, lines.Length);
            for (int row = 0; row < lines.Length; row++)
                Assert.Equal(expected[row], lines[row].Split(' ')[..expected[row].Length].Select(Bits));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_stranger_has_no_LagrangeMLNet_beside_it() =>
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(ScorerPath())!, "LagrangeMLNet*", SearchOption.AllDirectories));

    /// <summary>The bits of each row's scores, then of its probability if there is one.</summary>
    private static IEnumerable<uint[]> Scores(MLContext context, IDataView scored)
    {
        var score = scored.Schema["Score"];
        var scores = score.Type is VectorDataViewType
            ? scored.GetColumn<float[]>(score)
            : scored.GetColumn<float>(score).Select(value => new[] { value });
        if (scored.Schema.GetColumnOrNull("Probability") is { } probability)
            scores = scores.Zip(scored.GetColumn<float>(probability), (values, p) => values.Append(p).ToArray());
        return scores.Select(values => values.Select(BitConverter.SingleToUInt32Bits).ToArray());
    }

    private static uint Bits(string hexadecimal) => uint.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string ScorerPath()
    {
        // .../tests/LagrangeMLNet.Tests/bin/CONFIGURATION/FRAMEWORK/ -> .../tests/StockScorer/bin/CONFIGURATION/FRAMEWORK/
        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string framework = Path.GetFileName(here);
        string configuration = Path.GetFileName(Path.GetDirectoryName(here)!);
        string path = Path.GetFullPath(
            Path.Combine(here, "..", "..", "..", "..", "StockScorer", "bin", configuration, framework, "StockScorer.dll"));
        Assert.True(File.Exists(path), $"{path} has not been built.");
        return path;
    }

    private static string[] Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
