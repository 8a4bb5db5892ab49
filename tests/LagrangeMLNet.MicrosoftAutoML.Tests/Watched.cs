using Microsoft.ML;

namespace LagrangeMLNet.MicrosoftAutoML.Tests;

/// <summary>Tells how the fit of an estimator has ended.</summary>
internal sealed class Watched(IEstimator<ITransformer> inner, TaskCompletionSource ended) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input)
    {
        try
        {
            var model = inner.Fit(input);
            ended.TrySetResult();
            return model;
        }
        catch (Exception e)
        {
            ended.TrySetException(e);
            throw;
        }
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inner.GetOutputSchema(inputSchema);
}
