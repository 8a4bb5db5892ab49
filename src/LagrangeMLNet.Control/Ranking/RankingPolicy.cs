using System.Numerics.Tensors;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Mechanics;
using LagrangeMLNet.Interop;
using LagrangeMLNet.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace LagrangeMLNet.Control.Ranking;

/// <summary>Decides: writes the probability of each action that a decision offers.</summary>
/// <param name="decision">The decision; what was taken and earned is not to be looked at.</param>
/// <param name="probabilities">Receives the probabilities, one an action offered, of sum 1.</param>
public delegate void RankingFunction(RankingEvent decision, Span<double> probabilities);

/// <summary>
/// A policy among actions with features, π(a|x) ∝ exp(q(x, a)/τ) over the actions offered, q a linear model of the features of context and
/// action, of their products, and of the action's identifier. Immutable, and may be used by several threads.
/// </summary>
public sealed class RankingPolicy
{
    private readonly RankingRewards _rewards;

    internal RankingPolicy(RankingRewards rewards, double temperature) => (_rewards, Temperature) = (rewards, temperature);

    /// <summary>Temperature τ of the softmax. Unit: reward per nat. +∞ is uniform.</summary>
    public double Temperature { get; }

    /// <summary>Names of the joint features, in the order of <see cref="JointFeaturesOf"/>.</summary>
    public IReadOnlyList<string> FeatureNames => _rewards.Features.Names;

    /// <summary>Expected reward of each action offered.</summary>
    /// <param name="context">Features of the context; unknown ones count for nothing.</param>
    /// <param name="actions">The actions offered.</param>
    /// <param name="rewards">Receives q, as many as there are actions.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a feature is not finite.</exception>
    public void Rewards(IReadOnlyList<NamedFeature> context, IReadOnlyList<OfferedAction> actions, Span<double> rewards)
    {
        Check(context, actions, rewards.Length, actions?.Count ?? 0);
        var own = _rewards.Features.OfContext(context);
        var coordinates = new List<JointFeatures.Coordinate>();
        for (int a = 0; a < actions!.Count; a++)
            rewards[a] = _rewards.Predict(own, actions[a], _rewards.Weights, coordinates);
    }

    /// <summary>
    /// Covariance of what is believed of the actions' expected rewards, from the Laplace posterior of the weights: σ²·Z·(G + λI)⁻¹·Zᵀ. An
    /// action that was seldom taken has the greater variance.
    /// </summary>
    /// <param name="context">Features of the context.</param>
    /// <param name="actions">The actions offered, A of them.</param>
    /// <param name="covariance">Receives A × A numbers, row after row. Unit: reward².</param>
    /// <exception cref="ArgumentException">Lengths differ, or a feature is not finite.</exception>
    public void RewardCovariance(IReadOnlyList<NamedFeature> context, IReadOnlyList<OfferedAction> actions, Span<double> covariance)
    {
        Check(context, actions, covariance.Length, actions is null ? 0 : actions.Count * actions.Count);
        int size = _rewards.Features.Size + 1, count = actions!.Count;
        var own = _rewards.Features.OfContext(context);
        var coordinates = new List<JointFeatures.Coordinate>();
        var rows = new double[count * size];
        for (int a = 0; a < count; a++)
        {
            var row = rows.AsSpan(a * size, size);
            coordinates.Clear();
            _rewards.Features.Write(own, actions[a], coordinates);
            foreach (var coordinate in coordinates)
                row[coordinate.Slot] += coordinate.Value;
            row[^1] = 1;
            Cholesky.SolveLower(_rewards.Factor, size, row);
            for (int b = 0; b <= a; b++)
            {
                double product = _rewards.Variance * TensorPrimitives.Dot<double>(row, rows.AsSpan(b * size, size));
                covariance[(a * count) + b] = covariance[(b * count) + a] = product;
            }
        }
    }

    /// <summary>The policy's probabilities: the softmax of the expected rewards over τ.</summary>
    /// <param name="context">Features of the context.</param>
    /// <param name="actions">The actions offered.</param>
    /// <param name="probabilities">Receives the probabilities, as many as there are actions.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a feature is not finite.</exception>
    public void Probabilities(IReadOnlyList<NamedFeature> context, IReadOnlyList<OfferedAction> actions, Span<double> probabilities)
    {
        Rewards(context, actions, probabilities);
        if (double.IsFinite(Temperature))
            SoftBellman.Policy(probabilities, [], Temperature, probabilities);
        else
            probabilities.Fill(1.0 / probabilities.Length);
    }

    /// <summary>The policy as a function, for evaluation.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="probabilities">Receives the probabilities.</param>
    public void Decide(RankingEvent decision, Span<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(decision);
        Probabilities(decision.Context, decision.Actions, probabilities);
    }

    /// <summary>The features that <see cref="ToTransformer"/>'s model scores: of a context and an action, and their products.</summary>
    /// <param name="context">Features of the context.</param>
    /// <param name="action">The action.</param>
    /// <exception cref="ArgumentException">A feature is not finite.</exception>
    public float[] JointFeaturesOf(IReadOnlyList<NamedFeature> context, OfferedAction action)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(action);
        var features = new float[_rewards.Features.Size];
        var coordinates = new List<JointFeatures.Coordinate>();
        _rewards.Features.Write(_rewards.Features.OfContext(context), action, coordinates);
        foreach (var coordinate in coordinates)
            features[coordinate.Slot] += coordinate.Value;
        return features;
    }

    /// <summary>
    /// The expected rewards as a stock ML.NET model, which plain <c>Microsoft.ML</c> loads and scores: <c>Features</c>, named, to
    /// <c>Score</c>. The policy is the softmax of the scores of the actions offered, over τ.
    /// </summary>
    /// <param name="context">Makes the model.</param>
    /// <returns>The model, and the schema to save it with.</returns>
    public (RegressionPredictionTransformer<LinearRegressionModelParameters> Model, DataViewSchema Schema) ToTransformer(MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        int size = FeatureNames.Count;
        var definition = SchemaDefinition.Create(typeof(JointRow));
        var column = definition[nameof(JointRow.Features)];
        column.ColumnType = new VectorDataViewType(NumberDataViewType.Single, size);
        column.AddAnnotation(
            "SlotNames",
            new VBuffer<ReadOnlyMemory<char>>(size, [.. FeatureNames.Select(name => name.AsMemory())]),
            new VectorDataViewType(TextDataViewType.Instance, size));
        var schema = context.Data.LoadFromEnumerable(Array.Empty<JointRow>(), definition).Schema;
        var environment = MLNetInternals.GetEnvironment(context.Regression);
        var weights = _rewards.Weights;
        var model = MLNetInternals.NewLinearRegressionModelParameters(
            environment, new VBuffer<float>(size, [.. weights.Take(size).Select(weight => (float)weight)]), (float)weights[^1]);
        return (MLNetInternals.Transformer<LinearRegressionModelParameters>.NewRegression(
            environment, model, schema, nameof(JointRow.Features)), schema);
    }

    private static void Check(IReadOnlyList<NamedFeature> context, IReadOnlyList<OfferedAction>? actions, int room, int needed)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(actions);
        if (actions.Count == 0)
            throw new ArgumentException("There is no action to decide among.", nameof(actions));
        if (room != needed)
            throw new ArgumentException($"There are {actions.Count} actions, which need {needed} numbers; there is room for {room}.");
    }

    private sealed class JointRow
    {
        public float[] Features { get; set; } = [];
    }
}
