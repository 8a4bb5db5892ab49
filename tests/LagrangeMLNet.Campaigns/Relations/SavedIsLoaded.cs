using LagrangeMLNet.Campaigns.Problems;
using LagrangeMLNet.Campaigns.Subjects;
using Microsoft.ML;

namespace LagrangeMLNet.Campaigns.Relations;

/// <summary>A model saved by ML.NET and loaded scores in the same bits.</summary>
internal sealed class SavedIsLoaded : IRelation
{
    public string Name => "saved = loaded";

    public bool Concerns(Subject subject) => true;

    public bool Fits(Problem train) => true;

    public string? Violation(Trial trial)
    {
        var model = trial.Subject.Fit(trial.Context, trial.Train);
        float[][] expected = model.Predict(trial.Test);
        using var file = new MemoryStream();
        trial.Context.Model.Save(model.Transformer, model.Schema, file);
        file.Position = 0;
        var loaded = model with { Transformer = new MLContext().Model.Load(file, out _) };
        float[][] found = loaded.Predict(trial.Test);
        return expected.Zip(found).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)) ? null : "scores differ after loading";
    }
}
