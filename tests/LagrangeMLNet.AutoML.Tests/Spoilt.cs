using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Tests;

/// <summary>An estimator whose fit does as it is told, and whose model is told what to answer.</summary>
internal sealed class Spoilt(Action onFit, float probability = 0.5f) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input)
    {
        onFit();
        var context = new MLContext(0);
        return context.Transforms.CustomMapping<Nothing, Answer>((_, answer) => answer.Probability = probability, null).Fit(input);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;

    public sealed class Nothing;

    public sealed class Answer
    {
        public float Probability { get; set; }
    }
}
