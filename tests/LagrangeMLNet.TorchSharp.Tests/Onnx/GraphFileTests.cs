using LagrangeMLNet.Onnx;
using LagrangeMLNet.TorchTests.Checkpoints;
using LagrangeMLNet.Trainers;
using Xunit;

namespace LagrangeMLNet.TorchTests.Onnx;

/// <summary>The file that ML.NET's ONNX transformer reads leaves nothing behind.</summary>
public class GraphFileTests : TorchTest
{
    [Fact]
    public void It_is_there_until_it_is_disposed_of()
    {
        var file = new GraphFile([1, 2, 3]);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(file.Path));

        file.Dispose();

        Assert.False(File.Exists(file.Path));
    }

    [Fact]
    public void A_process_that_forgets_to_dispose_of_its_network_leaves_no_file()
    {
        var directory = Directory.CreateTempSubdirectory("GraphFile");
        try
        {
            LearningProcess.Run(
                new LagrangianNetworkRegressionTrainer.Options { MaximumNumberOfEpochs = 1 }, 200, 3, temporary: directory.FullName);

            // The ONNX runtime keeps a number of its own there, one file however many networks there are.
            Assert.Empty(
                directory.GetFiles("*", SearchOption.AllDirectories).Where(file => file.Length > 0 && file.Name != ".ses")
                    .Select(file => file.Name));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
