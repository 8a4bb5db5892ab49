using System.Diagnostics;
using System.Globalization;
using LagrangeMLNet.TorchTests.Networks;
using LagrangeMLNet.TorchTests.Trainers;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.TorchTests.Onnx;

/// <summary>
/// A saved network is scored in a process that has never heard of LagrangeMLNet or TorchSharp, and agrees with TorchSharp.
/// </summary>
public class OnnxProcessTests : TorchTest
{
    private const float Tolerance = 1e-5f;

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void Scores_are_TorchSharps_in_a_process_that_references_only_Microsoft_ML_and_its_ONNX_transformer(string name)
    {
        NetworkCase trainer = NetworkCase.Of(name);
        var context = new MLContext(seed: 0);
        NetworkRow[] rows = NetworkRow.Make(500);
        IDataView data = NetworkRow.View(context, rows);
        ITransformer model = trainer.Trainer(context, null).Fit(data);

        string[] lines = Score(context, model, data);

        float[][] expected = TorchScores.Of(trainer.Network(model), [.. rows.Select(row => row.Features)]);
        Assert.Equal(expected.Length, lines.Length);
        for (int row = 0; row < lines.Length; row++)
        {
            float[] found = [.. lines[row].Split(' ')[..expected[row].Length].Select(Number)];
            for (int i = 0; i < found.Length; i++)
                Assert.Equal(expected[row][i], found[i], Tolerance * Math.Max(1, Math.Abs(expected[row][i])));
        }
    }

    [Fact]
    public void The_stranger_has_neither_LagrangeMLNet_nor_TorchSharp_beside_it()
    {
        string folder = Path.GetDirectoryName(ScorerPath())!;
        Assert.Empty(Directory.GetFiles(folder, "LagrangeMLNet*", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(folder, "*Torch*", SearchOption.AllDirectories));
    }

    private static string[] Score(MLContext context, ITransformer model, IDataView data)
    {
        var directory = Directory.CreateTempSubdirectory("OnnxScorer");
        try
        {
            string modelPath = Path.Combine(directory.FullName, "model.zip"), dataPath = Path.Combine(directory.FullName, "data.idv");
            context.Model.Save(model, data.Schema, modelPath);
            using (var stream = File.Create(dataPath))
                context.Data.SaveAsBinary(data, stream);
            return Run(ScorerPath(), modelPath, dataPath);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static float Number(string hexadecimal) =>
        BitConverter.UInt32BitsToSingle(uint.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    private static string ScorerPath()
    {
        // .../tests/LagrangeMLNet.TorchSharp.Tests/bin/CONFIGURATION/FRAMEWORK/ -> .../tests/OnnxScorer/bin/CONFIGURATION/FRAMEWORK/
        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string framework = Path.GetFileName(here), configuration = Path.GetFileName(Path.GetDirectoryName(here)!);
        string path = Path.GetFullPath(
            Path.Combine(here, "..", "..", "..", "..", "OnnxScorer", "bin", configuration, framework, "OnnxScorer.dll"));
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
