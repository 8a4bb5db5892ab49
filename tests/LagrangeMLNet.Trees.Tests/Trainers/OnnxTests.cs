using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Xunit;

namespace LagrangeMLNet.TreesTests.Trainers;

/// <summary>ML.NET's converter turns our models into ONNX, and ONNX Runtime gives their scores.</summary>
public class OnnxTests
{
    private static readonly MLContext Context = new(seed: 0);

    [Theory]
    [InlineData("binary")]
    [InlineData("multiclass")]
    [InlineData("regression")]
    [InlineData("huber")]
    [InlineData("quantile")]
    public void Scores_are_those_of_the_model(string name)
    {
        TreeRow[] rows = TreeRow.Make(300, missing: 0);
        IDataView data = TreeRow.View(Context, rows);
        ITransformer model = TreeCase.Of(name).Learn(Context, data, options => options.NumberOfRounds = 20).Model;
        using var file = new MemoryStream();
        Context.Model.ConvertToOnnx(model, data, file);

        using var session = new InferenceSession(file.ToArray());
        float[] expected = Scores.Of(model, data);
        int outputs = expected.Length / rows.Length;
        for (int row = 0; row < rows.Length; row++)
        {
            using var result = session.Run(session.InputMetadata.Select(input => Input(input.Key, input.Value, rows[row])).ToList());
            float[] scores = [.. result.Single(output => output.Name == "Score.output").AsTensor<float>()];
            for (int k = 0; k < outputs; k++)
                Assert.Equal(expected[(row * outputs) + k], scores[k], 1e-4 * (1 + Math.Abs(expected[(row * outputs) + k])));
        }
    }

    /// <summary>The converter asks for all columns; only features matter.</summary>
    private static NamedOnnxValue Input(string name, NodeMetadata input, TreeRow row) => name == "Features"
        ? NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(row.Features, [1, TreeRow.Slots]))
        : input.ElementType == typeof(bool) ? NamedOnnxValue.CreateFromTensor(name, new DenseTensor<bool>(new bool[1], [1, 1]))
        : input.ElementType == typeof(uint) ? NamedOnnxValue.CreateFromTensor(name, new DenseTensor<uint>(new uint[1], [1, 1]))
        : NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(new float[1], [1, 1]));
}
