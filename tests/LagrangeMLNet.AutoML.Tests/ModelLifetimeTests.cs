using Microsoft.ML;
using Microsoft.ML.Data;
using SweepProcess;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

/// <summary>
/// A trial's model may hold more than managed memory (a network's session and file): a sweep of many trials must not gather them.
/// </summary>
public sealed class ModelLifetimeTests
{
    [Theory]
    [InlineData(600)]
    [InlineData(2400)]
    public void All_models_but_the_best_are_let_go_of_and_the_winner_works(int rows)
    {
        var models = new List<Held>();
        var options = Samples.Options(6);
        options.RungFactor = 2;
        options.Candidates =
        [
            Candidates.Candidate.Create<SampleCandidates.Strength>("Held", (context, strength, settings) => new Holding(
                context.BinaryClassification.Trainers.LbfgsLogisticRegression(settings.LabelColumnName, l2Regularization: strength.L2),
                models)),
        ];
        var data = Samples.Rows(rows);
        var result = Samples.Run(options, data);

        Assert.True(result.IsRefitted);
        Assert.True(models.Count > 7, $"{models.Count} models");
        // What is left: the best trial's, the one that was measured, and the one that the caller got.
        Assert.InRange(models.Count(model => !model.IsDisposed), 1, 3);
        Assert.False(models[^1].IsDisposed);
        Assert.Contains("Probability", result.Model.Transform(data).Schema.Select(column => column.Name));
    }

    private sealed class Holding(IEstimator<ITransformer> inner, List<Held> models) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            var model = new Held(inner.Fit(input));
            lock (models)
                models.Add(model);
            return model;
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inner.GetOutputSchema(inputSchema);
    }

    private sealed class Held(ITransformer inner) : ITransformer, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public bool IsRowToRowMapper => inner.IsRowToRowMapper;

        public void Dispose() => IsDisposed = true;

        public IDataView Transform(IDataView input)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return inner.Transform(input);
        }

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return inner.GetRowToRowMapper(inputSchema);
        }

        void ICanSaveModel.Save(ModelSaveContext ctx) => inner.Save(ctx);
    }
}
