using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers;
using ChoiceOption = Microsoft.ML.SearchSpace.Option.ChoiceOption;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>What a proposal builds: estimators that make features, a trainer, and what comes behind it.</summary>
internal sealed partial class TrialPipeline
{
    /// <summary>Where a pipeline's parameters name the estimators that take part, such as <c>e0 * e3 * e5</c>.</summary>
    private const string SchemaParameter = "_SCHEMA_";

    private readonly string[] _parts;
    private readonly IEstimator<ITransformer>[] _estimators;
    private readonly int _trainer;

    public TrialPipeline(MLContext context, SweepablePipeline pipeline, Parameter parameter)
    {
        Schema = SchemaOf(parameter);
        string[] keys = [.. Words().Matches(Schema).Select(word => word.Value).Where(pipeline.Estimators.ContainsKey)];
        _parts = [.. keys.Select(key => $"{key}:{ParameterText.Of(parameter[key])}")];
        _estimators = [.. keys.Select(key => pipeline.Estimators[key].BuildFromOption(context, parameter[key]))];
        _trainer = Array.FindLastIndex(_estimators, estimator => IsTrainer(Innermost(estimator)));
        if (_trainer < 0)
            _trainer = _estimators.Length - 1;
    }

    /// <summary>The estimators that a proposal chooses.</summary>
    public static string SchemaOf(Parameter parameter) => parameter[SchemaParameter].AsType<string>();

    /// <summary>Number of choices of estimators that a pipeline has.</summary>
    public static int SchemasOf(SweepablePipeline pipeline) => ((ChoiceOption)pipeline.SearchSpace[SchemaParameter]).Choices.Length;

    /// <summary>The estimators that take part, by the names that the pipeline has for them.</summary>
    public string Schema { get; }

    /// <summary>The trainer's name, whatever stands behind it.</summary>
    public string TrainerName => Innermost(_estimators[_trainer]).GetType().Name;

    /// <summary>All that decides what is fitted; parameters of estimators that take no part do not.</summary>
    public string Key => string.Join('\n', _parts);

    /// <summary>All that decides what the features are.</summary>
    public string FeaturesKey => string.Join('\n', _parts.Take(_trainer));

    /// <summary>The estimators before the trainer.</summary>
    public IEnumerable<IEstimator<ITransformer>> Featurizers => _estimators.Take(_trainer);

    /// <summary>The trainer and what comes behind it.</summary>
    public EstimatorChain<ITransformer> Trainer =>
        _estimators.Skip(_trainer).Aggregate(new EstimatorChain<ITransformer>(), (chain, estimator) => chain.Append(estimator));

    /// <summary>A sweepable may build a chain; then its last estimator is meant.</summary>
    private static IEstimator<ITransformer> Innermost(IEstimator<ITransformer> estimator) =>
        estimator.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(EstimatorChain<>)
        && type.GetField(nameof(EstimatorChain<>.LastEstimator))!.GetValue(estimator) is IEstimator<ITransformer> last
            ? Innermost(last)
            : estimator;

    private static bool IsTrainer(IEstimator<ITransformer> estimator) => estimator.GetType().GetInterfaces()
        .Any(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ITrainerEstimator<,>));

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();
}
