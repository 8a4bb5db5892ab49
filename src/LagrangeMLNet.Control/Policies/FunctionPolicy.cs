using LagrangeMLNet.Control.Data;

namespace LagrangeMLNet.Control.Policies;

/// <summary>A policy written in code.</summary>
internal sealed class FunctionPolicy(string name, PolicyFunction decide) : Policy(name)
{
    private protected override void Fill(DecisionLog log, double[] probabilities)
    {
        for (int row = 0; row < log.Rows; row++)
            decide(log.Context(row), probabilities.AsSpan(row * log.Actions, log.Actions));
    }
}
