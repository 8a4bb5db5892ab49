using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.TorchTests.Trainers;

/// <summary>A network that was disposed of says so.</summary>
public class DisposalTests : TorchTest
{
    [Fact]
    public void A_disposed_network_neither_scores_nor_is_saved()
    {
        var context = new MLContext(seed: 0);
        IDataView data = NetworkRow.View(context, NetworkRow.Make(60));
        ITransformer model = NetworkCase.Of("binary").Trainer(context, options => options.MaximumNumberOfEpochs = 1).Fit(data);
        ((IDisposable)model).Dispose();
        ((IDisposable)model).Dispose();

        foreach (Action use in new Action[]
        {
            () => model.Transform(data),
            () => model.GetOutputSchema(data.Schema),
            () => model.GetRowToRowMapper(data.Schema),
            () => context.Model.Save(model, data.Schema, new MemoryStream()),
        })
        {
            Assert.Contains("before Dispose", Assert.Throws<ObjectDisposedException>(use).Message, StringComparison.Ordinal);
        }
    }
}
