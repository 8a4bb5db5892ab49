using LagrangeMLNet.Control.Data;
using Microsoft.ML;

namespace LagrangeMLNet.Control.Policies;

/// <summary>A policy: the probability of each action in a context.</summary>
public abstract class Policy
{
    private protected Policy(string name) => Name = name;

    /// <summary>Name in reports.</summary>
    public string Name { get; }

    /// <summary>Takes each action with the same probability, whatever the context.</summary>
    public static Policy Uniform { get; } = new FunctionPolicy(
        "uniform", (_, probabilities) => probabilities.Fill(1.0 / probabilities.Length));

    /// <summary>Always takes one action.</summary>
    /// <param name="action">The action, from 0, in the order of the log's key.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="action"/> is negative.</exception>
    public static Policy Always(int action)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(action);
        return new FunctionPolicy(FormattableString.Invariant($"always {action}"), (_, probabilities) =>
        {
            if (action >= probabilities.Length)
                DecisionErrors.OtherActions($"always {action}", probabilities.Length, $"action {action} counted from 0");
            probabilities.Clear();
            probabilities[action] = 1;
        });
    }

    /// <summary>A policy written in code.</summary>
    /// <param name="name">Name in reports.</param>
    /// <param name="decide">Writes the probability of each action, in the order of the log's key, for the features of a context.</param>
    public static Policy FromFunction(string name, PolicyFunction decide)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(decide);
        return new FunctionPolicy(name, decide);
    }

    /// <summary>
    /// A model whose <c>Score</c> column holds the probability of each action, as every calibrated multiclass model's does: one of
    /// <c>Trainers.LagrangianPolicy</c>, or any classifier over the log's actions.
    /// </summary>
    /// <param name="name">Name in reports.</param>
    /// <param name="model">The model; it sees the data that the log was read from, so it may be a whole pipeline.</param>
    /// <param name="isGreedy">Whether the most probable action is always taken; else actions are drawn by their probabilities.</param>
    public static Policy FromModel(string name, ITransformer model, bool isGreedy = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(model);
        return new ModelPolicy(name, model, isGreedy);
    }

    /// <summary>Probabilities of all actions in all contexts of a log, rows × actions, each row of sum 1.</summary>
    internal double[] ProbabilitiesOn(DecisionLog log)
    {
        var probabilities = new double[log.Rows * log.Actions];
        Fill(log, probabilities);
        for (int row = 0; row < log.Rows; row++)
            Normalise(row, probabilities.AsSpan(row * log.Actions, log.Actions));
        return probabilities;
    }

    private protected abstract void Fill(DecisionLog log, double[] probabilities);

    /// <summary>Single precision does not sum to 1 to the last bit; anything beyond that is no distribution.</summary>
    private void Normalise(int row, Span<double> probabilities)
    {
        double sum = 0;
        foreach (double p in probabilities)
        {
            if (!(p >= 0))
                DecisionErrors.BadPolicyProbability(Name, row, $"found {DecisionErrors.Show(p)}");
            sum += p;
        }

        if (!(Math.Abs(sum - 1) <= 1e-4))
            DecisionErrors.BadPolicyProbability(Name, row, $"the sum is {DecisionErrors.Show(sum)}");
        for (int a = 0; a < probabilities.Length; a++)
            probabilities[a] /= sum;
    }
}

/// <summary>Decides: writes the probability of each action.</summary>
/// <param name="context">Features of the context.</param>
/// <param name="probabilities">Receives the probabilities, one an action.</param>
public delegate void PolicyFunction(ReadOnlySpan<float> context, Span<double> probabilities);
