using Microsoft.ML;

namespace LagrangeMLNet.MicrosoftAutoML.Tests;

/// <summary>An estimator that cannot be fitted.</summary>
internal sealed class Throws(Func<string> words) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input) => throw new InvalidOperationException(words());

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
}
